"""Reading a published dataset: each table as a typed DataFrame, and the joins people want.

>>> import pipeline
>>> ds = pipeline.open_dataset("data/processed")            # doctest: +SKIP
>>> ds.who_said_what(country="KEN", label="recommendation")  # doctest: +SKIP
"""

from __future__ import annotations

import json
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from textwrap import shorten
from typing import Any, overload

import pandas as pd

from pipeline import publication, tables
from pipeline.errors import UsageError
from pipeline.identifiers import fold
from pipeline.records import LABELS, Strength
from pipeline.storage import Address, Folder, place

STRENGTHS: tuple[str, ...] = typing.get_args(Strength)


class UnknownValue(UsageError, KeyError):
    """A table, column or value that the dataset does not have; the message names the nearest one it has."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Passage:
    """A unit where it stands: the texts before and after it in its paragraph, its lead-in, its section, its place in the source."""

    sentence_id: str
    document: str
    title: str
    section: str | None
    lead_in: str | None
    before: str
    text: str
    after: str
    start: int
    end: int
    citation: str

    def __str__(self) -> str:
        # A title may be cited, introduce, or be the unit itself: it is printed once.
        beside = (self.text, self.lead_in or "", self.title if self.citation.startswith(_short(self.title)) else "")
        section = self.section if fold(self.section or "") not in map(fold, beside) else ""
        head = f"[{self.citation}] {section or ''}".strip()
        return "\n".join(part for part in (head, self.lead_in, self.before, f"> {self.text}", self.after) if part)


def open_dataset(folder: str | Folder = "data/processed") -> Dataset:
    """The dataset published in ``folder``, or at an address such as ``s3://bucket/dataset``.

    Raises ``UsageError`` when there is none, or when its ``schema_version`` has a major number this program does not know.
    """
    return Dataset(folder if isinstance(folder, Path | Address) else place(folder))


class Dataset:
    """One published version; a later publication does not change what an open dataset reads."""

    def __init__(self, folder: Folder) -> None:
        self.folder: Folder = publication.current(folder) or folder
        try:
            self.manifest: dict[str, Any] = json.loads((self.folder / "dataset.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(
                f"there is no dataset in {folder}: run `greffier run`, or give the folder it published to"
            ) from error
        version = str(self.manifest.get("schema_version"))
        if version.partition(".")[0] != tables.SCHEMA_VERSION.partition(".")[0]:
            raise UsageError(f"{folder} has schema version {version}; this program reads {tables.SCHEMA_VERSION}")
        self._frames: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"Dataset({str(self.folder)!r}, {self.manifest['tables']['documents']['rows']} documents)"

    def table(self, name: str, columns: Iterable[str] | None = None, **equal: Any) -> pd.DataFrame:
        """A table of the data contract with nullable dtypes; columns with a fixed set of values are categories, days are dates.

        ``columns`` chooses columns, ``equal`` rows: ``ds.table("mentions", kind="country", iso3="KEN")``. Read when first asked
        for; what is done to the frame does not reach the dataset. Raises ``UnknownValue`` naming the nearest table, column or
        value when there is no such.
        """
        if name not in tables.BY_NAME:
            raise _unknown("table", name, tables.BY_NAME)
        if name not in self._frames:
            self._frames[name] = self._read(name)
        frame = self._frames[name]
        for column in (*equal, *(columns or ())):
            if column not in frame.columns:
                raise _unknown(f"column in {name}", column, frame.columns)
        for column, value in equal.items():
            known = frame[column]
            if isinstance(value, str) and value not in (options := _values(known)):
                raise _unknown(f"{name}.{column}", value, options)
            frame = frame[(known == value).fillna(False).astype(bool)]
        return frame[list(columns)].copy() if columns is not None else frame.copy(deep=False)

    def _read(self, name: str) -> pd.DataFrame:
        if not tables.table_exists(self.folder, name):
            raise UsageError(f"this dataset was published without {name} (include_text: false)")
        frame = tables.read_frame(self.folder, name)
        for column, values in _categories(name).items():
            frame[column] = pd.Categorical(frame[column], categories=values)
        for column in tables.date_columns(name):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        return frame

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except UnknownValue as error:
            raise AttributeError(str(error)) from error

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *tables.BY_NAME]

    # ------------------------------------------------------------------------------------------------ joins
    @cached_property
    def _wide(self) -> pd.DataFrame:
        units = self.table("sentences")[
            [
                "sentence_id",
                "doc_id",
                "section_id",
                "ordinal",
                "paragraph",
                "page",
                "unit_type",
                "text",
                "label",
                "score",
            ]
        ]
        documents = self.table("documents")[["doc_id", "title", "symbol", "date_start", "path"]]
        sections = self.table("sections")[["section_id", "title"]].rename(columns={"title": "section"})
        statements = self.table("statements")[["sentence_id", "speaker_id", "cue", "how", "score"]]
        speakers = self.table("speakers")[["speaker_id", "kind", "name", "role", "country", "organisation_id"]]
        organisations = self.table("organisations")[["organisation_id", "name", "acronym"]]
        organisations = organisations.rename(columns={"name": "organisation", "acronym": "organisation_acronym"})
        countries = self.table("countries")[["iso3", "name_fr"]].rename(
            columns={"iso3": "country", "name_fr": "country_name"}
        )
        wide = (
            units.merge(documents, on="doc_id", how="left")
            .merge(sections, on="section_id", how="left")
            .merge(statements.rename(columns={"score": "attribution_score"}), on="sentence_id", how="left")
            .merge(speakers.rename(columns={"kind": "speaker_kind", "name": "speaker"}), on="speaker_id", how="left")
            .merge(organisations, on="organisation_id", how="left")
            .merge(countries, on="country", how="left")
        )
        # A speaker without a name is known by function, country or body; collectives by what they are.
        wide["speaker"] = (
            wide["speaker"].fillna(wide["role"]).fillna(wide["country_name"]).fillna(wide["organisation"])
        ).mask(wide["speaker_kind"] == "collective", "(collectif)")
        return wide.sort_values(["doc_id", "ordinal", "speaker_id"], kind="stable").reset_index(drop=True)

    def flat(self) -> pd.DataFrame:
        """Who said what as one wide table: a row per unit and speaker; units nobody is said to express have a null speaker.

        Headings, notes and furniture, which have neither label nor speaker, are left out.
        """
        wide = self._wide
        kept = wide[(wide["label"] != "other") | wide["speaker_id"].notna()]
        return kept.reset_index(drop=True)

    def who_said_what(
        self,
        *,
        speaker: str | None = None,
        country: str | None = None,
        organisation: str | None = None,
        label: str | None = None,
        document: str | None = None,
        **others: object,
    ) -> pd.DataFrame:
        """Units with a speaker, filtered: ``country`` is an ISO 3166 alpha-3 code or a French name,
        ``organisation`` a name, acronym or identifier,
        ``speaker`` a name or part of one, ``label`` one of the four, ``document`` a doc_id, path or symbol.

        Raises ``UnknownValue`` naming the nearest value when one does not occur in the dataset.
        """
        for other in others:
            raise _unknown("filter", other, ("speaker", "country", "organisation", "label", "document"))
        wide = self._wide
        found = wide[wide["speaker_id"].notna()]
        if label is not None:
            found = found[found["label"] == self.label(label)]
        if country is not None:
            found = found[found["country"] == self.country(country)]
        if document is not None:
            found = found[found["doc_id"] == self.document(document)["doc_id"]]
        if organisation is not None:
            found = found[found["organisation_id"] == self.organisation(organisation)]
        if speaker is not None:
            names = self.table("speakers")["name"].dropna()
            matching = {n for n in names if fold(speaker) in fold(n)}
            if not matching:
                raise _unknown("speaker", speaker, names)
            found = found[found["speaker"].isin(matching)]
        return found.reset_index(drop=True)

    def recommended(
        self,
        *,
        to: str | None = None,
        speaker: str | None = None,
        document: str | None = None,
        strength: str | None = None,
        **others: object,
    ) -> pd.DataFrame:
        """Recommendations, a row each, with the names of their speakers and where they stand.

        ``to`` is whom they address: words of the addressee as stated (``"pays d'origine"`` finds « les pays de destination et
        d’origine »), an ISO 3166 alpha-3 code, or an organisation. The passage of a row is ``ds.source(row.sentence_id)``.
        Raises ``UnknownValue`` naming the nearest value when one does not occur in the dataset.
        """
        for other in others:
            raise _unknown("filter", other, ("to", "speaker", "document", "strength"))
        found = self.table("recommendations")
        if to is not None:
            found = found[self._addressed(found, to)]
        if document is not None:
            found = found[found["doc_id"] == self.document(document)["doc_id"]]
        if strength is not None:
            if strength not in STRENGTHS:
                raise _unknown("strength", strength, STRENGTHS)
            found = found[found["strength"] == strength]
        if speaker is not None:
            found = found[found["sentence_id"].isin(self.who_said_what(speaker=speaker)["sentence_id"])]
        named = self.speakers_by_unit
        rows = found[["sentence_id", "doc_id", "text", "context", "strength", "addressees", "score"]].copy()
        rows["speakers"] = pd.array([named.get(i, ()) for i in rows["sentence_id"]], dtype=object)
        rows["citation"] = pd.array([self.cite(i) for i in rows["sentence_id"]], dtype="string")
        return rows.reset_index(drop=True)

    @cached_property
    def speakers_by_unit(self) -> dict[str, tuple[str, ...]]:
        """The names of those who express a unit (sentence_id), for units anybody is said to express."""
        said = self._wide.dropna(subset=["speaker_id", "speaker"])
        names: dict[str, tuple[str, ...]] = {}
        for sentence_id, name in zip(said["sentence_id"], said["speaker"], strict=True):
            names[sentence_id] = (*names.get(sentence_id, ()), str(name))
        return names

    def _addressed(self, recommendations: pd.DataFrame, to: str) -> pd.Series[bool]:
        """Which rows address ``to``."""
        words = set(fold(to).split())
        wanted = {to, self.organisation(to, None)}
        countries = self.table("countries")
        wanted |= {str(c) for c, n in zip(countries["iso3"], countries["name_fr"], strict=True) if fold(n) == fold(to)}
        stated = recommendations["addressees"].map(lambda a: any(words <= set(fold(one).split()) for one in a))
        linked = [
            bool(wanted & {*states, *bodies})
            for states, bodies in zip(
                recommendations["addressee_countries"], recommendations["addressee_organisations"], strict=True
            )
        ]
        found = stated.astype(bool) | pd.Series(linked, index=recommendations.index, dtype=bool)
        if not words or not found.any():
            raise _unknown("addressee", to, sorted({one for a in recommendations["addressees"] for one in a}))
        return found

    def label(self, wanted: str) -> str:
        """``wanted`` itself, when it is one of the four labels."""
        if wanted not in LABELS:
            raise _unknown("label", wanted, LABELS)
        return wanted

    def country(self, wanted: str) -> str:
        """The ISO 3166 code, given itself or a country's French name."""
        known = self.table("countries")
        names = {fold(str(name)): str(code) for name, code in zip(known["name_fr"], known["iso3"], strict=True)}
        code = wanted.upper() if wanted.upper() in set(known["iso3"]) else names.get(fold(wanted))
        if code is None:
            raise _unknown(
                "country", wanted, [c for pair in zip(known["iso3"], known["name_fr"], strict=True) for c in pair]
            )
        return code

    def document(self, wanted: str) -> Any:
        """The row of the document with this doc_id, path, or symbol."""
        known = self.table("documents")
        for column in ("doc_id", "path", "symbol"):
            chosen = known[(known[column] == wanted).fillna(False).astype(bool)]
            if len(chosen) == 1:
                return chosen.iloc[0]
        raise _unknown("document", wanted, [*known["path"], *known["doc_id"], *known["symbol"].dropna()])

    @overload
    def organisation(self, wanted: str) -> str: ...
    @overload
    def organisation(self, wanted: str, otherwise: None) -> str | None: ...
    def organisation(self, wanted: str, otherwise: Any = ...) -> str | None:
        """The identifier of the organisation of this name, acronym or identifier."""
        known = self.table("organisations")
        names: dict[str, str] = {}
        for row in known.to_dict("records"):
            for name in (row["organisation_id"], row["name"], row["acronym"], *row["aliases"]):
                if isinstance(name, str):
                    names.setdefault(fold(name), row["organisation_id"])
        if fold(wanted) not in names:
            if otherwise is None:
                return None
            raise _unknown("organisation", wanted, [*known["name"], *known["acronym"].dropna()])
        return names[fold(wanted)]

    def speakers_of(self, document: str) -> pd.DataFrame:
        """The speakers of one document (doc_id, path or symbol), those who say most first."""
        speakers = self.table("speakers")
        own = speakers[speakers["doc_id"] == self.document(document)["doc_id"]]
        ranked: pd.DataFrame = own.sort_values(
            ["n_statements", "n_mentions", "speaker_id"], ascending=[False, False, True]
        )
        return ranked.reset_index(drop=True)

    # ------------------------------------------------------------------------------------------------ the source
    def _unit(self, sentence_id: str) -> Any:
        units = self._units_by_id
        if sentence_id not in units.index:
            raise _unknown("sentence_id", sentence_id, units.index)
        return units.loc[sentence_id]

    @cached_property
    def _units_by_id(self) -> pd.DataFrame:
        return self.table("sentences").set_index("sentence_id", drop=False)

    @cached_property
    def _documents_by_id(self) -> pd.DataFrame:
        return self.table("documents").set_index("doc_id", drop=False)

    def cite(self, sentence_id: str) -> str:
        """Where a unit stands, as one would cite it: ``A/61/187, par. 23, p. 5``. Without a symbol by title, a long one cut."""
        unit = self._unit(sentence_id)
        document = self._documents_by_id.loc[unit["doc_id"]]
        parts = [_text(document["symbol"]) or _short(_text(document["title"])) or _text(document["path"])]
        if isinstance(unit["paragraph"], str):
            parts.append(f"par. {unit['paragraph']}")
        if isinstance(unit["page"], str):
            parts.append(f"p. {unit['page']}")
        return ", ".join(parts)

    def source(self, sentence_id: str) -> Passage:
        """The passage a unit stands in."""
        unit = self._unit(sentence_id)
        units = self.table("sentences")
        block = units[(units["doc_id"] == unit["doc_id"]) & (units["block"] == unit["block"])]
        block = block[
            block["unit_type"].isin(["sentence", "list_item", "question"]) | (block["sentence_id"] == sentence_id)
        ]
        sections = self.table("sections")
        section = sections.loc[sections["section_id"] == unit["section_id"], "title"].iloc[0]
        lead_in = unit["lead_in_id"]
        return Passage(
            sentence_id=sentence_id,
            document=str(unit["doc_id"]),
            title=_text(self._documents_by_id.loc[unit["doc_id"], "title"]),
            section=_text(section) or None,
            lead_in=str(self._unit(lead_in)["text"]) if isinstance(lead_in, str) else None,
            before=" ".join(block.loc[block["ordinal"] < unit["ordinal"], "text"]),
            text=str(unit["text"]),
            after=" ".join(block.loc[block["ordinal"] > unit["ordinal"], "text"]),
            start=int(unit["spans"][0]["start"]),
            end=int(unit["spans"][-1]["end"]),
            citation=self.cite(sentence_id),
        )


def _text(value: Any) -> str:
    """A cell of a text column; empty where it is missing."""
    return value if isinstance(value, str) else ""


def _short(title: str) -> str:
    """A title as it is cited: up to sixty characters, cut behind a word."""
    return shorten(title, 60, placeholder="…")


def _categories(name: str) -> dict[str, list[str]]:
    """Columns of a table whose record allows a fixed set of values."""
    found = {}
    for column, field in tables.BY_NAME[name].record.model_fields.items():
        options = [field.annotation, *typing.get_args(field.annotation)]
        for option in options:
            if typing.get_origin(option) is typing.Literal:
                found[column] = list(typing.get_args(option))
    return found


def _values(column: pd.Series[Any]) -> list[str]:
    """The values a column of texts can have or has."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return [value for value in column.dropna().unique() if isinstance(value, str)]


def _unknown(what: str, wanted: str, known: Iterable[str]) -> UnknownValue:
    folded = {fold(str(k)): str(k) for k in known}
    near = get_close_matches(fold(wanted), list(folded), n=1, cutoff=0.0)
    hint = f"; the nearest is {folded[near[0]]!r}" if near else ""
    return UnknownValue(f"there is no {what} {wanted!r}{hint}")
