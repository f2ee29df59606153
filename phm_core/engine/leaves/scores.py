"""Scores: the latest recorded value."""

from datetime import date
from functools import reduce

import narwhals as nw

from phm_core.engine.inner import Range, ScoreWithin
from phm_core.engine.leaves.found import Found, all_of, find, within
from phm_core.engine.tables import Run


@find.register
def _(node: ScoreWithin, run: Run, day: date) -> Found:
    recorded = run.scan("score", node.of).filter(
        ~nw.col("value").is_null() & within("date", day, None)
    )
    last_day = nw.col("date").max().over("person_id")
    latest = recorded.filter(nw.col("date") == last_day)
    people = latest.group_by("person_id").agg(value=nw.col("value").max())
    return Found(people.select("person_id", holds=_inside(node)), otherwise=None)


def _inside(node: ScoreWithin) -> nw.Expr:
    value = nw.col("value")
    tests = []
    if node.at_least is not None:
        tests.append(value >= node.at_least)
    if node.at_most is not None:
        tests.append(value <= node.at_most)
    if node.ranges is not None:
        tests.append(reduce(lambda one, two: one | two, map(_between, node.ranges)))
    return all_of(tests)


def _between(bounds: Range) -> nw.Expr:
    start, end = bounds
    tests = [] if start is None else [nw.col("value") >= start]
    return all_of(tests if end is None else [*tests, nw.col("value") < end])
