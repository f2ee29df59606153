"""What a reader works out who puts several breakdowns of the same people together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.additive import HIDDEN_LEAST, Additive
from phm_core.governance.rule import Counts, Rule


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
        small = np.flatnonzero(rule.hides(self.values))
        found = Additive(self.cells, low, high).narrowed(small, rule.suppress_below - 1)
        return bool(found.size)
