"""The latest day of each person, and whether its value lies within bounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import narwhals as nw

from phm_core.engine.leaves.found import same, when_date

ALWAYS = nw.lit(value=True)


@dataclass(frozen=True)
class Within:
    """Bounds as tests of one value; None where there is no such bound."""

    high_enough: nw.Expr | None
    low_enough: nw.Expr | None


def latest_within(
    results: nw.LazyFrame, spans: Iterable[Within], *, lowest: bool = False
) -> nw.LazyFrame:
    """Whether the value of the latest day lies in one of several spans.

    results: person_id, date, value. Compares the latest day with the latest on which
    each bound was met, or missed: the highest of a day is above a bound when any value
    of that day is, and below one when none is above it; the lowest the other way round.
    This needs no second pass.
    """
    marks = {"last": nw.col("date").max()}
    inside = []
    for place, span in enumerate(spans):
        asked, needed = span.high_enough, span.low_enough
        if lowest:
            asked, needed = needed, asked
        holds = ALWAYS
        if asked is not None:
            marks[f"met{place}"] = when_date(asked).max()
            holds &= same(f"met{place}", "last")
        if needed is not None:
            marks[f"missed{place}"] = when_date(~needed).max()
            holds &= ~same(f"missed{place}", "last")
        inside.append(holds)
    people = results.group_by("person_id").agg(**marks)
    return people.select("person_id", holds=reduce(lambda one, two: one | two, inside))
