"""Activity of a cohort by month."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.definitions.questions import ActivityBy, Timeline
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.partition import partition
from phm_core.engine.answers.base import Integers
from phm_core.engine.bits import Ids, Words, size, to_flags, to_ids
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.period import MONTHS_IN_YEAR, months_before


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contacts of a cohort by person and month: who, which month, how many events."""

    people: Words
    months: tuple[date, ...]
    ids: Ids
    month: Ids
    events: NDArray[np.int64]

    def count(self, places: Ids, groups: int) -> tuple[Integers, Integers]:
        """Events, and people with any, by group and month: (groups, months).

        places: the group of each contact.
        """
        number = len(self.months)
        joint, cells = places * number + self.month, groups * number
        events = np.bincount(joint, weights=self.events, minlength=cells)
        return (
            np.rint(events).astype(np.int64).reshape(groups, number),
            np.bincount(joint, minlength=cells).reshape(groups, number),
        )


@exact.register
def _(question: Timeline, here: Here) -> answers.Timeline:
    scope = here.scope(question, question.of)
    found = _contacts_of(question, here, scope)
    events, people = found.count(np.zeros_like(found.month), 1)
    return answers.Timeline(
        as_at=scope.day,
        setting=question.setting,
        months=found.months,
        events=events[0],
        people=people[0],
        cohort=size(found.people),
    )


@exact.register
def _(question: ActivityBy, here: Here) -> answers.ActivityBy:
    scope = here.scope(question, question.of)
    groups = partition(here, question.by, scope.day)
    found = _contacts_of(question, here, scope)
    places = groups.codes.astype(np.int64)
    events, people = found.count(places[found.ids], groups.size)
    ids = to_ids(found.people, here.index.count)
    return answers.ActivityBy(
        as_at=scope.day,
        setting=question.setting,
        by=groups.groups,
        months=found.months,
        cohort=np.bincount(places[ids], minlength=groups.size),
        reached=np.bincount(places[np.unique(found.ids)], minlength=groups.size),
        events=events,
        people=people,
    )


def _contacts_of(question: Timeline | ActivityBy, here: Here, scope: Scope) -> Contacts:
    if question.setting not in here.catalogue.settings_of_care:
        hint = did_you_mean(question.setting, here.catalogue.settings_of_care)
        raise RefusedInput(f"There is no activity setting '{question.setting}'.{hint}")
    people = here.cohort(question.of, scope).must
    first = months_before(scope.day.replace(day=1), question.months - 1)
    found = _contacts(here, question.setting, first, scope.day)
    ids = found.column("person_id").to_numpy()
    inside = (ids >= 0) & (ids < here.index.count)
    inside[inside] = to_flags(people, here.index.count)[ids[inside]]
    start = _number(first)
    return Contacts(
        people,
        tuple(_first_day(start + at) for at in range(question.months)),
        ids[inside],
        found.column("month").to_numpy()[inside] - start,
        found.column("events").to_numpy()[inside],
    )


def _contacts(here: Here, setting: str, first: date, last: date) -> pa.Table:
    """Contacts by person and month: person_id, month (counted from year 0), events."""
    start = nw.col("start")
    month = start.dt.year().cast(nw.Int64) * MONTHS_IN_YEAR + start.dt.month() - 1
    with here.index.tables.run(here.watch) as run:
        contacts = run.scan("activity", setting).filter(
            (start >= first) & (start <= last)
        )
        by_month = contacts.select("person_id", month=month.cast(nw.Int64))
        counted = by_month.group_by("person_id", "month").agg(events=nw.len())
        return run.collect(counted)


def _number(day: date) -> int:
    return day.year * MONTHS_IN_YEAR + day.month - 1


def _first_day(number: int) -> date:
    year, month = divmod(number, MONTHS_IN_YEAR)
    return date(year, month + 1, 1)
