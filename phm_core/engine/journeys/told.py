"""What is recorded of each contact with one setting, as one small number an aspect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.catalogue.held import called
from phm_core.catalogue.schema import Aspect, Journey
from phm_core.engine.bits import Ids
from phm_core.engine.index import PeopleIndex
from phm_core.engine.journeys.values import Coded, coded, passed
from phm_core.engine.leaves.found import within
from phm_core.engine.watch import Watch

ACTIVITY = "activity"
PERSON, START = "person_id", "start"


@dataclass(frozen=True, eq=False)
class Told:
    """The rows of one table, in the order of people.

    aspects: by id, those that the table holds. avoidable: 1 where every test is met, 0
    where one is not, -1 where too little is recorded; None where it is not asked here.
    missing: what the table does not hold, in sentences.
    """

    person: Ids
    aspects: dict[str, Coded]
    avoidable: NDArray[np.int8] | None
    missing: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """Memory that the columns take."""
        kept = [self.person, *(one.codes for one in self.aspects.values())]
        return sum(one.nbytes for one in kept) + len(self.person)


def told(
    index: PeopleIndex, journey: Journey, day: date, months: int, watch: Watch
) -> dict[str, Told]:
    """What each table holds of the contacts in the months up to a day."""
    tables = dict.fromkeys(aspect.table for aspect in journey.aspects)
    if journey.avoidable:
        tables[journey.avoidable.table] = None
    return {
        table: index.arrays.get(
            f"told:{journey.id}:{table}:{day}:{months}",
            lambda table=table: _read(index, journey, table, (day, months), watch),
            watch,
        )
        for table in tables
    }


def _read(
    index: PeopleIndex,
    journey: Journey,
    table: str,
    window: tuple[date, int],
    watch: Watch,
) -> Told:
    watch.tell(0, 1, "Reading what is recorded of each contact")
    aspects = [one for one in journey.aspects if one.table == table]
    asked = journey.avoidable
    tests = asked.tests if asked and asked.table == table else ()
    if not index.has(table):
        return _nothing(_not_held(journey, table, aspects, set()))
    with index.tables.run(watch) as run:
        rows = run.scan(table, journey.id if table == ACTIVITY else None)
        held = set(rows.collect_schema().names())
        wanted = {one.column for one in (*aspects, *tests)} & held
        columns = sorted(wanted | {PERSON, START})
        found = run.collect(rows.filter(within(START, *window)).select(columns))
    found = _in_order(found, index.count)
    testable = tests and all(test.column in held for test in tests)
    return Told(
        person=found.column(PERSON).to_numpy(),
        aspects={
            one.id: coded(one, found.column(one.column))
            for one in aspects
            if one.column in held
        },
        avoidable=passed(tests, found) if testable else None,
        missing=tuple(_not_held(journey, table, aspects, held)),
    )


def _nothing(missing: Iterable[str]) -> Told:
    return Told(np.zeros(0, dtype=np.int64), {}, None, tuple(missing))


def _in_order(found: pa.Table, people: int) -> pa.Table:
    """The rows of people that there are, by person."""
    person = found.column(PERSON).to_numpy()
    inside = np.flatnonzero((person >= 0) & (person < people))
    order = inside[np.argsort(person[inside], kind="stable")]
    return found.take(order)


def _not_held(
    journey: Journey, table: str, aspects: list[Aspect], held: set[str]
) -> Iterable[str]:
    why = f"is left out: no {called(table)} that say it are here, or open to you."
    for one in aspects:
        if one.column not in held:
            yield f"'{one.title}' {why}"
    asked = journey.avoidable
    tests = asked.tests if asked and asked.table == table else ()
    if asked and any(one.column not in held for one in tests):
        yield f"'{asked.title}' {why}"
