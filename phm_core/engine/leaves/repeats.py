"""Results that repeat: on several days, some time apart, with none between."""

import narwhals as nw

from phm_core.definitions.events import Measurement
from phm_core.engine.leaves.found import true_for, when_date

PAIR = 2


def repeated(
    node: Measurement, results: nw.LazyFrame, qualifies: nw.Expr
) -> nw.LazyFrame:
    """Whether results qualify on enough distinct days, far enough apart.

    results: usable ones, person_id, date, value. Returns person_id, holds for everybody
    who has any usable result.
    """
    if node.times_at_least == PAIR and not node.none_between:
        return _pair(node, results, qualifies)
    good = qualifies.cast(nw.Int64)
    days = results.group_by("person_id", "date").agg(
        good=good.max(), bad=(1 - good).max()
    )
    if not node.none_between:
        stretches = days.filter(nw.col("good") == 1).group_by("person_id")
        enough = stretches.agg(**_stretch()).filter(_enough(node))
    else:
        stretches = _unbroken(days).group_by("person_id", "stretch")
        enough = stretches.agg(**_stretch()).filter(_enough(node))
    met = true_for(enough)
    everybody = true_for(results).select("person_id")
    joined = everybody.join(met, on="person_id", how="left")
    return joined.select("person_id", holds=nw.col("holds").fill_null(value=False))


def _pair(node: Measurement, results: nw.LazyFrame, qualifies: nw.Expr) -> nw.LazyFrame:
    """Twice is a first and a last day that differ: one pass is enough."""
    people = results.group_by("person_id").agg(
        first=when_date(qualifies).min(), last=when_date(qualifies).max()
    )
    apart = max(node.days_apart or 0, 1)
    after = nw.col("first").dt.offset_by(f"{apart}d").cast(nw.Date)
    holds = (nw.col("last") >= after).fill_null(value=False)
    return people.select("person_id", holds=holds)


def _stretch() -> dict[str, nw.Expr]:
    return {
        "days": nw.len(),
        "first": nw.col("date").min(),
        "last": nw.col("date").max(),
    }


def _enough(node: Measurement) -> nw.Expr:
    many = nw.col("days").cast(nw.Int64) >= (node.times_at_least or 1)
    if not node.days_apart:
        return many
    after = nw.col("first").dt.offset_by(f"{node.days_apart}d").cast(nw.Date)
    return many & (nw.col("last") >= after)


def _unbroken(days: nw.LazyFrame) -> nw.LazyFrame:
    """Qualifying days by the stretch they lie in; stretches end at a day that does not.

    A day that has both a qualifying and another value ends one stretch and begins the
    next: it is part of both.
    """
    counted = days.with_columns(
        upto=nw.col("bad").cum_sum().over("person_id", order_by="date").cast(nw.Int64)
    ).filter(nw.col("good") == 1)
    after = counted.select("person_id", "date", stretch=nw.col("upto"))
    before = counted.select(
        "person_id", "date", stretch=nw.col("upto") - nw.col("bad").cast(nw.Int64)
    )
    return nw.concat([after, before]).unique()
