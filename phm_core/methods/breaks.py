"""Classes for a map: equal values in one class, breaks stated so they can be reused."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats, Integers
from phm_core.methods.inputs import numbers

TERTILES = 3
FEWEST_CLASSES = 2


@dataclass(frozen=True, eq=False)
class Cut:
    """The class of each value, from 0 (lowest); -1 where the value is missing.

    Class i holds values from breaks[i - 1] up to, not including, breaks[i]. A class
    that heavy ties leave empty has equal breaks on either side, or none above it.
    """

    group: Integers
    breaks: tuple[float, ...]
    lowest: float
    highest: float

    @property
    def number(self) -> int:
        """How many classes there are, empty ones included."""
        return len(self.breaks) + 1

    def labels(self, decimals: int = 1) -> list[str]:
        """The range of each class in words, such as "3.2 to under 4.1"."""
        finite = [b for b in self.breaks if np.isfinite(b)]
        if not finite:
            return ["all", *["none"] * len(self.breaks)]
        stated = [f"{b:,.{decimals}f}" for b in finite]
        between = [f"{a} to under {b}" for a, b in pairwise(stated)]
        names = [f"under {stated[0]}", *between, f"{stated[-1]} or more"]
        return names + ["none"] * (len(self.breaks) - len(finite))


def cut(
    values: ArrayLike,
    number: int = TERTILES,
    *,
    breaks: Sequence[float] | None = None,
) -> Cut:
    """Cut values into classes of about equal size, or at the breaks given.

    values: any shape; missing ones get -1. Values that are equal always share a class:
    the one that the middle of their ranks falls in. Give the `breaks` of an earlier cut
    to show a part of the map in the classes of the whole. Raises RefusedInput for fewer
    than 2 classes or breaks that do not rise.
    """
    x = numbers(values, "values")
    known = x[~np.isnan(x)]
    given = _equal_breaks(known, number) if breaks is None else _stated(breaks)
    group = np.searchsorted(np.array(given), x, side="right")
    return Cut(
        group=np.where(np.isnan(x), -1, group).astype(np.int64),
        breaks=given,
        lowest=float(known.min()) if known.size else float("nan"),
        highest=float(known.max()) if known.size else float("nan"),
    )


def bivariate(across: Cut, up: Cut) -> Integers:
    """One class from two cuts, for a two-way map; -1 where either is missing.

    The class is across + up * number of classes across, from 0. Raises RefusedInput
    when the cuts are of different areas.
    """
    if across.group.shape != up.group.shape:
        raise RefusedInput(
            f"The two cuts are of different areas: {across.group.shape} and "
            f"{up.group.shape} values."
        )
    both = across.group + up.group * across.number
    return np.where((across.group < 0) | (up.group < 0), -1, both).astype(np.int64)


def _equal_breaks(known: Floats, number: int) -> tuple[float, ...]:
    if number < FEWEST_CLASSES:
        raise RefusedInput(f"A map needs at least 2 classes, not {number}.")
    ordered = np.sort(known)
    below = np.searchsorted(ordered, ordered, side="left")
    upto = np.searchsorted(ordered, ordered, side="right")
    # The middle rank of a run of equal values is (below + upto) / 2; whole numbers.
    group = ((below + upto) * number) // (2 * max(ordered.size, 1))
    group = np.minimum(group, number - 1)
    firsts = [ordered[group >= each] for each in range(1, number)]
    return tuple(float(f[0]) if f.size else float("inf") for f in firsts)


def _stated(breaks: Sequence[float]) -> tuple[float, ...]:
    given = tuple(float(b) for b in breaks)
    falls = any(b < a for a, b in pairwise(given))
    if not given or falls or np.isnan(given).any():
        raise RefusedInput(f"Breaks must be numbers that rise, not {list(breaks)}.")
    return given
