"""Moves whole people in and out of sets to show how far a small count is left open.

The truth is one way in which all that is shown can be so. Where people can be moved, a
person at a time, until a small count is 1, and until it is the greatest count that is
hidden, while every shown figure stays within its rounding, a reader cannot tell these
from the truth. Who is moved is tried nearest first; where that fails nothing is proved.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from phm_core.governance.nested import Flags, meeting
from phm_core.governance.rule import Counts, Floats
from phm_core.governance.screen import Screen

# So many units of an area are tried: people of one unit are as good as of another.
TRIED = 4


@dataclass(frozen=True)
class Kind:
    """One person joins the sets `first` to `last` (1), or leaves them (-1).

    Outside they are in the sets before the first.
    """

    first: int
    last: int
    sign: int

    @property
    def sets(self) -> slice:
        """The sets whose counts change."""
        return slice(self.first, self.last + 1)

    def back(self) -> "Kind":
        """The opposite."""
        return Kind(self.first, self.last, -self.sign)


@dataclass(frozen=True)
class Step:
    """A person moved in one unit, and perhaps another the opposite way elsewhere.

    cost: how far shown figures are then from the truth.
    """

    kind: Kind
    here: int
    there: int | None
    cost: float


class Moves:
    """People who can be moved among some units of a screen."""

    def __init__(self, screen: Screen, units: Flags) -> None:
        nested, sets = screen.nested, screen.nested.sets
        meets = meeting(nested.areas, units)
        self._place = np.cumsum(meets) - 1
        self._areas = nested.areas[np.ix_(meets, units)].astype(np.int64)
        self._parts = nested.parts[units]
        values = nested.values[meets, :sets]
        low, high = (end[meets, :sets] for end in screen.ends())
        self._down, self._up = low - values, high - values
        self._sets = sets

    def reach(self, area: int, number: int, people: int) -> bool:
        """Whether a number can be changed by so many people, more or fewer."""
        state = np.zeros(self._down.shape), self._parts.copy()
        kinds = list(self._kinds(number, 1 if people > 0 else -1))
        inside = self._areas[self._place[area]] > 0
        for _ in range(abs(people)):
            steps = (self._step(inside, kind, *state) for kind in kinds)
            step = next((one for one in steps if one is not None), None)
            if step is None:
                return False
            self._take(step.kind, step.here, *state)
            if step.there is not None:
                self._take(step.kind.back(), step.there, *state)
        return True

    def _kinds(self, number: int, sign: int) -> Iterator[Kind]:
        if number < self._sets:
            yield from (Kind(number, last, sign) for last in range(number, self._sets))
        else:
            only = number - self._sets
            yield Kind(only + 1, only + 1, -sign)
            yield Kind(only, only, sign)

    def _step(
        self, inside: Flags, kind: Kind, moved: Floats, parts: Counts
    ) -> Step | None:
        """The step of a kind that keeps shown figures nearest to the truth."""
        others = np.flatnonzero(~inside & self._free(kind.back(), parts))
        free = np.flatnonzero(inside & self._free(kind, parts))[:TRIED]
        steps = [self._best(int(here), others, kind, moved) for here in free]
        found = [step for step in steps if step is not None]
        return min(found, key=lambda step: step.cost, default=None)

    def _free(self, kind: Kind, parts: Counts) -> Flags:
        """Units with somebody to move."""
        if kind.sign < 0:
            return parts[:, kind.last] > 0
        if kind.first == 0:
            return np.ones(len(parts), dtype=bool)
        return parts[:, kind.first - 1] > 0

    def _best(
        self, here: int, others: Counts, kind: Kind, moved: Floats
    ) -> Step | None:
        down, up = (end[:, kind.sets, None] for end in (self._down, self._up))
        change = self._areas[:, [here]] - np.column_stack(
            [np.zeros(len(self._areas), dtype=np.int64), self._areas[:, others]]
        )
        after = moved[:, kind.sets, None] + kind.sign * change[:, None, :]
        possible = ((after >= down) & (after <= up)).all(axis=(0, 1))
        if not possible.any():
            return None
        far = np.where(np.isfinite(up), np.abs(after), 0).sum(axis=(0, 1))
        at = int(np.where(possible, far, np.inf).argmin())
        there = int(others[at - 1]) if at else None
        return Step(kind, here, there, float(far[at]))

    def _take(self, kind: Kind, unit: int, moved: Floats, parts: Counts) -> None:
        moved[:, kind.sets] += kind.sign * self._areas[:, [unit]]
        parts[unit, kind.last] += kind.sign
        if kind.first:
            parts[unit, kind.first - 1] -= kind.sign
