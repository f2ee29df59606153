"""Which cells to hide so that no small count can be worked out from the others."""

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.attacker import Attacker
from phm_core.governance.rule import FLOOR, Counts, Rule

Flags: TypeAlias = NDArray[np.bool_]
Line: TypeAlias = tuple[int | slice, int | slice]


def protected_line(exact: Counts, total: int, rule: Rule) -> Flags | None:
    """What to hide in a list of groups with a total; None when nothing helps."""
    hidden = rule.hides(exact)
    while _gives_away(exact, total, hidden, rule):
        left = np.where(~hidden & (exact > 0), exact, 0)
        if not left.any():
            return None
        hidden = hidden | (left == left[left > 0].min())
    return hidden


def _gives_away(exact: Counts, total: int, hidden: Flags, rule: Rule) -> bool:
    """Whether total less shown groups narrows a hidden one, by its rounding alone."""
    least, greatest = (int(end[0]) for end in rule.spans(np.array([total])))
    if rule.hides(np.array([total])).any():
        return False
    low, high = rule.spans(exact)
    outside = total - int(exact.sum())
    others = int(hidden.sum()) - 1
    floor = least - int(high[~hidden].sum()) - outside
    ceiling = greatest - int(low[~hidden].sum()) - others
    return (floor > 1 and not others) or ceiling < rule.suppress_below - 1


def protected_table(exact: Counts, rule: Rule) -> Flags | None:
    """What to hide in a table with totals last; None when nothing helps."""
    found = _protected(exact.tobytes(), exact.shape, rule)
    return None if found is None else found.copy()


@lru_cache(maxsize=2_000)
def _protected(content: bytes, shape: tuple[int, ...], rule: Rule) -> Flags | None:
    """Cells to hide, built up from the floor.

    A stricter rule starts from what a weaker one hides, so that raising the threshold
    never shows a cell that was hidden before.
    """
    exact = np.frombuffer(content, dtype=np.int64).reshape(shape)
    hidden = np.zeros(shape, dtype=bool)
    for threshold in range(FLOOR, rule.suppress_below + 1):
        if rule.round_to > 2 * threshold:
            continue
        settled = _settled(exact, hidden, Rule(threshold, rule.round_to))
        if settled is None:
            return None
        hidden = settled
    return hidden


def _settled(exact: Counts, hidden: Flags, rule: Rule) -> Flags | None:
    """Hide more until the attacker finds nothing; None when nothing is left to hide."""
    small = rule.hides(exact)
    if _hopeless(exact, small):
        return None
    hidden = hidden | small
    while (found := Attacker(exact, hidden, rule).finds(small)).any():
        more = np.zeros(exact.shape, dtype=bool)
        for row, column in np.argwhere(found):
            more |= _cheapest(exact, hidden, int(row), int(column))
        if not more.any():
            return None
        hidden = hidden | more
    return hidden


def _hopeless(exact: Counts, small: Flags) -> bool:
    """Whether a small total has several parts: hidden parts of 1 or more bound it."""
    parts = exact > 0
    across = small[:, -1] & (parts[:, :-1].sum(axis=1) > 1)
    down = small[-1] & (parts[:-1].sum(axis=0) > 1)
    return bool(across.any() or down.any())


def _cheapest(exact: Counts, hidden: Flags, row: int, column: int) -> Flags:
    """The least cell still shown in the thinner of a cell's two lines.

    Where both are hidden already, the lines of their totals. Cells before totals, then
    the smaller count; cells that tie are taken together, so that the order of rows and
    columns decides nothing.
    """
    own = (np.s_[row, :], np.s_[:, column])
    for lines in (own, (np.s_[-1, :], np.s_[:, -1])):
        found = _thinner(exact, hidden, lines)
        if found.any():
            return found
    return np.zeros(exact.shape, dtype=bool)


def _thinner(exact: Counts, hidden: Flags, lines: tuple[Line, Line]) -> Flags:
    choices: list[tuple[tuple[int, int], Flags]] = []
    for line in lines:
        here = np.zeros(exact.shape, dtype=bool)
        here[line] = True
        open_cells = here & ~hidden & (exact > 0)
        if open_cells.any():
            taken = _least(exact, open_cells)
            rank = (int((here & hidden).sum()), int(exact[taken].min()))
            choices.append((rank, taken))
    best = min((rank for rank, _ in choices), default=None)
    found = np.zeros(exact.shape, dtype=bool)
    for rank, taken in choices:
        found |= taken & (rank == best)
    return found


def _least(exact: Counts, open_cells: Flags) -> Flags:
    inner = open_cells.copy()
    inner[-1, :] = inner[:, -1] = False
    choice = inner if inner.any() else open_cells
    return choice & (exact == exact[choice].min())
