"""A series put in order: one value per month, gaps left open, duplicates refused."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats
from phm_core.methods.inputs import numbers


def monthly(
    dates: ArrayLike, values: ArrayLike
) -> tuple[NDArray[np.datetime64], Floats]:
    """Months from first to last and the value of each, NaN where the month is missing.

    dates: (n,), any day of the month; values: (n,). In any order. Raises RefusedInput
    when a month comes twice, a date is missing or cannot be read, or shapes differ.
    """
    x = numbers(values, "values").ravel()
    months = _months(dates)
    if months.size != x.size or not months.size or np.isnat(months).any():
        raise RefusedInput(
            f"There are {months.size} dates for {x.size} values; each value needs one."
        )
    once, times = np.unique(months, return_counts=True)
    if (times > 1).any():
        raise RefusedInput(
            f"The month {once[times > 1][0]} comes more than once. Add its values up, "
            "or keep one."
        )
    after = (months - once[0]).astype(np.int64)
    filled = np.full(int(after.max()) + 1, np.nan)
    filled[after] = x
    return once[0] + np.arange(filled.size).astype("timedelta64[M]"), filled


def positions_of(periods: ArrayLike, dates: ArrayLike) -> tuple[int, ...]:
    """Positions in a series of the months in which a new phase begins, in order.

    periods: (points,), the months from monthly; dates: any day of those months. Give
    the answer to Baseline as rebase_at. Raises RefusedInput for a month that the series
    does not hold, or its first, where no new phase can begin.
    """
    months = _months(periods)
    if not months.size:
        raise RefusedInput("A series without months has no phases.")
    wanted = np.unique(_months(dates))
    away = wanted[~np.isin(wanted, months[1:])]
    if away.size:
        raise RefusedInput(
            f"A phase cannot begin in {away[0]}: it must be a month after "
            f"{months[0]} and not after {months[-1]}."
        )
    return tuple(int(at) for at in np.searchsorted(months, wanted))


def _months(dates: ArrayLike) -> NDArray[np.datetime64]:
    try:
        return np.asarray(dates, dtype="datetime64[M]").ravel()
    except (TypeError, ValueError):
        raise RefusedInput(
            "A date cannot be read. Write dates as 2026-03-31."
        ) from None
