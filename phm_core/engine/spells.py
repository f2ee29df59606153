"""When each person was registered where, and when they were first diagnosed."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.definitions.events import Condition
from phm_core.engine.bases import base_of
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.index import PeopleIndex
from phm_core.engine.leaves.conditions import DIAGNOSIS, entries
from phm_core.engine.places import PRACTICE
from phm_core.engine.watch import Watch

NEVER = np.int32(np.iinfo(np.int32).max)


@dataclass(frozen=True, eq=False)
class Spells:
    """Registrations: person, practice (code of its base), first day, day after."""

    person: NDArray[np.int64]
    practice: NDArray[np.int64]
    start: Days
    end: Days

    @property
    def nbytes(self) -> int:
        """Memory that the columns take."""
        return sum(
            one.nbytes for one in (self.person, self.practice, self.start, self.end)
        )


def spells(index: PeopleIndex, watch: Watch) -> Spells:
    """Every registration; that of the person table where there is no history.

    Of a person's overlapping registrations each later one ends the one before.
    """
    return index.arrays.get("spells", lambda: _spells(index, watch), watch)


def _spells(index: PeopleIndex, watch: Watch) -> Spells:
    if not index.has("registration"):
        return _current(index)
    with index.tables.run(watch) as run:
        history = run.scan("registration").select(
            "person_id", "practice_code", "start", "end"
        )
        found = run.collect(history)
    person = found.column("person_id").to_numpy()
    base = base_of(index, PRACTICE, index.tables.snapshot.as_at)
    place = {str(label): code for code, label in enumerate(base.labels)}
    words = found.column("practice_code").combine_chunks().dictionary_encode()
    known = [str(word) for word in words.dictionary.to_pylist()]
    codes = [place.get(word, base.size - 1) for word in known]
    practice = np.array(codes, dtype=np.int64)[words.indices.to_numpy()]
    start = _days(found.column("start"), int(NO_DAY))
    # The last day of a spell belongs to it.
    end = _days(found.column("end"), int(NEVER) - 1) + 1
    order = np.lexsort((start, person))
    person, start, end = person[order], start[order], end[order]
    following = np.append(person[1:] == person[:-1], [False])
    after = np.append(start[1:], [NEVER])
    end = np.where(following & (after < end), after, end)
    return Spells(person, practice[order], start, end.astype(np.int32))


def _current(index: PeopleIndex) -> Spells:
    columns = index.columns
    start, left = columns.days("registered_on"), columns.days("deregistered_on")
    ids = np.flatnonzero(start != NO_DAY)
    practice = base_of(index, PRACTICE, index.tables.snapshot.as_at).codes
    end = np.where(left == NO_DAY, NEVER, left)
    return Spells(ids, practice[ids].astype(np.int64), start[ids], end[ids])


def _days(column: pa.ChunkedArray, missing: int) -> Days:
    numbers = column.combine_chunks().cast(pa.date32()).cast(pa.int32())
    return numbers.fill_null(missing).to_numpy(zero_copy_only=False)


@dataclass(frozen=True, eq=False)
class FirstDays:
    """A day of each person; NEVER for those without one."""

    day: Days

    @property
    def nbytes(self) -> int:
        """Memory that the days take."""
        return self.day.nbytes


def first_diagnosis(
    index: PeopleIndex, condition: str, day: date, watch: Watch
) -> FirstDays:
    """The first diagnosis of a condition, of those up to a day."""

    def read() -> FirstDays:
        with index.tables.run(watch) as run:
            of = Condition.model_validate({"is": condition})
            diagnoses = entries(of, run, day).filter(DIAGNOSIS)
            first = diagnoses.group_by("person_id").agg(first=nw.col("date").min())
            found = run.collect(first)
        ids = found.column("person_id").to_numpy()
        inside = (ids >= 0) & (ids < index.count)
        days = np.full(index.count, NEVER, dtype=np.int32)
        days[ids[inside]] = _days(found.column("first"), int(NEVER))[inside]
        return FirstDays(days)

    return index.arrays.get(f"first diagnosis:{condition}:{day}", read, watch)
