"""Criteria about who people are, answered from their columns in one step each."""

from collections.abc import Callable
from datetime import date
from functools import reduce, singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.nodes import (
    Age,
    Criterion,
    Deprivation,
    LivesIn,
    RegisteredAt,
    Sex,
)
from phm_core.engine.bits import everybody, from_flags
from phm_core.engine.columns import Codes, PersonColumns
from phm_core.engine.inner import EthnicGroup, Everyone, PersonColumn
from phm_core.engine.kleene import Bounds, disjunction
from phm_core.engine.places import LSOA, PRACTICE, Places

TRUE, FALSE, UNKNOWN = 1, 0, -1
STATED_UNKNOWN = "unknown"


class People(Protocol):
    """What attributes are read from."""

    columns: PersonColumns

    def ages(self, day: date) -> NDArray[np.int16]:
        """Completed years at a day; AGE_UNKNOWN where birth is not known."""
        ...

    @property
    def places(self) -> Places:
        """What small areas and practices belong to."""
        ...


AGE_UNKNOWN = np.iinfo(np.int16).min


@singledispatch
def who(_node: Criterion, _people: People, _day: date) -> Bounds | None:
    """For whom an attribute holds; None when this is not about an attribute."""
    return None


def by_label(
    codes: Codes, test: Callable[[str], bool], unknown: tuple[str, ...] = ()
) -> Bounds:
    """Test each label once, then look every person up; null is unknown."""
    verdicts = [
        UNKNOWN if label in unknown else int(test(label)) for label in codes.labels
    ]
    # The last verdict is that of null, whose position is -1.
    return _bounds(np.array([*verdicts, UNKNOWN], dtype=np.int8)[codes.values])


def by_number(
    values: NDArray[np.int16], low: int | None, high: int | None, unknown: int
) -> Bounds:
    """Whether a whole number lies between two, both inclusive."""
    known = values != unknown
    tests = [] if low is None else [values >= low]
    tests += [] if high is None else [values <= high]
    holds = reduce(np.logical_and, tests) if tests else np.ones_like(known)
    if known.all():
        return Bounds.known(from_flags(holds))
    return Bounds(from_flags(holds & known), from_flags(holds | ~known))


def _bounds(verdicts: NDArray[np.int8]) -> Bounds:
    must = from_flags(verdicts == TRUE)
    if not (verdicts == UNKNOWN).any():
        return Bounds.known(must)
    return Bounds(must, from_flags(verdicts != FALSE))


@who.register
def _(_node: Everyone, people: People, _day: date) -> Bounds:
    return Bounds.known(everybody(people.columns.count))


@who.register
def _(node: Age, people: People, day: date) -> Bounds:
    return by_number(people.ages(day), node.min, node.max, AGE_UNKNOWN)


@who.register
def _(node: Sex, people: People, _day: date) -> Bounds:
    wanted = set(node.is_)
    return by_label(people.columns.codes("sex"), wanted.__contains__, (STATED_UNKNOWN,))


@who.register
def _(node: EthnicGroup, people: People, _day: date) -> Bounds:
    parts = [
        by_label(people.columns.codes(column), set(terms).__contains__, ("unknown",))
        for column, terms in (
            ("ethnicity_group", node.groups),
            ("ethnicity", node.detailed),
        )
        if terms
    ]
    return disjunction(parts)


@who.register
def _(node: PersonColumn, people: People, _day: date) -> Bounds:
    if node.at_most is not None:
        values = people.columns.small_numbers(node.column)
        return by_number(values, None, node.at_most, -1)
    codes = people.columns.codes(node.column)
    if node.recorded:
        return by_label(codes, bool, node.unknown)
    wanted = set(node.values or ("true",))
    return by_label(codes, wanted.__contains__, node.unknown)


@who.register
def _(node: Deprivation, people: People, _day: date) -> Bounds:
    if node.domain == "overall":
        deciles = people.columns.small_numbers("imd_decile")
    else:
        of_area = people.places.small_area(f"{node.domain}_decile")
        codes = people.columns.codes(LSOA)
        found = [-1 if (d := of_area.get(code)) is None else d for code in codes.labels]
        deciles = np.array([*found, -1], dtype=np.int16)[codes.values]
    return by_number(deciles, node.decile_min, node.decile_max, -1)


@who.register
def _(node: LivesIn, people: People, day: date) -> Bounds:
    return _by_area(node.level, node.codes, LSOA, people, day)


@who.register
def _(node: RegisteredAt, people: People, day: date) -> Bounds:
    return _by_area(node.level, node.codes, PRACTICE, people, day)


OWN_LEVEL = {LSOA: "lsoa", PRACTICE: "practice"}


def _by_area(
    level: str, wanted: tuple[str, ...], unit: str, people: People, day: date
) -> Bounds:
    codes = people.columns.codes(unit)
    among = frozenset(wanted)
    if level == OWN_LEVEL[unit]:
        return by_label(codes, among.__contains__)
    parents = people.places.parents(unit, level, day)
    nowhere: frozenset[str] = frozenset()
    return by_label(codes, lambda label: bool(parents.get(label, nowhere) & among))
