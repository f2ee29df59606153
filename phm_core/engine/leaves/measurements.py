"""Measurements: values in a window, the latest, the extremes, the mean."""

from datetime import date

import narwhals as nw

from phm_core.definitions.events import Measurement
from phm_core.engine.leaves.found import (
    Found,
    all_of,
    find,
    rows,
    within,
)
from phm_core.engine.leaves.latest_day import Within, latest_within
from phm_core.engine.leaves.repeats import repeated
from phm_core.engine.tables import Run

MEAN_DECIMALS = 9


def usable(node: Measurement, run: Run, day: date) -> nw.LazyFrame:
    """Results with a value, in the window: person_id, date, value."""
    results = run.scan("measurement", node.of)
    in_window = within("date", day, node.within_months)
    return results.filter(~nw.col("value").is_null() & in_window).select(
        "person_id", "date", "value"
    )


def high_enough(node: Measurement, column: str = "value") -> nw.Expr | None:
    """The lower bound as a test; None when there is none."""
    if node.at_least is not None:
        return nw.col(column) >= node.at_least
    return None if node.above is None else nw.col(column) > node.above


def low_enough(node: Measurement, column: str = "value") -> nw.Expr | None:
    """The upper bound as a test; None when there is none."""
    if node.at_most is not None:
        return nw.col(column) <= node.at_most
    return None if node.below is None else nw.col(column) < node.below


def qualifies(node: Measurement, column: str = "value") -> nw.Expr:
    """A value within the bounds; without bounds every value is."""
    bounds = (high_enough(node, column), low_enough(node, column))
    there = ~nw.col(column).is_null()
    return all_of([there, *(bound for bound in bounds if bound is not None)])


@rows.register
def _(node: Measurement, run: Run, day: date) -> nw.LazyFrame:
    return usable(node, run, day).filter(qualifies(node))


@find.register
def _(node: Measurement, run: Run, day: date) -> Found:
    results = usable(node, run, day)
    if node.times_at_least is not None:
        return Found(repeated(node, results, qualifies(node)), otherwise=None)
    people = results.group_by("person_id")
    if node.which == "latest":
        bounds = Within(high_enough(node), low_enough(node))
        lowest = node.same_day == "lowest"
        return Found(latest_within(results, [bounds], lowest=lowest), otherwise=None)
    if node.which == "any":
        any_of_them = qualifies(node).cast(nw.Int64).max() == 1
        return Found(people.agg(holds=any_of_them), otherwise=None)
    value = nw.col("value")
    worked_out = {
        "min": value.min(),
        "max": value.max(),
        "mean": value.mean(),
    }[node.which]
    summed = people.agg(value=worked_out).with_columns(
        nw.col("value").round(MEAN_DECIMALS) if node.which == "mean" else value
    )
    return Found(summed.select("person_id", holds=qualifies(node)), otherwise=None)
