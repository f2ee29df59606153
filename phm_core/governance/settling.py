"""Hides more of nested sets of people until no small count is narrowed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from phm_core.governance.additive import HIDDEN_LEAST, Additive
from phm_core.governance.moves import Moves
from phm_core.governance.nested import Flags, Nested, meeting
from phm_core.governance.rule import Counts, Rule
from phm_core.governance.screen import Screen

Target = tuple[int, int]
"""An area and a number."""


def protected(nested: Nested, rule: Rule) -> Screen:
    """What of each set is shown in each area.

    A set is protected as it stands within those before it, which stay as they are: a
    denominator is hidden in the same areas whatever is counted among it.
    """
    whole = Screen.blank(nested, rule)
    for number in range(nested.sets):
        screen = Screen.blank(nested.first(number + 1), rule)
        screen.hidden[:, :number] = whole.hidden[:, :number]
        screen.closed[:, :number] = whole.closed[:, :number]
        settle(screen, number)
        whole.hidden[:, number] = screen.hidden[:, number]
        whole.closed[:, number] = screen.closed[:, number]
    return whole


def settle(screen: Screen, number: int) -> None:
    """Show the last set, but for what would narrow a small number of any set."""
    everywhere = np.ones(len(screen.hidden), dtype=bool)
    screen.tell(everywhere, number)
    if number:
        screen.hidden[screen.told_apart(number), number] = True
    left = narrowed(screen, everywhere)
    while left:
        if not _hide(screen, left, number):
            screen.close(everywhere, number)
            return
        left = _still(screen, left)


def narrowed(screen: Screen, touching: Flags) -> list[Target]:
    """Small numbers that may be narrowed, of areas that meet some of these."""
    areas = screen.nested.areas
    meets = meeting(areas, areas[touching].sum(axis=0) > 0)
    small = np.argwhere(screen.small & meets[:, None])
    return _still(screen, [(int(area), int(number)) for area, number in small])


def _still(screen: Screen, targets: Iterable[Target]) -> list[Target]:
    """Those of the targets that cannot be shown to be left open."""
    unproved: dict[bytes, list[Target]] = defaultdict(list)
    moves: dict[bytes, Moves] = {}
    for area, number in targets:
        units = screen.nested.around(area)
        found = moves.get(units.tobytes()) or Moves(screen, units)
        moves[units.tobytes()] = found
        if not _open(screen, found, area, number):
            unproved[screen.nested.home(area).tobytes()].append((area, number))
    return [
        target
        for home, some in unproved.items()
        for target in Search(screen, np.frombuffer(home, dtype=bool)).narrowed(some)
    ]


def _open(screen: Screen, moves: Moves, area: int, number: int) -> bool:
    """Whether people can be moved so that it is 1, and the greatest that is hidden."""
    count = int(screen.nested.values[area, number])
    ends = (HIDDEN_LEAST, screen.rule.suppress_below - 1)
    return all(moves.reach(area, number, end - count) for end in ends if end != count)


def _hide(screen: Screen, narrow: list[Target], number: int) -> bool:
    """Hide the cheapest figures on which narrowed numbers depend; whether any was."""
    more = np.zeros(len(screen.hidden), dtype=bool)
    for target in narrow:
        search = Search(screen, screen.nested.home(target[0]))
        more |= _cheapest(screen, search.binding(target)[:, number], number)
    if not more.any():
        return _close(screen, narrow, number)
    screen.hidden[more, number] = True
    return True


def _cheapest(screen: Screen, binding: Flags, number: int) -> Flags:
    """Of figures still shown that bind, the smallest areas with the fewest people."""
    values, size = screen.nested.values[:, number], screen.nested.size
    bound = binding & ~screen.hidden[:, number] & (values > 0)
    if not bound.any():
        return bound
    rows = np.flatnonzero(bound)
    first = rows[np.lexsort([values[rows], size[rows]])[0]]
    return bound & (size == size[first]) & (values == values[first])


def _close(screen: Screen, narrow: list[Target], number: int) -> bool:
    """Tell nothing within the narrowed areas, noughts neither; whether that is new."""
    areas = screen.nested.areas
    inside = np.zeros(len(areas), dtype=bool)
    for area, _ in narrow:
        inside |= ~meeting(areas, ~areas[area])
    inside &= ~screen.closed[:, number]
    screen.close(inside, number)
    return bool(inside.any())


@dataclass(frozen=True, eq=False)
class Search:
    """All that can be so of a screen, people being moved within some units only."""

    screen: Screen
    units: Flags

    def narrowed(self, targets: list[Target]) -> list[Target]:
        """Targets that cannot be both 1 and the greatest count that is hidden."""
        rows = self._rows(targets)
        most = self.screen.rule.suppress_below - 1
        found = set(self._reader().narrowed(rows, most).tolist())
        return [t for t, row in zip(targets, rows, strict=True) if int(row) in found]

    def binding(self, target: Target) -> Flags:
        """Figures on whose bounds the ends of a target depend: (areas, sets)."""
        reader, rows = self._reader(), self._rows([target])
        ends = [reader.end(rows, sign=sign, whole=False).binding for sign in (1, -1)]
        sets = self.screen.nested.sets
        found = np.zeros(self.screen.hidden.shape, dtype=bool)
        found[self._meets] = np.logical_or(*ends).reshape(-1, 2 * sets - 1)[:, :sets]
        return found

    @property
    def _meets(self) -> Flags:
        return meeting(self.screen.nested.areas, self.units)

    def _rows(self, targets: list[Target]) -> Counts:
        place = np.cumsum(self._meets) - 1
        numbers = 2 * self.screen.nested.sets - 1
        return np.array([place[area] * numbers + number for area, number in targets])

    def _reader(self) -> Additive:
        nested, meets = self.screen.nested, self._meets
        inside = nested.areas[np.ix_(meets, self.units)].astype(np.int64)
        numbers = range(2 * nested.sets - 1)
        rows = [np.kron(inside, nested.adds_up(number)) for number in numbers]
        parts = np.stack(rows, axis=1).reshape(inside.shape[0] * len(numbers), -1)
        low, high = (end[meets].ravel() for end in self.screen.ends())
        inner = parts @ nested.parts[self.units].ravel()
        elsewhere = (nested.values[meets].ravel() - inner).astype(np.float64)
        return Additive(parts, low, high, elsewhere)
