"""What a reader can work out about hidden cells from the rest of a table.

A table with its totals is a system of sums: each row and each column adds up to its
total. Hidden cells are whole numbers of 1 or more; shown ones lie within their
rounding. The least and greatest value of a hidden cell follow by integer programming.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.rule import Counts, Floats, Rule

Flags = NDArray[np.bool_]
Sign = int
LEAST, GREATEST = 1, -1
HIDDEN_LEAST = 1


@dataclass(frozen=True, eq=False)
class Attacker:
    """A reader of one table: counts with totals last, and which of them are hidden."""

    counts: Counts
    hidden: Flags
    rule: Rule

    def finds(self, targets: Flags) -> Flags:
        """Which targets are narrowed to less than the whole range of hidden counts."""
        narrowed = np.zeros(targets.shape, dtype=bool)
        for sign in (LEAST, GREATEST):
            unproven = self._unproven(targets & self.hidden, sign)
            narrowed |= unproven
        return narrowed

    def interval(self, row: int, column: int) -> tuple[float, float]:
        """Least and greatest value that one cell can have; infinite if unbounded."""
        cell = row * self.counts.shape[1] + column
        least = self._extreme([cell], LEAST, cap=np.inf)
        greatest = self._extreme([cell], GREATEST, cap=np.inf)
        return (
            np.inf if least is None else float(least[cell]),
            np.inf if greatest is None else float(greatest[cell]),
        )

    def _unproven(self, targets: Flags, sign: Sign) -> Flags:
        """Targets for which no possible table reaches the end of the hidden range."""
        goal = HIDDEN_LEAST if sign == LEAST else self.rule.suppress_below - 1
        waiting: list[int] = np.flatnonzero(targets).tolist()
        found = np.zeros(targets.size, dtype=bool)
        together = True
        while waiting:
            # One possible table often serves as proof for many cells at once.
            aim = waiting if together else waiting[:1]
            table = self._extreme(aim, sign, cap=self.rule.suppress_below - 1)
            if table is None:
                short = aim
            else:
                short = [cell for cell in waiting if table[cell] * sign > goal * sign]
            if not together and waiting[0] in short:
                found[waiting[0]] = True
                short = [cell for cell in short if cell != waiting[0]]
            together = together and len(short) < len(waiting)
            waiting = short
        return found.reshape(targets.shape)

    def _extreme(self, cells: list[int], sign: Sign, *, cap: float) -> Floats | None:
        """The possible table with the least (or greatest) sum of some cells.

        The cap bounds these cells from above; None where there is no such table or
        their sum has no bound.
        """
        goal = np.zeros(self.counts.size)
        goal[cells] = sign
        lower, upper = self._bounds()
        upper[cells] = np.minimum(upper[cells], cap)
        optimize = _scipy("optimize")
        sums = optimize.LinearConstraint(additions(*self.counts.shape), 0, 0)
        found = optimize.milp(
            goal,
            constraints=sums,
            bounds=optimize.Bounds(lower, upper),
            integrality=np.ones(goal.size),
        )
        solution: Floats | None = found.x
        return None if solution is None else np.round(solution)

    def _bounds(self) -> tuple[Floats, Floats]:
        least, greatest = self.rule.spans(self.counts)
        lower = np.where(self.hidden, HIDDEN_LEAST, least).astype(np.float64)
        upper = np.where(self.hidden, np.inf, greatest)
        return lower.ravel(), upper.ravel()


@lru_cache(maxsize=64)
def additions(rows: int, columns: int) -> Any:
    """The sums of a table as equations: one row each, nought on the right."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    sign = np.ones(columns)
    sign[-1] = -1
    across = [(cells[i], sign) for i in range(rows)]
    down_sign = np.ones(rows)
    down_sign[-1] = -1
    lines = across + [(cells[:, j], down_sign) for j in range(columns)]
    data = np.concatenate([signs for _, signs in lines])
    at = np.concatenate([line for line, _ in lines])
    which = np.repeat(np.arange(len(lines)), [line.size for line, _ in lines])
    return _scipy("sparse").csr_array(
        (data, (which, at)), shape=(len(lines), cells.size)
    )


def _scipy(part: str) -> Any:
    # Loaded when a table first has a small count: it takes a third of a second.
    return import_module(f"scipy.{part}")
