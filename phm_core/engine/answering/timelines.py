"""Activity of a cohort by month."""

from datetime import date

import narwhals as nw
import numpy as np
import pyarrow as pa

from phm_core.definitions.questions import Timeline
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bits import size, to_flags
from phm_core.engine.here import Here
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.period import MONTHS_IN_YEAR, months_before


@exact.register
def _(question: Timeline, here: Here) -> answers.Timeline:
    if question.setting not in here.catalogue.settings_of_care:
        hint = did_you_mean(question.setting, here.catalogue.settings_of_care)
        raise RefusedInput(f"There is no activity setting '{question.setting}'.{hint}")
    scope = here.scope(question, question.of)
    people = here.cohort(question.of, scope).must
    first = months_before(scope.day.replace(day=1), question.months - 1)
    found = _contacts(here, question.setting, first, scope.day)
    ids = found.column("person_id").to_numpy()
    inside = (ids >= 0) & (ids < here.index.count)
    inside[inside] = to_flags(people, here.index.count)[ids[inside]]
    month = found.column("month").to_numpy()[inside] - _number(first)
    times = found.column("events").to_numpy()[inside]
    events = np.bincount(month, weights=times, minlength=question.months)
    return answers.Timeline(
        as_at=scope.day,
        setting=question.setting,
        months=tuple(_first_day(_number(first) + i) for i in range(question.months)),
        events=np.rint(events).astype(np.int64),
        people=np.bincount(month, minlength=question.months),
        cohort=size(people),
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
