"""Life expectancy from an abridged life table."""

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.ages import LIFE_TABLE_BANDS
from phm_core.methods.distributions import z_value
from phm_core.methods.estimates import MISSING, Estimates, Floats, divide, first_reason
from phm_core.methods.inputs import alike, amounts, share

WIDTHS = np.diff(np.array(LIFE_TABLE_BANDS, dtype=np.float64))
# Share of the interval lived by those who die in it: early in the first year of life.
LIVED = np.array([0.1] + [0.5] * 18)
SMALLEST_POPULATION = 5000
WIDEST_INTERVAL = 20.0


def life_expectancy(
    deaths: ArrayLike,
    populations: ArrayLike,
    *,
    at_age: int = 0,
    confidence: float = 0.95,
) -> Estimates:
    """Years a person of that age could expect to live at today's death rates.

    deaths, populations (person-years): (..., 20), age bands 0, 1-4, 5-9 up to 90+.
    at_age: the first age of a band. Returns (...), in years; numerator deaths and
    denominator population of all ages. Null for 5,000 people or fewer, an empty band,
    more deaths than people in a band, no deaths at 90 and over, or a 95% interval wider
    than 20 years. Raises RefusedInput for other numbers of bands, negative values or an
    unknown age. Source: Chiang, The Life Table and its Construction, 1968; Silcocks,
    Jenner and Reza, Journal of Epidemiology and Community Health, 2001; Eayres and
    Williams, the same journal, 2004.
    """
    level, band = share(confidence), _band(at_age)
    d, n = alike(
        ("deaths", amounts(deaths, "deaths")),
        ("populations", amounts(populations, "populations")),
    )
    if not d.ndim or d.shape[-1] != len(LIFE_TABLE_BANDS):
        raise RefusedInput(
            f"A life table needs {len(LIFE_TABLE_BANDS)} age bands (0, 1-4, 5-9 up to "
            f"90+); the last axis has {d.shape[-1] if d.ndim else 0}."
        )
    years, error = _table(d, n)
    value, spread = years[..., band], error[..., band]
    half = z_value(level) * spread
    return Estimates(
        value=value,
        lower=value - half,
        upper=value + half,
        numerator=d.sum(axis=-1),
        denominator=n.sum(axis=-1),
        method="Chiang II, Silcocks",
        reason=first_reason(
            (np.isnan(d + n).any(axis=-1), MISSING),
            (n.sum(axis=-1) <= SMALLEST_POPULATION, "population 5,000 or fewer"),
            ((n == 0).any(axis=-1), "no people in an age band"),
            ((d > n).any(axis=-1), "more deaths than people in an age band"),
            (d[..., -1] == 0, "no deaths in the last age band"),
            (np.isnan(value), "nobody reaches this age"),
            (2 * z_value(0.95) * spread > WIDEST_INTERVAL, "interval over 20 years"),
        ),
        confidence=level,
    )


def _table(d: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Life expectancy at the start of each band, and its standard error."""
    rate = divide(d, n)
    dying = _chance_of_dying(rate[..., :-1])
    alive = np.ones(d.shape)
    alive[..., 1:] = np.cumprod(1 - dying, axis=-1)
    lived = np.empty(d.shape)
    dead = alive[..., :-1] * dying
    lived[..., :-1] = WIDTHS * (alive[..., 1:] + LIVED * dead)
    lived[..., -1] = divide(alive[..., -1], rate[..., -1])
    years = divide(_from_here(lived), alive)
    variance = np.empty(d.shape)
    after = (1 - LIVED) * WIDTHS + np.nan_to_num(years[..., 1:])
    chance = np.nan_to_num(divide(dying**2 * (1 - dying), d[..., :-1]))
    variance[..., :-1] = alive[..., :-1] ** 2 * chance * after**2
    variance[..., -1] = divide(alive[..., -1] ** 2, d[..., -1] * rate[..., -1] ** 2)
    return years, divide(np.sqrt(_from_here(variance)), alive)


def _chance_of_dying(rate: Floats) -> Floats:
    """Chance of dying in each closed band, never above 1."""
    chance = WIDTHS * rate / (1 + WIDTHS * rate * (1 - LIVED))
    return np.minimum(chance, 1.0)


def _from_here(values: Floats) -> Floats:
    """Sum of each band and all those after it."""
    return np.flip(np.cumsum(np.flip(values, axis=-1), axis=-1), axis=-1)


def _band(at_age: int) -> int:
    if at_age not in LIFE_TABLE_BANDS:
        ages = ", ".join(str(age) for age in LIFE_TABLE_BANDS)
        raise RefusedInput(f"No age band starts at {at_age}. Use one of {ages}.")
    return LIFE_TABLE_BANDS.index(at_age)
