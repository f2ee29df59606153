"""A place against a benchmark: which side, how sure, better or worse, how many."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Estimates, Floats, Texts, divide
from phm_core.methods.inputs import alike, amounts, numbers, one_of, parts, share
from phm_core.methods.intervals import count_limits, counted
from phm_core.methods.means import quantiles
from phm_core.methods.rates import wilson_limits

Better = Literal["higher", "lower", "none"]
Kind = Literal["proportion", "rate"]
BETTER = ("higher", "lower", "none")
FIFTHS = 5


@dataclass(frozen=True, eq=False)
class Comparison:
    """Where each value stands against its benchmark.

    position: higher, similar, lower, or "" where the value or its limits are not given.
    sure: "99.8%", "95%" or "" (the widest interval that leaves the benchmark out).
    judgement: better, worse or similar; higher or lower where neither is better.
    """

    position: Texts
    sure: Texts
    judgement: Texts
    benchmark: Floats

    @property
    def label(self) -> Texts:
        """One of five classes in words, such as "better (99.8%)" or "similar"."""
        marked = np.char.add(np.char.add(" (", self.sure), ")")
        return np.char.add(self.judgement, np.where(self.sure == "", "", marked))


def compare(
    estimates: Estimates,
    benchmark: ArrayLike,
    *,
    better: Better = "none",
    wider: Estimates | None = None,
) -> Comparison:
    """Say of each value whether it differs from its benchmark, and whether for better.

    benchmark: one number or one per value, in the unit of the estimates. `wider` is the
    same estimates at a higher confidence, for five classes instead of three. `better`
    is the polarity: whether higher or lower is better, or neither. Raises RefusedInput
    when `wider` is of other values or not wider, or for an unknown polarity. Source:
    Office for Health Improvement and Disparities, Fingertips technical guidance.
    """
    one_of(better, BETTER, "polarity")
    _, level = alike(
        ("estimates", estimates.value), ("benchmark", numbers(benchmark, "benchmark"))
    )
    position = _side(estimates, level)
    sure = np.where(
        (position == "similar") | (position == ""), "", _percent(estimates.confidence)
    )
    if wider is not None:
        _check_wider(estimates, wider)
        beyond = np.isin(_side(wider, level), ("higher", "lower"))
        sure = np.where(beyond, _percent(wider.confidence), sure)
    words = {
        "higher": {"higher": "better", "lower": "worse"},
        "lower": {"higher": "worse", "lower": "better"},
        "none": {"higher": "higher", "lower": "lower"},
    }[better]
    judgement = np.select(
        [position == side for side in words], list(words.values()), default=position
    )
    return Comparison(position, sure, np.asarray(judgement, dtype=np.str_), level)


def opportunity(
    numerators: ArrayLike,
    denominators: ArrayLike,
    target: ArrayLike,
    *,
    better: Better,
    kind: Kind = "proportion",
    confidence: float = 0.95,
) -> Estimates:
    """How many people (or events) would change if the place were at the target.

    target: the share, or events per person, to reach (see best_fifth), one or one per
    place. Nought where the place is there already. Limits follow from Wilson's interval
    of the share or the count's interval of the rate. Raises RefusedInput where neither
    direction is better, and as for proportion or crude_rate.
    """
    level, sign = share(confidence), sign_of(better)
    aim = amounts(target, "target")
    if kind == "proportion":
        x, n = parts(numerators, denominators)
        low, high = wilson_limits(x, np.where(n > 0, n, np.nan), level)
        limits, method = (low * n, high * n), "Wilson"
    else:
        x, n = counted(numerators, denominators)
        low, high, _ = count_limits(x, level)
        limits, method = (low, high), "Exact or Byars"
    gaps = [np.clip(sign * (n * aim - v), 0.0, None) for v in (x, *limits)]
    return Estimates(
        value=np.where(n == 0, 0.0, gaps[0]),
        lower=np.where(n == 0, 0.0, np.minimum(gaps[1], gaps[2])),
        upper=np.where(n == 0, 0.0, np.maximum(gaps[1], gaps[2])),
        numerator=x,
        denominator=n,
        method=method,
        reason=np.where(np.isnan(gaps[0]), "missing value", ""),
        confidence=level,
    )


def best_fifth(
    numerators: ArrayLike, denominators: ArrayLike, *, better: Better
) -> float:
    """Pooled rate of the best fifth of places: a target that others have reached.

    numerators, denominators: (places,). Unit: a share, or events per person. Raises
    RefusedInput where neither direction is better or with fewer than 5 places.
    """
    sign = sign_of(better)
    x, n = counted(numerators, denominators)
    rate = divide(x, n)
    fifth = quantiles(sign * rate, FIFTHS).group
    if not fifth.any():
        raise RefusedInput(
            f"The best fifth needs at least {FIFTHS} places with people; there are "
            f"{int((~np.isnan(rate)).sum())}."
        )
    # Many equal values share a lower group; the best ones are then the highest filled.
    best = fifth == fifth.max()
    return float(x[best].sum() / n[best].sum())


def _side(estimates: Estimates, level: Floats) -> Texts:
    unknown = np.isnan(estimates.lower) | np.isnan(estimates.upper) | np.isnan(level)
    side = np.select(
        [unknown, estimates.lower > level, estimates.upper < level],
        ["", "higher", "lower"],
        default="similar",
    )
    return np.asarray(side, dtype=np.str_)


def _check_wider(estimates: Estimates, wider: Estimates) -> None:
    same = np.array_equal(estimates.value, wider.value, equal_nan=True)
    if not same or wider.confidence <= estimates.confidence:
        raise RefusedInput(
            "The wider estimates must be the same values at a higher confidence."
        )


def _percent(confidence: float) -> str:
    return f"{confidence * 100:.4g}%"


def sign_of(better: Better) -> int:
    """1 where higher is better, -1 where lower is.

    Raises RefusedInput where neither is, or for an unknown polarity.
    """
    one_of(better, BETTER, "polarity")
    if better == "none":
        raise RefusedInput(
            "Neither higher nor lower is better here, so there is nothing to aim for."
        )
    return 1 if better == "higher" else -1
