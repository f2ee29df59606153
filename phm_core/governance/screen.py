"""What a reader is shown of nested sets of people, and what they know from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from phm_core.governance.additive import HIDDEN_LEAST
from phm_core.governance.nested import Flags, Nested
from phm_core.governance.rule import Floats, Rule


@dataclass(eq=False)
class Screen:
    """Which figures are hidden.

    hidden: (areas, sets). closed: hidden figures that may be nought for all that is
    told; of the others a reader knows that there is somebody.
    """

    nested: Nested
    rule: Rule
    hidden: Flags
    closed: Flags

    @classmethod
    def blank(cls, nested: Nested, rule: Rule) -> "Screen":
        """Nothing is told yet."""
        shape = (len(nested.areas), nested.sets)
        return cls(nested, rule, np.ones(shape, bool), np.ones(shape, bool))

    @cached_property
    def small(self) -> Flags:
        """Numbers that must not be narrowed."""
        return self.rule.hides(self.nested.values)

    def tell(self, areas: Flags, number: int) -> None:
        """Show a set in some areas, but for its small counts."""
        self.closed[areas, number] = False
        self.hidden[areas, number] = self.small[areas, number]

    def close(self, areas: Flags, number: int) -> None:
        """Tell nothing of a set in some areas."""
        self.hidden[areas, number] = self.closed[areas, number] = True

    def ends(self) -> tuple[Floats, Floats]:
        """Least and greatest that a reader knows each number to be."""
        values, sets = self.nested.values, self.nested.sets
        low, high = (end.astype(np.float64) for end in self.rule.spans(values))
        shown, somebody = np.zeros((2, *values.shape), dtype=bool)
        shown[:, :sets] = ~self.hidden
        somebody[:, :sets] = self.hidden & ~self.closed & (values[:, :sets] > 0)
        low[~shown], high[~shown] = 0, np.inf
        low[somebody] = HIDDEN_LEAST
        return low, high

    def told_apart(self, number: int) -> Flags:
        """Where two shown sets alone narrow those in a set but not in the next.

        number: of the next set. (areas,)
        """
        low, high = self.ends()
        before = number - 1
        fewest = low[:, before] - high[:, number]
        most = high[:, before] - low[:, number]
        narrow = (fewest > HIDDEN_LEAST) | (most < self.rule.suppress_below - 1)
        return narrow & self.small[:, self.nested.sets + before]
