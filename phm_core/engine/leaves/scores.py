"""Scores: the latest recorded value."""

from datetime import date

import narwhals as nw

from phm_core.engine.inner import ScoreWithin, Span
from phm_core.engine.leaves.found import Found, find, within
from phm_core.engine.leaves.latest_day import Within, latest_within
from phm_core.engine.tables import Run


@find.register
def _(node: ScoreWithin, run: Run, day: date) -> Found:
    recorded = run.scan("score", node.of).filter(
        ~nw.col("value").is_null() & within("date", day, None)
    )
    spans = [_bounds(span) for span in node.spans]
    return Found(latest_within(recorded, spans), otherwise=None)


def _bounds(span: Span) -> Within:
    high = low = None
    if span.at_least is not None:
        high = nw.col("value") >= span.at_least
    elif span.above is not None:
        high = nw.col("value") > span.above
    if span.at_most is not None:
        low = nw.col("value") <= span.at_most
    elif span.below is not None:
        low = nw.col("value") < span.below
    return Within(high, low)
