"""Where the words of signals stand on a process chart, so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from phm_core.charts.spc_specs import HEIGHT

LETTER = 0.85
"""Months that a letter takes on a narrow screen, where a month is eight pixels wide."""
LINE = 15
"""Pixels that a line of words takes."""
BELOW = (-15, 22, -30, 37, -45, 52, -60, 67)
"""Pixels below the point, in the order in which they are tried."""


@dataclass(frozen=True)
class Label:
    """Pixels below its point; whether it ends at its month, at the edge; its room."""

    below: int
    ends: bool
    months: tuple[int, int]
    pixels: float

    def meets(self, other: "Label") -> bool:
        """Whether both want the same room."""
        apart = (
            self.months[1] <= other.months[0]
            or other.months[1] <= self.months[0]
            or abs(self.pixels - other.pixels) >= LINE
        )
        return not apart


def placed(signals: Sequence[tuple[int, float, str]], count: int,
           low: float, high: float) -> dict[int, Label]:  # fmt: skip
    """The label of each signal by its month.

    signals: month and value where each begins, and its word. count: of months. low,
    high: the least and the greatest value that is drawn.
    """
    found: dict[int, Label] = {}
    for at, value, word in signals:
        wide, down = ceil(len(word) * LETTER), _pixels(value, low, high)
        tried = [_label((at, count, wide), down, one) for one in BELOW]
        inside = [one for one in tried if LINE / 2 < one.pixels < HEIGHT] or tried
        free = (o for o in inside if not any(map(o.meets, found.values())))
        found[at] = next(free, inside[0])
    return found


def _label(where: tuple[int, int, int], pixels: float, below: int) -> Label:
    at, count, wide = where
    ends = at > wide and at + wide > count
    first = at - wide if ends else at
    return Label(below, ends, (first, first + wide), pixels + below)


def _pixels(value: float, low: float, high: float) -> float:
    """How far below the top of the drawing a value stands."""
    return HEIGHT * (high - value) / (high - low) if high > low else HEIGHT / 2
