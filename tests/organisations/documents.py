"""Small segmented documents for the tests: one unit for each text."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import countries
from pipeline.organisations import OrganisationReading, read_organisations
from pipeline.records import Acronym, Segmented, Span, Unit


def read(*texts: str, acronyms: Mapping[str, str] | None = None) -> OrganisationReading:
    """What is read of a document of these units; ``acronyms`` is its printed list, acronym -> expansion."""
    units = tuple(
        Unit(
            sentence_id=f"s{i}",
            doc_id="d",
            section_id="x",
            ordinal=i,
            block=i,
            unit_type="sentence",
            text=text,
            spans=(Span(start=0, end=len(text)),),
        )
        for i, text in enumerate(texts)
    )
    listed = tuple(
        Acronym(acronym_id=f"a{i}", doc_id="d", acronym=short, expansion=long, where="list", start=0, end=1)
        for i, (short, long) in enumerate((acronyms or {}).items())
    )
    segmented = Segmented(doc_id="d", sections=(), units=units, acronyms=listed)
    return read_organisations(segmented, [()] * len(texts), countries.find_in_document(texts), [()] * len(texts))
