"""Indirect standardisation: observed events over those expected at reference rates."""

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Estimates, Floats, divide
from phm_core.methods.inputs import amounts, share
from phm_core.methods.intervals import count_limits, counted, rate_of


def expected(populations: ArrayLike, rates: ArrayLike) -> Floats:
    """Events expected if each stratum had the stated reference rate.

    populations: (..., strata), such as (practices, age-sex bands). rates: (strata,),
    events per person (0.05, not 5%). Returns (...). A stratum with people needs a
    rate. Raises RefusedInput for shapes that differ, negative values or a missing rate.
    Use ages.fold_bands first where the rates are stated for other age bands.
    """
    n, rate = amounts(populations, "populations"), amounts(rates, "rates")
    if not n.ndim or n.shape[-1:] != rate.shape[-1:]:
        raise RefusedInput(
            "Populations and rates need one column for each stratum: "
            f"populations {n.shape}, rates {rate.shape}."
        )
    if ((n > 0) & np.isnan(rate)).any():
        raise RefusedInput(
            "There are people in a stratum that has no reference rate. Give it a rate, "
            "or leave the stratum out."
        )
    return np.asarray((n * np.nan_to_num(rate)).sum(axis=-1), dtype=np.float64)


def reference_rates(counts: ArrayLike, populations: ArrayLike) -> Floats:
    """Rate of each stratum of a reference population; NaN where it has nobody.

    counts, populations: (strata,). Unit: events per person.
    """
    x, n = counted(counts, populations)
    return divide(x, n)


def isr(
    observed: ArrayLike,
    expected_events: ArrayLike,
    *,
    reference: float = 1.0,
    confidence: float = 0.95,
) -> Estimates:
    """Indirectly standardised ratio (observed over expected), exact or Byar's limits.

    observed, expected_events: any shapes that fit together (see expected). `reference`
    is the value of equality: 1, or 100 for a standardised mortality ratio; give the
    reference population's own rate, as events per so many people, for an indirectly
    standardised rate. Nothing expected: null, "zero denominator". Raises RefusedInput
    for negative values. Source: Breslow and Day 1987; Eayres, Technical Briefing 3,
    2008.
    """
    x, e = counted(observed, expected_events)
    level = share(confidence)
    lower, upper, method = count_limits(x, level)
    return rate_of(x, e, (lower, upper), method, per=reference, confidence=level)


def isr_rate(
    counts: ArrayLike,
    populations: ArrayLike,
    reference: tuple[ArrayLike, ArrayLike],
    *,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Estimates:
    """Indirectly standardised rate: the ratio times the reference population's rate.

    counts: (...), all events, or (..., strata). populations: (..., strata).
    reference: counts and populations of the reference, each (strata,). Unit: events
    per `per` people. The denominator is the events expected. Raises RefusedInput as
    for expected and isr.
    """
    base_counts, base_people = counted(*reference)
    events_there, people_there = np.nansum(base_counts), np.nansum(base_people)
    if not events_there or not people_there:
        raise RefusedInput(
            "The reference population has no events or no people, so it has no rate to "
            "compare with."
        )
    n = amounts(populations, "populations")
    events = amounts(counts, "counts")
    if events.ndim == n.ndim:
        events = np.nan_to_num(events).sum(axis=-1)
    rates = reference_rates(base_counts, base_people)
    return isr(
        events,
        expected(n, rates),
        reference=events_there / people_there * per,
        confidence=confidence,
    )
