"""Direct standardisation: what the rate would be with a standard age structure."""

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.ages import ESP2013
from phm_core.methods.estimates import (
    FEW_EVENTS,
    ZERO_DENOMINATOR,
    Estimates,
    Floats,
    divide,
    first_reason,
)
from phm_core.methods.inputs import amounts, positive, share
from phm_core.methods.intervals import byar_limits
from phm_core.methods.strata import Strata

# Fewer events than this do not carry a standardised rate.
EVENTS_NEEDED = 10
EMPTY_STRATUM = "no people in a stratum"


def dsr(
    counts: ArrayLike,
    populations: ArrayLike,
    weights: ArrayLike = ESP2013,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Estimates:
    """Directly standardised rate with Dobson's interval around Byar's limits.

    counts, populations: (..., strata), such as (areas, age bands); leading axes fit
    together. weights: (strata,) or one row per area. Returns (...). Unit: events per
    `per` people of the standard. A missing count is nought. Null below 10 events and
    where a stratum with a weight has nobody (see merge_empty_bands). Raises
    RefusedInput for negative values, a missing population, shapes that do not fit, and
    people in a stratum without a standard weight. Source: Dobson, Kuulasmaa, Eberle
    and Scherer, Statistics in Medicine, 1991; weights: Eurostat, 2013.
    """
    strata = Strata.read(counts, populations, weights)
    weight = divide(strata.weights, strata.populations)
    events = strata.counts.sum(axis=-1)
    return _dobson(
        strata,
        rate=(np.nan_to_num(weight) * strata.counts).sum(axis=-1),
        variance=(np.nan_to_num(weight) ** 2 * strata.counts).sum(axis=-1),
        events=events,
        scale=(positive(per, "multiplier"), share(confidence)),
    )


def dsr_repeated(
    people: ArrayLike,
    frequencies: ArrayLike,
    populations: ArrayLike,
    weights: ArrayLike = ESP2013,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Estimates:
    """Directly standardised rate of events that one person can have several times.

    people: (..., strata, frequencies), people who had exactly that many events.
    frequencies: (frequencies,), events per person, each above nought. The rest as for
    dsr; the numerator is events. Its interval is wider than that of independent events.
    Raises RefusedInput also where the frequencies do not match. Source: Dobson 1991
    with the variance of Glynn and others, American Journal of Epidemiology, 1993.
    """
    held = np.nan_to_num(amounts(people, "people"))
    times = amounts(frequencies, "frequencies")
    if times.ndim != 1 or held.shape[-1:] != times.shape or not (times > 0).all():
        raise RefusedInput(
            "The last axis of people must have one column for each frequency, and "
            f"every frequency must be above nought: people {held.shape}, "
            f"frequencies {times.shape}."
        )
    strata = Strata.read(held @ times, populations, weights)
    spread = held @ times**2
    weight = np.nan_to_num(divide(strata.weights, strata.populations))
    return _dobson(
        strata,
        rate=(weight * strata.counts).sum(axis=-1),
        variance=(weight**2 * spread).sum(axis=-1),
        events=strata.counts.sum(axis=-1),
        scale=(positive(per, "multiplier"), share(confidence)),
    )


def heaviest_event(
    populations: ArrayLike, weights: ArrayLike = ESP2013, *, per: float = 100_000
) -> Floats:
    """What one more event in the heaviest stratum would add to a standardised rate.

    populations, weights: (..., strata), as for dsr; strata without people are passed
    over. Returns (...), in events per `per`; NaN where there is nobody. For p_value_of.
    Raises RefusedInput as for dsr.
    """
    strata = Strata.read(np.zeros(np.shape(populations)), populations, weights)
    whole = strata.weights.sum(axis=-1, keepdims=True)
    each = divide(strata.weights, strata.populations * whole)
    heaviest = np.nan_to_num(each).max(axis=-1) * positive(per, "multiplier")
    return np.where(strata.populations.sum(axis=-1) > 0, heaviest, np.nan)


def _dobson(
    strata: Strata,
    *,
    rate: Floats,
    variance: Floats,
    events: Floats,
    scale: tuple[float, float],
) -> Estimates:
    per, confidence = scale
    whole = strata.weights.sum(axis=-1)
    value = divide(rate, whole)
    lower, upper = byar_limits(events, confidence)
    stretch = np.sqrt(divide(divide(variance, whole**2), events))
    people = strata.populations.sum(axis=-1)
    return Estimates(
        value=value * per,
        lower=(value + stretch * (lower - events)) * per,
        upper=(value + stretch * (upper - events)) * per,
        numerator=events,
        denominator=people,
        method="Dobson",
        reason=first_reason(
            (people == 0, ZERO_DENOMINATOR),
            (events < EVENTS_NEEDED, FEW_EVENTS),
            (strata.empty, EMPTY_STRATUM),
        ),
        confidence=confidence,
    )
