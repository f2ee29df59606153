"""What a load stands on: mapping, area, day, lists, and a folder to work in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given, SourceFormat
from phm_core.onboarding.codes.meaning import Resolver
from phm_core.onboarding.loading.spellings import entries
from phm_core.onboarding.loading.wanted import Source
from phm_core.snapshot import Snapshot
from phm_core.store.project_keys import ProjectKey


@dataclass(frozen=True)
class Ground:
    """Everything that the steps of one load share.

    practice: where people are registered of whom the source does not say. key: by which
    NHS numbers become pseudonyms; none for synthetic people.
    """

    connection: DuckDBPyConnection
    catalogue: Catalogue
    mapping: SourceFormat
    sources: Mapping[str, Source]
    area: Snapshot
    as_at: date
    resolver: Resolver
    work: Path
    practice: str = ""
    key: ProjectKey | None = None

    def spelt(self, given: Given) -> dict[str, str]:
        """The entries that a column may name, by id, title and short title."""
        return entries(given, self.catalogue)
