"""What a reader can work out about hidden cells from the rest of a table.

A table with its totals is a circulation: each row sends its people to columns and gets
them from its total, each column sends them on to its total. Hidden cells are whole
numbers of 1 or more, shown ones lie within their rounding. How far a hidden cell can be
raised or lowered, the others giving way, is then a maximum flow, found exactly and in
whole numbers (Ford and Fulkerson, 1962).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.rule import Counts, Rule

Flags = NDArray[np.bool_]
Arc = tuple[int, int]
HIDDEN_LEAST = 1
WITHOUT_BOUND = 1 << 40


@dataclass(frozen=True, eq=False)
class Attacker:
    """A reader of one table: counts with totals last, and which of them are hidden."""

    counts: Counts
    hidden: Flags
    rule: Rule

    def finds(self, targets: Flags) -> Flags:
        """Which hidden targets are narrowed to less than the whole hidden range."""
        narrowed = np.zeros(targets.shape, dtype=bool)
        for row, column in np.argwhere(targets & self.hidden):
            narrowed[row, column] = not self._free(int(row), int(column))
        return narrowed

    def _free(self, row: int, column: int) -> bool:
        """Whether a cell could be 1, and could be the greatest count that is hidden."""
        count = int(self.counts[row, column])
        tail, head = self._arc(row, column)
        others = self._room.copy()
        others[tail, head] = others[head, tail] = 0
        rise = self.rule.suppress_below - 1 - count
        return _reaches(others, (head, tail), rise) and _reaches(
            others, (tail, head), count - HIDDEN_LEAST
        )

    def _arc(self, row: int, column: int) -> Arc:
        """Where a cell starts and ends: rows are nodes first, then columns."""
        rows, columns = self.counts.shape
        line, place = row, rows + column
        total = (row == rows - 1) != (column == columns - 1)
        return (place, line) if total else (line, place)

    @cached_property
    def _room(self) -> Counts:
        """By how much each cell can rise (along its arc) and fall (against it)."""
        least, greatest = self.rule.spans(self.counts)
        fall = self.counts - np.where(self.hidden, HIDDEN_LEAST, least)
        rise = np.where(self.hidden, WITHOUT_BOUND, greatest - self.counts)
        nodes = sum(self.counts.shape)
        room = np.zeros((nodes, nodes), dtype=np.int64)
        for row, column in np.ndindex(*self.counts.shape):
            tail, head = self._arc(row, column)
            room[tail, head] = rise[row, column]
            room[head, tail] = fall[row, column]
        return room


def _reaches(room: Counts, ends: Arc, wanted: int) -> bool:
    """Whether so much can flow from one end to the other."""
    left = room.copy()
    while wanted > 0:
        path = _path(left, ends)
        if not path:
            return False
        step = min(wanted, *(int(left[arc]) for arc in path))
        for tail, head in path:
            left[tail, head] -= step
            left[head, tail] += step
        wanted -= step
    return True


def _path(room: Counts, ends: Arc) -> list[Arc]:
    """The shortest way with room left, as arcs from its end back; empty if none."""
    start, end = ends
    before = {start: start}
    waiting = [start]
    for node in waiting:
        for other in np.flatnonzero(room[node]).tolist():
            if other not in before:
                before[other] = node
                waiting.append(other)
        if end in before:
            break
    path: list[Arc] = []
    while end in before and end != start:
        path.append((before[end], end))
        end = before[end]
    return path
