"""What a reader works out about sums of the same cells, by HiGHS.

Every number on a page is a sum over the same unknown cells, each nought or more, and
lies between two ends. How low and how high a number can be, all the others holding, is
a linear programme (Dantzig, 1947); with whole numbers, a mixed-integer one. A number is
narrowed when it cannot be both as small, and as large, as any count that is hidden.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.rule import Counts, Floats

Flags = NDArray[np.bool_]
HIDDEN_LEAST = 1
CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Found:
    """One end of a sum: its value, cells that reach it, and the numbers that bind it.

    cells: (cells,); None where nothing bounds the sum, or the solver gave up.
    """

    value: float
    cells: Floats | None
    binding: Flags


@dataclass(frozen=True, eq=False)
class Additive:
    """Numbers that add up the same cells, as a reader knows them.

    parts: (numbers, cells), how often a cell is part of a number. low, high:
    (numbers,), high infinite without a bound. base: (numbers,), what a number has
    besides these cells. room: (cells,), the most of each. The truth must be possible.
    """

    parts: Counts
    low: Floats
    high: Floats
    base: Floats | float = 0.0
    room: Floats | float = np.inf

    def narrowed(self, targets: Counts, most: int) -> Counts:
        """Which targets cannot be both 1 or less, and `most`, in whole numbers.

        targets: positions of numbers from 1 to `most`.
        """
        least = self._unreached(targets, HIDDEN_LEAST, most, sign=1)
        greatest = self._unreached(targets, most, most, sign=-1)
        return np.union1d(least, greatest)

    def _unreached(self, targets: Counts, end: int, most: int, *, sign: int) -> Counts:
        """Which targets no cells bring to an end: down to it (1), or up to it (-1).

        Many are brought there at once; those left over are tried one by one.
        """
        together, left = self._capped(targets, most), targets
        while left.size:
            reached = together.reaches(left, end, sign)
            if not reached.any():
                break
            left = left[~reached]
        alone = [
            bool(self._capped(one, most).reaches(one, end, sign).all())
            for one in left[:, None]
        ]
        return left[~np.array(alone, dtype=bool)]

    def end(self, targets: Counts, *, sign: int, whole: bool) -> Found:
        """Least (1) or greatest (-1) that targets can be together; whole: in integers.

        The numbers that bind are known of the linear programme only.
        """
        goal = sign * self.parts[targets].sum(axis=0)
        found = self._solve(goal, whole=False)
        if whole and found.x is not None and not _integral(found.x):
            found = self._solve(goal, whole=True)
        if found.x is None:
            return Found(-sign * np.inf, None, np.zeros(len(self.low), dtype=bool))
        told = float(np.broadcast_to(self.base, self.low.shape)[targets].sum())
        return Found(sign * float(found.fun) + told, found.x, self._binding(found))

    def reaches(self, targets: Counts, end: int, sign: int) -> Flags:
        """Which of the targets reach an end where all are pulled there together."""
        cells = self.end(targets, sign=sign, whole=True).cells
        if cells is None:
            return np.zeros(targets.size, dtype=bool)
        values = self.parts @ cells + self.base
        return sign * (values[targets] - end) < CLOSE

    def _capped(self, targets: Counts, most: int) -> "Additive":
        """The same, no target above `most`: raised together, none runs away."""
        high = self.high.copy()
        high[targets] = np.minimum(high[targets], most)
        return replace(self, high=high)

    def _solve(self, goal: Floats, *, whole: bool) -> Any:
        upper, ends = self._limits
        room = np.broadcast_to(self.room, goal.shape)
        bounds = np.column_stack([np.zeros_like(room), room])
        return _linprog()(
            goal, A_ub=upper, b_ub=ends, bounds=bounds, integrality=int(whole)
        )

    @cached_property
    def _limits(self) -> tuple[Counts, Floats]:
        low, high = self.low - self.base, self.high - self.base
        bounded, based = np.isfinite(high), low > 0
        upper = np.vstack([self.parts[bounded], -self.parts[based]])
        return upper, np.concatenate([high[bounded], -low[based]])

    def _binding(self, found: Any) -> Flags:
        """Numbers whose own bound the end depends on."""
        bounded, based = np.isfinite(self.high), self.low - self.base > 0
        binding = np.zeros(len(self.low), dtype=bool)
        slopes = getattr(getattr(found, "ineqlin", None), "marginals", None)
        if slopes is None or not len(slopes):
            return binding
        pulls = np.abs(np.asarray(slopes, dtype=np.float64)) > CLOSE
        binding[bounded] |= pulls[: bounded.sum()]
        binding[based] |= pulls[bounded.sum() :]
        return binding


def _integral(cells: Floats) -> bool:
    return bool((np.abs(cells - np.rint(cells)) < CLOSE).all())


def _linprog() -> Any:
    # Loaded only when used: scipy.optimize takes longer than most answers.
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs] - none exist

    return cast("Any", optimize).linprog
