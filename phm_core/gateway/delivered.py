"""Releases from when to when there are records, and whose go on after death."""

from collections.abc import Iterable
from datetime import date, timedelta

import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import text
from phm_core.governance.disclosure import release_count

EPOCH = date(1970, 1, 1)
NOTE = (
    "A table begins and ends on the day that a few people have records up to, or from: "
    "one wrong date moves nothing."
)


def delivered(asked: Asked, answer: answers.Delivered) -> Parts:
    """One row a table; people who died, and those of them with later records.

    Those with later records are shown for all tables together alone: by table they
    would overlap.
    """
    rest = answer.died - answer.after_death
    hidden = 0 < rest < asked.rule.suppress_below
    return Parts(
        facts={
            "died": None if hidden else release_count(answer.died, asked.rule),
            "after_death": release_count(answer.after_death, asked.rule),
        },
        tables={
            "tables": pa.table(
                {
                    "table": text(one.name for one in answer.tables),
                    "first": _days(one.first for one in answer.tables),
                    "newest": _days(one.newest for one in answer.tables),
                }
            )
        },
        notes=(NOTE,),
    )


def _days(numbers: Iterable[int | None]) -> pa.Array:
    days = [None if one is None else EPOCH + timedelta(days=one) for one in numbers]
    return pa.array(days, pa.date32())
