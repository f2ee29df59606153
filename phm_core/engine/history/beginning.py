"""When records begin: where a year has far more of them than the year before."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.columns import Days, day_number
from phm_core.period import months_before

YEAR = 12
AXIS_MONTHS = 15 * YEAR
JUMP = 4
"""Records begin where a year has so many times as many as the year before."""
FEW = 20


def first_held(days: Days, as_at: date) -> date:
    """The first day of the month from which records are held.

    days: of each record. It is where a year of records follows a year with
    less than a quarter as many, at the greatest such step; 15 years back when there is
    no such step. Whole years are compared, so seasons do not matter. A year of fewer
    than 20 records is a step only after a year of none.
    """
    edges = [_month(as_at, AXIS_MONTHS - 1 - step) for step in range(AXIS_MONTHS + 1)]
    upto = _before(days, [day_number(edge) for edge in edges])
    at = np.arange(AXIS_MONTHS)
    before = upto[at] - upto[np.maximum(at - YEAR, 0)]
    after = upto[np.minimum(at + YEAR, AXIS_MONTHS)] - upto[at]
    # Before the axis nothing is known, and so nothing is said of its first year.
    step = (after > JUMP * before) & ((after >= FEW) | (before == 0)) & (at >= YEAR)
    if not step.any():
        return edges[0]
    rise = np.where(step, after - before, -1)
    # Of equal rises the last: the months before it are empty.
    return edges[AXIS_MONTHS - 1 - int(np.argmax(rise[::-1]))]


def _month(as_at: date, back: int) -> date:
    return months_before(as_at.replace(day=1), back)


def _before(days: Days, edges: list[int]) -> NDArray[np.int64]:
    """How many days lie before each edge; the edges rise."""
    first, last = edges[0], edges[-1]
    places = np.clip(days, first - 1, last) - (first - 1)
    each = np.bincount(places, minlength=last - first + 2)
    return np.cumsum(each)[np.array(edges) - first]
