"""Gaps between two groups: the difference, the ratio, and the people between them."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.comparison import Better, sign_of
from phm_core.methods.estimates import Estimates, Floats, Texts, divide, first_reason
from phm_core.methods.inputs import alike
from phm_core.methods.rates import crude_rate, proportion
from phm_core.methods.ratios import Pair

NEGATIVE = "a value below nought has no ratio"
NO_RATIO = "the value compared with is nought"


def absolute_gap(first: Estimates, second: Estimates) -> Estimates:
    """How much higher the first estimate is than the second.

    first, second: independent estimates of one method and confidence, such as the rates
    of the most and the least deprived; any shapes that fit together. Unit: theirs. The
    limits follow from both intervals (method of variance estimates recovery), however
    skewed; of two shares they are Newcombe's. The numerator and denominator are the two
    values. Null where either is, with its reason. Raises RefusedInput for shapes or
    confidence levels that differ. Source: Newcombe, Statistics in Medicine, 1998; Zou
    and Donner, Statistics in Medicine, 2008.
    """
    a, low_a, high_a, b, low_b, high_b = _both(first, second)
    return Estimates(
        value=a - b,
        lower=a - b - np.hypot(a - low_a, high_b - b),
        upper=a - b + np.hypot(high_a - a, b - low_b),
        numerator=a,
        denominator=b,
        method="Difference, recovered variance",
        reason=_either(first, second),
        confidence=first.confidence,
    )


def relative_gap(first: Estimates, second: Estimates) -> Estimates:
    """How many times the second estimate the first is.

    The arguments are those of absolute_gap; the numerator and denominator are the two
    values. Null with a reason where the second is nought or either is below it; there
    is no upper limit where the second may be nought. Raises RefusedInput as for
    absolute_gap. Source: Donner and Zou, Statistical Methods in Medical Research, 2012.
    """
    a, low_a, high_a, b, low_b, high_b = _both(first, second)
    both, told = a * b, _either(first, second)
    root = np.sqrt(
        np.clip(both**2 - low_a * high_b * (2 * a - low_a) * (2 * b - high_b), 0, None)
    )
    other = np.sqrt(
        np.clip(both**2 - high_a * low_b * (2 * a - high_a) * (2 * b - low_b), 0, None)
    )
    return Estimates(
        value=divide(a, b),
        lower=np.where(low_a == 0, 0.0, divide(low_a * (2 * a - low_a), both + root)),
        upper=divide(both + other, np.clip(low_b, 0, None) * (2 * b - low_b)),
        numerator=a,
        denominator=b,
        method="Ratio, recovered variance",
        reason=np.where(
            told != "",
            told,
            first_reason(((a < 0) | (b < 0), NEGATIVE), (b == 0, NO_RATIO)),
        ),
        confidence=first.confidence,
    )


def risk_difference(
    group: Pair, comparison: Pair, *, per: float = 1.0, confidence: float = 0.95
) -> Estimates:
    """Share of one group less the share of another, with Newcombe's interval.

    group, comparison: (people counted, people) each. Unit: a share, times `per`. Raises
    RefusedInput as for proportion. Source: see absolute_gap.
    """
    return absolute_gap(
        proportion(*group, per=per, confidence=confidence),
        proportion(*comparison, per=per, confidence=confidence),
    )


def rate_difference(
    group: Pair, comparison: Pair, *, per: float = 100_000, confidence: float = 0.95
) -> Estimates:
    """Rate of one group less the rate of another, with limits from both intervals.

    group, comparison: (events, people or person-time) each. Unit: events per `per`.
    Raises RefusedInput as for crude_rate. Source: see absolute_gap.
    """
    return absolute_gap(
        crude_rate(*group, per=per, confidence=confidence),
        crude_rate(*comparison, per=per, confidence=confidence),
    )


def people_to_close(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    better: Better,
    equal_to: int = -1,
    kind: Literal["proportion", "rate"] = "proportion",
    confidence: float = 0.95,
) -> Estimates:
    """People (or events) by whom each group falls short of the level of one of them.

    numerators, denominators: (..., groups), such as deprivation tenths, most deprived
    first. equal_to: position of the group to be equalled, the last unless stated.
    Returns (..., groups): the first says how many of the most deprived would have to
    change for their rate to equal that of the least deprived, and the sum is the number
    attributable to the gap. Nought where a group does as well or better; limits allow
    for chance in both groups. Raises RefusedInput where neither direction is better, no
    such group, and as for proportion or crude_rate. Source: as for absolute_gap.
    """
    sign = sign_of(better)
    rate = (
        proportion(numerators, denominators, confidence=confidence)
        if kind == "proportion"
        else crude_rate(numerators, denominators, per=1.0, confidence=confidence)
    )
    number = rate.shape[-1] if rate.shape else 0
    if not -number <= equal_to < number:
        raise RefusedInput(f"There is no group {equal_to} among {number} groups.")
    where = equal_to % number
    aim = rate.take([where], axis=-1)
    gap = absolute_gap(aim, rate) if sign > 0 else absolute_gap(rate, aim)
    itself = np.arange(number) == where
    ends = [np.where(itself, 0.0, each) for each in (gap.value, gap.lower, gap.upper)]
    people = [np.clip(each * rate.denominator, 0.0, None) for each in ends]
    return Estimates(
        value=people[0],
        lower=people[1],
        upper=people[2],
        numerator=rate.numerator,
        denominator=rate.denominator,
        method="People to equal one group",
        reason=gap.reason,
        confidence=rate.confidence,
    )


def _both(first: Estimates, second: Estimates) -> list[Floats]:
    if first.confidence != second.confidence:
        raise RefusedInput(
            f"The estimates have intervals at {first.confidence:.4g} and "
            f"{second.confidence:.4g}. Give both the same confidence."
        )
    return alike(
        ("first", first.value),
        ("first", first.lower),
        ("first", first.upper),
        ("second", second.value),
        ("second", second.lower),
        ("second", second.upper),
    )


def _either(first: Estimates, second: Estimates) -> Texts:
    one, other = np.broadcast_arrays(first.reason, second.reason)
    return np.where(one != "", one, other)
