"""Values with their intervals: what every method of this package returns."""

from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from phm_core.errors import RefusedInput

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Texts: TypeAlias = NDArray[np.str_]
Case: TypeAlias = tuple[Flags | np.bool_, str]

MISSING = "missing value"
ZERO_DENOMINATOR = "zero denominator"
FEW_EVENTS = "total count <10"


@dataclass(frozen=True, eq=False)
class Estimates:
    """Values with limits; where there is none, `reason` says why.

    All arrays have one shape. `value`, `lower` and `upper` are in the unit of the
    method that made them and NaN where not given; a value may stand without a limit.
    `numerator` and `denominator` are what was counted. `method` is one label or one
    per value. `reason` is "" where a value is given. `confidence` is a share (0.95).
    """

    value: Floats
    lower: Floats
    upper: Floats
    numerator: Floats
    denominator: Floats
    method: str | Texts
    reason: Texts
    confidence: float = 0.95

    def __post_init__(self) -> None:
        shape = np.shape(self.value)
        reason = np.array(np.broadcast_to(self.reason, shape), dtype=np.str_)
        told = reason != ""
        for name in ("value", "lower", "upper"):
            given = np.broadcast_to(getattr(self, name), shape)
            object.__setattr__(self, name, np.where(told, np.nan, given))
        for name in ("numerator", "denominator"):
            given = np.broadcast_to(getattr(self, name), shape)
            object.__setattr__(self, name, np.array(given, dtype=np.float64))
        object.__setattr__(self, "reason", reason)
        if np.any(np.isnan(self.value) & ~told):
            raise RefusedInput(
                f"A value without a number must carry its reason ({self.method})."
            )

    def __len__(self) -> int:
        return len(self.value)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every array."""
        return np.shape(self.value)

    @property
    def methods(self) -> Texts:
        """The method label of each value."""
        return np.array(np.broadcast_to(self.method, self.shape), dtype=np.str_)

    def take(self, order: NDArray[np.intp] | list[int], axis: int = 0) -> Self:
        """The same estimates in another order, or some of them (first axis)."""
        parts = ("value", "lower", "upper", "numerator", "denominator", "reason")
        kept = {name: np.take(getattr(self, name), order, axis) for name in parts}
        return replace(self, **kept, method=np.take(self.methods, order, axis))

    def columns(self) -> dict[str, Floats | Texts]:
        """One flat column for each part, ready for a table; NaN stands for null."""
        return {
            "value": self.value.ravel(),
            "lower": self.lower.ravel(),
            "upper": self.upper.ravel(),
            "numerator": self.numerator.ravel(),
            "denominator": self.denominator.ravel(),
            "method": self.methods.ravel(),
            "reason": self.reason.ravel(),
        }


def first_reason(*cases: Case) -> Texts:
    """The text of the first case that holds at each position, "" where none does."""
    masks = np.broadcast_arrays(*[mask for mask, _ in cases])
    told = np.select(masks, [text for _, text in cases], default="")
    return np.asarray(told, dtype=np.str_)


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """Divide without a warning; NaN where the denominator is nought or missing."""
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    out = np.full(np.shape(numerator), np.nan)
    return np.divide(numerator, denominator, out=out, where=denominator != 0)
