"""What a reader works out who puts several breakdowns of the same people together.

Every number shown, or known to be hidden, is a sum over the same unknown cells and lies
between two ends. How low and how high a hidden number can be, all the others holding,
is a linear programme (Dantzig, 1947).
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.attacker import HIDDEN_LEAST
from phm_core.governance.rule import Counts, Floats, Rule

CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Together:
    """Numbers that add up the same cells, each shown or hidden.

    cells: (numbers, cells), 1 where a cell is part of a number; values, shown:
    (numbers,).
    """

    cells: Counts
    values: Counts
    shown: NDArray[np.bool_]

    def narrows(self, rule: Rule) -> bool:
        """Whether a small number is narrowed to less than the whole hidden range."""
        low, high = (end.astype(np.float64) for end in rule.spans(self.values))
        hidden = ~self.shown & (self.values > 0)
        low[hidden], high[hidden] = HIDDEN_LEAST, np.inf
        most = rule.suppress_below - 1
        return any(
            _least(self.cells, one, (low, high)) > HIDDEN_LEAST + CLOSE
            or -_least(self.cells, -one, (low, high)) < most - CLOSE
            for one in self.cells[rule.hides(self.values)]
        )


def _least(cells: Counts, wanted: Counts, ends: tuple[Floats, Floats]) -> float:
    """The least that a sum of cells can be; minus infinity without a bound."""
    low, high = ends
    bounded = np.isfinite(high)
    found = _solver()(
        wanted,
        A_ub=np.vstack([cells[bounded], -cells]),
        b_ub=np.concatenate([high[bounded], -low]),
        bounds=(0, None),
    )
    return float(found.fun) if found.success else -np.inf


def _solver() -> Any:
    # Loaded only when used: scipy.optimize takes longer than most answers.
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs] - none exist

    return cast("Any", optimize).linprog
