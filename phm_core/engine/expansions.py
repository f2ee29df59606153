"""Criteria with their names looked up, kept for the next question."""

from collections.abc import Hashable
from functools import lru_cache
from typing import cast

from phm_core.area import Level
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.logic import Group
from phm_core.definitions.nodes import Criterion, InAreas, InCohort
from phm_core.engine.built import Built
from phm_core.engine.expand import expand
from phm_core.engine.library import Library

KEPT = 1_000


class Expansions:
    """Expands criteria, each once where nothing saved can change it."""

    def __init__(self, catalogue: Catalogue, library: Library, built: Built) -> None:
        self._catalogue = catalogue
        self._library = library
        self._built = built
        self._kept = lru_cache(maxsize=KEPT)(self._expand)

    def of(self, criterion: Criterion) -> Criterion:
        """The same criterion with every name looked up; raises as `expand` does."""
        if _uses_saved(criterion):
            return self._expand(criterion)
        return self._kept(cast(Hashable, criterion))

    def _expand(self, criterion: Criterion) -> Criterion:
        return expand(criterion, self._catalogue, self._library, self._built)


def _uses_saved(node: Criterion) -> bool:
    if isinstance(node, Group):
        return any(_uses_saved(child) for child in node.of)
    if isinstance(node, InAreas):
        return node.level == Level.BUILT_PLACE
    return isinstance(node, InCohort)
