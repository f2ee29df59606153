"""What ids mean here: the catalogue's names, and those of the areas of the snapshot."""

from collections.abc import Callable, Mapping

from phm_core.area import Level
from phm_core.catalogue.contents import Catalogue
from phm_core.engine.public import PublicTables


class Words:
    """A Vocabulary that also knows the areas of one snapshot and the saved cohorts."""

    def __init__(
        self,
        catalogue: Catalogue,
        tables: PublicTables,
        cohorts: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._catalogue = catalogue
        self._tables = tables
        self._cohorts = cohorts
        self._places: dict[str, Mapping[str, str]] = {}

    def names(self, family: str) -> Mapping[str, str] | None:
        """Titles by id; None where this family is not known here."""
        if family == Level.BUILT_PLACE:
            return self._tables.known_names(Level.BUILT_PLACE)
        if family in list(Level):
            if family not in self._places:
                self._places[family] = self._tables.known_names(Level(family))
            return self._places[family] or None
        return self._cohorts() if family == "cohort" else self._catalogue.names(family)

    def unit(self, measure: str) -> str:
        """Unit of a measurement."""
        return self._catalogue.unit(measure)
