"""The plain reference: what every criterion means, one person and one record at a time.

Deliberately slow and simple, and written apart from the queries that it checks: rows
are dictionaries, loops are loops, truth is True, False or None (not known). Names are
looked up beforehand (see expand). Tests compare every engine with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Any

import pyarrow.parquet as pq

from phm_core.catalogue.held import none_held
from phm_core.definitions.logic import All, AtLeast, Nothing
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion
from phm_core.engine.inner import Definite, Everyone
from phm_core.errors import RefusedInput
from phm_core.period import months_before
from phm_core.snapshot import Snapshot

Row = dict[str, Any]
Truth = bool | None


@dataclass(frozen=True)
class World:
    """Everything that a snapshot holds, as rows by table and by person."""

    day: date
    tables: dict[str, list[Row]]
    by_person: dict[str, dict[int, list[Row]]]

    def table(self, name: str) -> list[Row]:
        """All rows of a table. Raises RefusedInput when there is no such table."""
        if name not in self.tables:
            raise RefusedInput(f"{none_held(name)}.")
        return self.tables[name]

    def records(self, name: str, person: Row) -> list[Row]:
        """One person's rows of a table."""
        self.table(name)
        return self.by_person[name].get(person["person_id"], [])

    def seen(self, when: date | None, months: int | None = None) -> bool:
        """Whether a record of that date counts: not later, and within the months."""
        if when is None or when > self.day:
            return False
        return months is None or when > months_before(self.day, months)


def read_world(snapshot: Snapshot, day: date | None = None) -> World:
    """Read a small snapshot whole."""
    names = {
        path.relative_to(snapshot.path).parts[0].removesuffix(".parquet")
        for path in snapshot.path.rglob("*.parquet")
    }
    tables = {
        name: [
            row
            for path in snapshot.files(name)
            for row in pq.ParquetFile(path).read().to_pylist()
        ]
        for name in sorted(names)
    }
    return World(day or snapshot.as_at, tables, _by_person(tables))


def _by_person(tables: dict[str, list[Row]]) -> dict[str, dict[int, list[Row]]]:
    grouped: dict[str, dict[int, list[Row]]] = {}
    for name, rows in tables.items():
        grouped[name] = {}
        for row in rows:
            if "person_id" in row:
                grouped[name].setdefault(row["person_id"], []).append(row)
    return grouped


def in_population(person: Row, population: str, world: World) -> bool:
    """Whether somebody counts at all: registered, or also living in the area."""
    day = world.day
    if person["died_on"] is not None and person["died_on"] <= day:
        return False
    joined, left = person["registered_on"], person["deregistered_on"]
    if joined is None or joined > day or (left is not None and left <= day):
        return False
    if population == "registered":
        return True
    inside = [row["lsoa21"] for row in world.table("small_area") if row["in_area"]]
    return person["lsoa21"] in inside


@singledispatch
def holds(node: Criterion, _person: Row, _world: World) -> Truth:
    """Whether a criterion is true of a person. Every kind has its own meaning."""
    raise TypeError(f"'{node.kind}' has no reference")


@holds.register
def _(_node: Everyone, _person: Row, _world: World) -> Truth:
    return True


@holds.register
def _(node: Definite, person: Row, world: World) -> Truth:
    return holds(node.of, person, world) is True


@holds.register
def _(node: All, person: Row, world: World) -> Truth:
    truths = [holds(child, person, world) for child in node.enabled]
    if False in truths:
        return False
    return None if None in truths else True


@holds.register
def _(node: AnyOf, person: Row, world: World) -> Truth:
    truths = [holds(child, person, world) for child in node.enabled]
    if True in truths:
        return True
    return None if None in truths else False


@holds.register
def _(node: Nothing, person: Row, world: World) -> Truth:
    truths = [holds(child, person, world) for child in node.enabled]
    if True in truths:
        return False
    return None if None in truths else True


@holds.register
def _(node: AtLeast, person: Row, world: World) -> Truth:
    truths = [holds(child, person, world) for child in node.enabled]
    if truths.count(True) >= node.k:
        return True
    return None if truths.count(True) + truths.count(None) >= node.k else False


def truths(
    node: Criterion, population: str, world: World
) -> tuple[set[int], set[int], set[int]]:
    """People of the population; those for whom it is true; those not known."""
    people = [
        person
        for person in world.table("person")
        if in_population(person, population, world)
    ]
    found = {person["person_id"]: holds(node, person, world) for person in people}
    return (
        set(found),
        {one for one, truth in found.items() if truth is True},
        {one for one, truth in found.items() if truth is None},
    )


def either(truths_of: Iterable[Truth]) -> Truth:
    """True when one is true; otherwise not known when one is not known."""
    all_of_them = list(truths_of)
    if True in all_of_them:
        return True
    return None if None in all_of_them else False
