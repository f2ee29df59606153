"""Times several ways of doing the same, one after another in turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

PASSES = 9
PASSES_OF_SLOW = 7
PASSES_OF_QUICK = 51

Work = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Medians: seconds by the wall clock, and of processor time in all threads."""

    wall: float
    cpu: float

    def times(self, other: "Timing") -> tuple[float, float]:
        """How many times as much as another: processor time, and by the clock."""
        return self.cpu / other.cpu, self.wall / other.wall


def side_by_side(ways: Mapping[str, Work], passes: int = PASSES) -> dict[str, Timing]:
    """Medians of passes in which the ways take turns, so that noise meets all alike.

    Each way runs once before, untimed.
    """
    for way in ways.values():
        way()
    taken: dict[str, list[Timing]] = {name: [] for name in ways}
    for _ in range(passes):
        for name, way in ways.items():
            wall, cpu = perf_counter(), process_time()
            way()
            taken[name].append(Timing(perf_counter() - wall, process_time() - cpu))
    return {
        name: Timing(median(t.wall for t in times), median(t.cpu for t in times))
        for name, times in taken.items()
    }
