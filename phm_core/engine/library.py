"""Where saved cohorts are looked up."""

from typing import Protocol

from phm_core.definitions.document import Definition


class Library(Protocol):
    """Saved cohorts."""

    def definition(self, identity: str, version: int | None) -> Definition | None:
        """A version of a saved cohort (the newest when None); None when not there."""
        ...


class NoLibrary:
    """A library without any saved cohort."""

    def definition(self, identity: str, version: int | None) -> Definition | None:  # noqa: ARG002  # holds nothing
        """Nothing is saved here."""
        return None
