"""Attributes of the catalogue as groups of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.area import Level
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Attribute
from phm_core.engine.answers.base import Integers
from phm_core.engine.bases import base_of
from phm_core.engine.index import PeopleIndex
from phm_core.engine.places import LSOA, PRACTICE
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput, did_you_mean

OTHER = "other"


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of one attribute, and to which of them each code of its base belongs.

    `member`: (groups, codes), 1 where a code belongs to a group; a code can belong to
    several overlapping areas, or to none.
    """

    attribute: Attribute
    base: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    member: NDArray[np.int64]

    def count(self, histogram: Integers) -> Integers:
        """People by group from people by code."""
        return self.member @ histogram


def attribute_of(catalogue: Catalogue, identity: str) -> Attribute:
    """An attribute by its id. Raises RefusedInput with the nearest known one."""
    if identity not in catalogue.attributes:
        raise RefusedInput(
            f"There is no breakdown called '{identity}'."
            f"{did_you_mean(identity, catalogue.attributes)}"
        )
    return catalogue.attributes[identity]


class Groupings:
    """Makes groupings for one index."""

    def __init__(
        self, index: PeopleIndex, catalogue: Catalogue, public: PublicTables
    ) -> None:
        self._index = index
        self._catalogue = catalogue
        self._public = public
        self._made: dict[tuple[str, date], Grouping] = {}

    def get(self, identity: str, day: date) -> Grouping:
        """The groups of an attribute on a day."""
        key = (identity, day)
        if key not in self._made:
            self._made[key] = self._make(attribute_of(self._catalogue, identity), day)
        return self._made[key]

    def _make(self, attribute: Attribute, day: date) -> Grouping:
        if attribute.level is not None:
            return self._of_areas(attribute, attribute.level, day)
        base = attribute.column if attribute.table == "person" else LSOA
        labels = base_of(self._index, base, day).labels
        if attribute.table == "person":
            values: Iterable[object] = labels
        else:
            of_area = self._index.places.small_area(attribute.column)
            values = [of_area.get(str(label)) for label in labels]
        ids, titles, places = _grouped(attribute, values)
        return Grouping(attribute, base, ids, titles, _matrix(places, len(ids)))

    def _of_areas(self, attribute: Attribute, level: Level, day: date) -> Grouping:
        unit = LSOA if attribute.table == "small_area" else PRACTICE
        labels = base_of(self._index, unit, day).labels
        parents = self._index.places.parents(unit, str(level), day)
        names = self._public.names(level)
        codes = sorted({area for areas in parents.values() for area in areas})
        place = {code: position for position, code in enumerate(codes)}
        places = [
            [place[area] for area in parents.get(str(label), ())] for label in labels
        ]
        titles = tuple(names.get(code, code) for code in codes)
        member = _matrix([*places, []], len(codes))
        return Grouping(attribute, unit, tuple(codes), titles, member)


def _grouped(
    attribute: Attribute, values: Iterable[object]
) -> tuple[tuple[str, ...], tuple[str, ...], list[list[int]]]:
    """Groups, their titles, and the places of each value; the last value is null.

    A word that is not declared counts as "other" where that is declared, and otherwise
    has a group of its own.
    """
    titles = dict(attribute.titles)
    declared = [value.id for value in attribute.values]
    given = [_declared(attribute, value, declared) for value in values]
    for identity in given:
        if identity is not None:
            titles.setdefault(identity, identity)
    order = {identity: place for place, identity in enumerate(titles)}
    null = attribute.unknown
    places = [
        [order[found]] if (found := null if one is None else one) is not None else []
        for one in [*given, None]
    ]
    return tuple(titles), tuple(titles.values()), places


def _declared(attribute: Attribute, value: object, declared: list[str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        inside = [one for one in attribute.values if _spans(one, value)]
        return inside[0].id if inside else None
    word = str(value)
    if word in declared:
        return word
    return OTHER if OTHER in declared else word


def _spans(value: object, number: float) -> bool:
    low, high = getattr(value, "minimum", None), getattr(value, "maximum", None)
    if low is None and high is None:
        return False
    return (low is None or number >= low) and (high is None or number <= high)


def _matrix(places: list[list[int]], groups: int) -> NDArray[np.int64]:
    member = np.zeros((groups, len(places)), dtype=np.int64)
    for code, belongs in enumerate(places):
        member[belongs, code] = 1
    return member
