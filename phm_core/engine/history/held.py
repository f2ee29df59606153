"""From when on records are held: a figure of before would show the records begin.

A window that reaches back to before the records is not counted, except on the last
day. Nor is the past told of what a record says only as it is today.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import singledispatch
from math import ceil

import numpy as np

from phm_core.definitions.events import (
    Activity,
    Condition,
    Measurement,
    Medication,
    NoRecordOf,
    Procedure,
    Process,
    Sequence,
    Waiting,
)
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.pathways import Cancer, Maternity
from phm_core.engine.bits import Flags
from phm_core.engine.history.over_counts import by_kind
from phm_core.engine.history.over_pathways import pathways, referrals
from phm_core.engine.history.over_values import results, scores
from phm_core.engine.history.past import Past
from phm_core.engine.history.records import Records
from phm_core.engine.inner import PersonColumn, ScoreWithin
from phm_core.period import months_before

YEAR = 12
WEEKS = 52
REACH_MONTHS = 10 * YEAR
"""How far back records must go for 'ever', or 'latest whenever', to be comparable."""


def held(leaves: Iterable[Criterion], past: Past) -> Flags:
    """On which days every leaf can be counted; on the last day all can: (days,)."""
    found = np.logical_and.reduce(
        [_all_days(past), *(on(leaf, past) for leaf in leaves)]
    )
    found[-1] = True
    return found


def _all_days(past: Past) -> Flags:
    return np.ones(len(past.months.days), dtype=np.bool_)


@singledispatch
def on(_node: Criterion, past: Past) -> Flags:
    """On which days a leaf can be counted. Who people are is always known."""
    return _all_days(past)


@on.register
def _(_node: PersonColumn, past: Past) -> Flags:
    # Who smokes, or lives alone, is held as it is today only.
    return ~_all_days(past)


@on.register
def _(node: Medication | Process | Procedure | Activity, past: Past) -> Flags:
    return _reach(by_kind(node, past), past, node.within_months)


@on.register
def _(node: Condition, past: Past) -> Flags:
    # A diagnosis is carried along for life: only new ones need records to reach back.
    if node.within_months is None:
        return _all_days(past)
    return _reach(by_kind(node, past), past, node.within_months)


@on.register
def _(node: Measurement, past: Past) -> Flags:
    return _reach([results(node, past)], past, node.within_months)


@on.register
def _(node: ScoreWithin, past: Past) -> Flags:
    return _reach([scores(node, past)], past, None)


@on.register
def _(node: Cancer | Maternity, past: Past) -> Flags:
    return _reach([pathways(node, past)], past, node.within_months)


@on.register
def _(node: NoRecordOf, past: Past) -> Flags:
    return on(node.of, past)


@on.register
def _(node: Sequence, past: Past) -> Flags:
    return on(node.first, past) & on(node.then, past)


@on.register
def _(node: Waiting, past: Past) -> Flags:
    # Whoever waits longest was referred long ago: a year more than was asked for.
    weeks = node.weeks_at_least or 0
    return _reach([referrals(past)], past, YEAR + ceil(weeks * YEAR / WEEKS))


def _reach(kinds: Iterable[Records], past: Past, within: int | None) -> Flags:
    """On which days records reach back as far as a window, or ten years without one."""
    months = past.months
    begun = [months_before(day, within or REACH_MONTHS) for day in months.days]
    firsts = [found.begun for found in kinds]
    return np.array(
        [
            all(first <= (day + timedelta(days=1)).replace(day=1) for first in firsts)
            for day in begun
        ]
    )
