"""A reader who puts every breakdown of one table together to work out small numbers."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from phm_core.gateway.crossed import crossed, joined_cells, one_by_one
from phm_core.governance.collapse import few_not_known, joined
from phm_core.governance.disclosure import release_count
from phm_core.governance.rule import PUBLISHED

SMALL, LARGEST = 1, 7
CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Told:
    """One number of the table: the cells that it adds up, its value, whether shown.

    least: of a hidden one, 0 where noughts are hidden too.
    """

    cells: np.ndarray
    value: int
    shown: bool
    least: int = 1

    @property
    def limits(self) -> tuple[float, float]:
        """What the reader knows of it: within its rounding, or 1 or more."""
        if not self.shown:
            return (self.least, np.inf)
        low, high = PUBLISHED.spans(np.array([self.value]))
        return (float(low[0]), float(high[0]))


@dataclass(frozen=True)
class Reader:
    """Knows the whole, both breakdowns by one attribute, and the crossed cells."""

    told: tuple[Told, ...]

    @classmethod
    def of(
        cls, people: np.ndarray, counted: np.ndarray, *, rest: bool = False
    ) -> list["Reader"]:
        """One reader of the people, and one of those counted among them.

        rest: the rows are one group, everyone else, and those not known.
        """
        found = crossed(people, counted, (rest, False), PUBLISHED)
        shown = ((people, found.people), (counted, found.counted))
        kept = (found.down, found.across)
        rows = [each.sum(axis=1) for each in (people, counted)]
        alone = few_not_known(rows, PUBLISHED, rest=rest)
        return [cls(tuple(_told(exact, cells, kept, alone))) for exact, cells in shown]

    @property
    def small(self) -> list[Told]:
        """The numbers that must not be narrowed."""
        return [one for one in self.told if SMALL <= one.value <= LARGEST]

    def narrows(self) -> list[str]:
        """Small numbers that can be shown not to be 1, or not to be 7."""
        cells = np.array([one.cells for one in self.told])
        low, high = np.array([one.limits for one in self.told]).T
        bounded = np.isfinite(high)
        upper, ends = np.vstack([cells[bounded], -cells]), [*high[bounded], *-low]
        found = []
        for one in self.small:
            least, most = (
                sign * linprog(sign * one.cells, upper, ends, bounds=(0, 9_999)).fun
                for sign in (1, -1)
            )
            if least > SMALL + CLOSE or most < LARGEST - CLOSE:
                found.append(f"{one.value}: {least:.0f} to {most:.0f}")
        return found


def _told(exact: np.ndarray, shown: np.ndarray, kept: tuple, rows: tuple) -> list[Told]:
    every = np.ones(exact.shape)
    whole = release_count(int(exact.sum()), PUBLISHED)
    found = [Told(every.ravel(), int(exact.sum()), whole is not None)]
    columns = tuple((at,) for at in range(exact.shape[1]))
    for axis, groups in enumerate((rows, columns)):
        totals = joined(exact.sum(axis=1 - axis), groups)
        alone = np.isnan(one_by_one(totals, PUBLISHED))
        for at, group in enumerate(groups):
            line = np.zeros(exact.shape)
            np.moveaxis(line, axis, 0)[list(group)] = 1
            found.append(
                Told(line.ravel(), int(totals[at]), not alone[at], int(not alone.all()))
            )
    values = joined_cells(exact, *kept)
    least = int(not np.isnan(shown).all())
    for at in np.ndindex(*values.shape):
        block = np.zeros(exact.shape)
        block[np.ix_(kept[0][at[0]], kept[1][at[1]])] = 1
        value = int(values[at])
        found.append(Told(block.ravel(), value, not np.isnan(shown[at]), least))
    # Of those not known a few were put with everyone else: small, and shown nowhere.
    for group in (group for group in rows if len(group) > 1):
        line = np.zeros(exact.shape)
        line[group[-1]] = 1
        found.append(Told(line.ravel(), int(line.ravel() @ exact.ravel()), shown=False))
    return [one for one in found if one.shown or one.value]
