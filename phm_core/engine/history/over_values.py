"""Values in a window, on every day: test results and recorded scores."""

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.events import Measurement
from phm_core.engine.bits import Flags, Words
from phm_core.engine.history.moving import any_within, latest
from phm_core.engine.history.pairs import repeats
from phm_core.engine.history.past import Past, day_by_day, over
from phm_core.engine.history.records import Records
from phm_core.engine.inner import ScoreWithin, Span
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves.measurements import usable
from phm_core.engine.tables import Run

BELOW, INSIDE = 0, 1
PAIR = 2


@over.register
def _(node: Measurement, past: Past) -> Bounds:
    if node.which in ("min", "max", "mean"):
        return day_by_day(node, past)
    found = results(node, past)
    known = any_within(found, past.people, node.within_months)
    return _among_known(_holds(node, past, found), known)


def results(node: Measurement, past: Past) -> Records:
    """Every usable result of a measure, with its value."""
    whole = node.model_copy(update={"within_months": None})
    last = past.months.last
    return past.read(
        f"results:{node.of}",
        lambda run: usable(whole, run, last),
        "value",
        of=("measurement", node.of),
    )


def _holds(node: Measurement, past: Past, found: Records) -> Words:
    people, within = past.people, node.within_months
    where = _where(node, found.what)
    if node.times_at_least == 1 and not node.days_apart:
        return any_within(found.only(where == INSIDE), people, within)
    if node.times_at_least is not None:
        found = _repeats(node, found, where == INSIDE)
        return any_within(found, people, within)
    if node.which == "any":
        return any_within(found.only(where == INSIDE), people, within)
    # Of one day the highest decides, or the lowest: so it must come last.
    lowest = node.same_day == "lowest"
    ranked = found.ranked(2 - where if lowest else where)
    inside = ranked.what == INSIDE
    return latest(ranked, people, inside)


def _repeats(node: Measurement, found: Records, good: Flags) -> Records:
    times = node.times_at_least or 1
    # Twice is a first and a last day that differ.
    least = 1 if times == PAIR and not node.none_between else 0
    apart = max(node.days_apart or 0, least)
    return repeats(found, good, times=times, apart=apart, unbroken=node.none_between)


def _where(node: Measurement, values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Below the bounds 0, inside 1, above 2."""
    where = np.full(len(values), INSIDE, dtype=np.uint8)
    if node.at_least is not None:
        where[values < node.at_least] = BELOW
    if node.above is not None:
        where[values <= node.above] = BELOW
    if node.at_most is not None:
        where[values > node.at_most] = INSIDE + 1
    if node.below is not None:
        where[values >= node.below] = INSIDE + 1
    return where


def _among_known(holds: Words, known: Words) -> Bounds:
    must = holds & known
    return Bounds(must, must | ~known)


@over.register
def _(node: ScoreWithin, past: Past) -> Bounds:
    found = scores(node, past)
    # Of one day the highest decides, so it must come last.
    scored = found.ranked(found.what)
    values = scored.what
    inside = np.logical_or.reduce([_between(span, values) for span in node.spans])
    known = any_within(scored, past.people, None)
    return _among_known(latest(scored, past.people, inside), known)


def scores(node: ScoreWithin, past: Past) -> Records:
    """Every recorded value of a score."""

    def recorded(run: Run) -> nw.LazyFrame:
        return run.scan("score", node.of).filter(~nw.col("value").is_null())

    return past.read(f"scores:{node.of}", recorded, "value", of=("score", node.of))


def _between(span: Span, values: NDArray[np.float64]) -> Flags:
    holds = np.ones(len(values), dtype=np.bool_)
    if span.at_least is not None:
        holds &= values >= span.at_least
    if span.above is not None:
        holds &= values > span.above
    if span.at_most is not None:
        holds &= values <= span.at_most
    if span.below is not None:
        holds &= values < span.below
    return holds
