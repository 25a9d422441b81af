"""Organisations: the lexicon of bodies, the extent of their names, and the reading of a document."""

from pipeline.organisations.reading import OrganisationHit, OrganisationReading, read_organisations

__all__ = ["OrganisationHit", "OrganisationReading", "read_organisations"]
