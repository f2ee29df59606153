"""How counts are protected: which are hidden, to what the others are rounded."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from phm_core.errors import RefusedInput

Counts: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

# Publications differ in what they hide; none hides less than 1 to 4.
FLOOR = 5


@dataclass(frozen=True)
class Rule:
    """Nought is shown, counts below `suppress_below` hidden, others rounded half up.

    1 and 1 show every count as it is. Raises RefusedInput for a weaker rule than the
    floor, and for rounding so coarse that a count would be shown as nought.
    Source: NHS England, Hospital Episode Statistics disclosure control, 2018.
    """

    suppress_below: int = 8
    round_to: int = 5

    def __post_init__(self) -> None:
        if (self.suppress_below, self.round_to) == (1, 1):
            return
        if self.suppress_below < FLOOR:
            raise RefusedInput(
                f"Counts below {self.suppress_below} would be hidden; the least is "
                f"{FLOOR}. Set suppress_below to {FLOOR} or more."
            )
        if not 1 <= self.round_to <= 2 * self.suppress_below:
            raise RefusedInput(
                f"Rounding to {self.round_to} would show some counts as nought. "
                f"Set round_to from 1 to {2 * self.suppress_below}."
            )

    @property
    def exact(self) -> bool:
        """Whether every count is shown as it is."""
        return self.suppress_below == 1

    @property
    def sentence(self) -> str:
        """The rule as it is printed beside every figure."""
        if self.exact:
            return "Counts are exact."
        rounded = f"other counts are rounded to the nearest {self.round_to}."
        shown = "other counts are exact." if self.round_to == 1 else rounded
        return f"Counts of 1 to {self.suppress_below - 1} are hidden; {shown}"

    def hides(self, counts: Counts) -> NDArray[np.bool_]:
        """Which counts are too small to show."""
        return (counts > 0) & (counts < self.suppress_below)

    def rounded(self, counts: Counts) -> Counts:
        """Counts rounded half up to the base."""
        return (2 * counts + self.round_to) // (2 * self.round_to) * self.round_to

    def spans(self, counts: Counts) -> tuple[Counts, Counts]:
        """Least and greatest count that the shown figure can stand for."""
        shown = self.rounded(counts)
        least = np.maximum(shown - self.round_to // 2, self.suppress_below)
        greatest = shown + (self.round_to + 1) // 2 - 1
        return np.where(counts > 0, least, 0), np.where(counts > 0, greatest, 0)


PUBLISHED = Rule()
EXACT = Rule(1, 1)


def whole_numbers(counts: ArrayLike, axes: int) -> Counts:
    """Counts as whole numbers. Raises RefusedInput for anything else."""
    read = np.asarray(counts)
    if read.size and not np.issubdtype(read.dtype, np.integer):
        raise RefusedInput(
            f"Counts must be whole numbers, not {read.dtype}. Count people first, "
            "then work out shares."
        )
    if read.ndim != axes:
        raise RefusedInput(f"Counts have {read.ndim} axes; {axes} were expected.")
    if (read < 0).any():
        raise RefusedInput("A count is negative. Counts of people start at nought.")
    return read.astype(np.int64)
