"""The line through quantiles of deprivation, and what chance does to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats, divide
from phm_core.methods.inputs import one_of, positive

Kind = Literal["normal", "rate", "proportion"]
KINDS = ("normal", "rate", "proportion")


@dataclass(frozen=True)
class Gradient:
    """How a gradient is fitted: the scale, the direction, and the simulation.

    kind: normal (means), rate (drawn on logs) or proportion (drawn on logits).
    fitted_on: the natural scale, or the transformed one (log or logit). multiplier: 1,
    or -1 where high values are bad, so that a positive slope index means disadvantage
    for the most deprived; its size scales the slope index. seed: kept with the result.
    """

    kind: Kind = "normal"
    fitted_on: Literal["natural", "transformed"] = "natural"
    multiplier: float = 1.0
    repetitions: int = 100_000
    seed: int = 20_100_211

    def __post_init__(self) -> None:
        one_of(self.kind, KINDS, "kind")
        one_of(self.fitted_on, ("natural", "transformed"), "scale")
        positive(abs(self.multiplier), "size of the multiplier")
        if self.repetitions < FEWEST_DRAWS:
            raise RefusedInput(
                f"{self.repetitions} draws are too few for limits. "
                f"Use {FEWEST_DRAWS:,} or more; 100,000 is usual."
            )

    @property
    def transformed(self) -> bool:
        """Whether the line is fitted on logs or logits."""
        return self.fitted_on == "transformed" and self.kind != "normal"

    @property
    def direction(self) -> str:
        """What a positive slope index means."""
        end = "least" if self.multiplier > 0 else "most"
        return f"Positive: values are higher among the {end} deprived."


FEWEST_DRAWS = 1_000


def drawn_scale(kind: Kind) -> Callable[[Floats], Floats]:
    """To the scale on which values of this kind are drawn: as is, log or logit."""
    return {"normal": _same, "rate": _log, "proportion": _logit}[kind]


def natural_scale(kind: Kind) -> Callable[[Floats], Floats]:
    """Back from the scale on which values of this kind are drawn."""
    return {"normal": _same, "rate": _exp, "proportion": _logistic}[kind]


def weights_of_line(populations: Floats) -> tuple[Floats, Floats]:
    """Weights that give the line's middle and its slope, each (..., quantiles).

    The line is the least squares one through the cumulative midpoints of the
    population, weighted by population. The middle is its value at one half.
    """
    part = divide(populations, populations.sum(axis=-1, keepdims=True))
    apart = part.cumsum(axis=-1) - part / 2 - 0.5
    spread = (part * apart**2).sum(axis=-1, keepdims=True)
    return part, divide(part * apart, spread)


def indices(middle: Floats, slope: Floats, how: Gradient) -> tuple[Floats, Floats]:
    """Slope and relative index of the line with this middle and slope."""
    back = natural_scale(how.kind) if how.transformed else natural_scale("normal")
    most, least = back(middle - slope / 2), back(middle + slope / 2)
    over, under = (least, most) if how.multiplier > 0 else (most, least)
    # A line that meets nought at the lower end is steeper than any ratio.
    ratio = np.where(under > 0, divide(over, under), np.inf)
    return (least - most) * how.multiplier, ratio


def simulated(
    line: tuple[Floats, Floats],
    drawn: Floats,
    errors: Floats,
    how: Gradient,
    confidence: float,
) -> Floats:
    """Limits of both indices in one area: rows slope and relative, columns low, high.

    line: weights of the middle and of the slope; drawn, errors: values and standard
    errors on the scale of the draws; all (quantiles,). Every area meets the same
    standard draws, so an answer does not depend on which other areas were asked about.
    """
    chance = np.random.default_rng(how.seed)
    draws = drawn + errors * chance.standard_normal((how.repetitions, drawn.size))
    if not how.transformed:
        fitted = natural_scale(how.kind)(draws)
        both = indices(fitted @ line[0], fitted @ line[1], how)
        return np.stack([_ends(values, confidence) for values in both])
    slopes = _ends(draws @ line[1], confidence)
    middle = np.full(2, drawn @ line[0])
    return np.sort(np.stack(indices(middle, slopes, how)), axis=-1)


def _ends(values: Floats, confidence: float) -> Floats:
    tail = (1 - confidence) / 2
    # Counted from 1, as published; so one less here.
    at = [round(values.size * tail) - 1, round(values.size * (1 - tail)) - 1]
    at[0] = max(at[0], 0)
    return np.partition(values, at)[at]


def _same(value: Floats) -> Floats:
    return value


def _log(rate: Floats) -> Floats:
    return np.log(rate)


def _exp(log: Floats) -> Floats:
    return np.exp(log)


def _logit(share: Floats) -> Floats:
    return np.log(share / (1 - share))


def _logistic(logit: Floats) -> Floats:
    return 1 / (1 + np.exp(-logit))
