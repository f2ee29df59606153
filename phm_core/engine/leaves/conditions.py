"""Conditions: where a diagnosis stands at a day."""

from datetime import date

import narwhals as nw

from phm_core.definitions.events import Condition
from phm_core.engine.leaves.found import Found, find, rows, same, true_for, within
from phm_core.engine.tables import Run
from phm_core.period import months_before

DIAGNOSIS = nw.col("kind") == "diagnosis"
LONG_AGO = date(1800, 1, 1)


def entries(node: Condition, run: Run, day: date) -> nw.LazyFrame:
    """Diagnosis and resolution entries up to and including a day.

    A diagnosis without a day is the oldest: all that is known is that it was before.
    """
    undated = DIAGNOSIS & nw.col("date").is_null()
    when = nw.when(undated).then(nw.lit(LONG_AGO)).otherwise(nw.col("date"))
    known = run.scan("condition", node.is_).with_columns(date=when)
    return known.filter(within("date", day, None))


@rows.register
def _(node: Condition, run: Run, day: date) -> nw.LazyFrame:
    diagnoses = run.scan("condition", node.is_).filter(DIAGNOSIS)
    return diagnoses.filter(within("date", day, node.within_months))


@find.register
def _(node: Condition, run: Run, day: date) -> Found:
    seen = entries(node, run, day)
    if node.state == "ever" and node.count_at_least is None:
        return Found(true_for(seen.filter(DIAGNOSIS)))
    diagnosed = nw.when(DIAGNOSIS).then(nw.col("date"))
    resolved = nw.when(nw.col("kind") == "resolution").then(nw.col("date"))
    counted = DIAGNOSIS
    if node.within_months:
        counted &= nw.col("date") > months_before(day, node.within_months)
    people = seen.group_by("person_id").agg(
        last=nw.col("date").max(),
        first=diagnosed.min(),
        resolved=resolved.max(),
        times=counted.cast(nw.Int64).sum(),
    )
    holds = _state(node, day)
    if node.count_at_least is not None:
        holds &= nw.col("times").cast(nw.Int64) >= node.count_at_least
    return Found(people.select("person_id", holds=holds))


def _state(node: Condition, day: date) -> nw.Expr:
    ends_resolved = same("resolved", "last")
    if node.state == "active":
        return ~ends_resolved
    if node.state == "resolved":
        return ends_resolved
    if node.within_months:
        start = months_before(day, node.within_months)
        return (nw.col("first") > start).fill_null(value=False)
    return ~nw.col("first").is_null()
