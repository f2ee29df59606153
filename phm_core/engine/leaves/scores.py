"""Scores: the latest recorded value."""

from datetime import date
from functools import reduce

import narwhals as nw

from phm_core.engine.inner import ScoreWithin, Span
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
    return reduce(lambda one, two: one | two, map(_between, node.spans))


def _between(span: Span) -> nw.Expr:
    value = nw.col("value")
    tests = [~value.is_null()]
    if span.at_least is not None:
        tests.append(value >= span.at_least)
    if span.above is not None:
        tests.append(value > span.above)
    if span.at_most is not None:
        tests.append(value <= span.at_most)
    if span.below is not None:
        tests.append(value < span.below)
    return all_of(tests)
