"""From when to when each table has records, and whose go on after their death."""

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.held import called
from phm_core.definitions.delivered import DATED, Delivered
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bits import to_flags
from phm_core.engine.columns import NO_DAY, Days, day_number
from phm_core.engine.here import Here
from phm_core.engine.latest import days_of
from phm_core.engine.scope import area_bits, rows_bits
from phm_core.errors import RefusedInput, did_you_mean

# A day counts as delivered when so many people have something on it, or beyond it.
FEW = 8
Flags = NDArray[np.bool_]


@exact.register
def _(question: Delivered, here: Here) -> answers.Delivered:
    unknown = [name for name in question.tables if name not in DATED]
    if unknown:
        raise RefusedInput(
            f"There is no table '{unknown[0]}' of dated records."
            f"{did_you_mean(unknown[0], DATED)}"
        )
    scope = here.scope(question, None)
    living = to_flags(scope.people, here.index.count)
    died = here.index.columns.days("died_on")
    gone = _gone(question, here) & (died != NO_DAY) & (died <= day_number(scope.day))
    beyond = np.zeros(here.index.count, dtype=bool)
    tables: list[answers.DeliveredTable] = []
    for done, name in enumerate(question.tables):
        here.watch.tell(done, len(question.tables), f"Looking at {called(name)}")
        if not here.index.has(name):
            continue
        first, newest = _ends(name, here)
        later = gone & (newest != NO_DAY) & (newest > died + question.days)
        beyond |= later
        tables.append(
            answers.DeliveredTable(
                name,
                _kth(first[living & (first != NO_DAY)], FEW),
                _kth(-newest[living & (newest != NO_DAY)], FEW, sign=-1),
                int(later.sum()),
            )
        )
    return answers.Delivered(
        scope.day, tuple(tables), int(gone.sum()), int(beyond.sum())
    )


def _gone(question: Delivered, here: Here) -> Flags:
    """Everybody of the area whom the policy lets through, the dead too."""
    index, day = here.index, here.day(None)
    people = area_bits(index, question.area, question.lens, day)
    return to_flags(people & rows_bits(index, here.within, day), index.count)


def _ends(table: str, here: Here) -> tuple[Days, Days]:
    """The first and the last day of everybody's records; NO_DAY without any."""
    column, index = DATED[table], here.index
    with index.tables.run(here.watch) as run:
        by_person = (
            run.scan(table)
            .filter(~nw.col(column).is_null())
            .group_by("person_id")
            .agg(nw.col(column).min().alias("a"), nw.col(column).max().alias("b"))
        )
        found = run.collect(by_person)
    ids = found.column("person_id").to_numpy()
    known = (ids >= 0) & (ids < index.count)
    ends: list[Days] = []
    for name in ("a", "b"):
        days = np.full(index.count, NO_DAY, dtype=np.int32)
        days[ids[known]] = days_of(found.column(name))[known]
        ends.append(days)
    return ends[0], ends[1]


def _kth(days: Days, k: int, sign: int = 1) -> int | None:
    """The day by which so many people have begun; None where there are not so many."""
    if len(days) < k:
        return None
    return sign * int(np.partition(days, k - 1)[k - 1])
