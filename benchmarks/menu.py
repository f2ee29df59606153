"""The command line: which goals, on how many people, with data kept where."""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import counting, overlap, prevalence, refresh
from benchmarks.ground import Ground
from benchmarks.result import FAIL, Result, show

PEOPLE = 1_200_000
SMOKE_PEOPLE = 50_000
TARGETS: dict[str, Callable[[Ground], list[Result]]] = {
    "P1": counting.run,
    "P2": refresh.run,
    "P5": overlap.run,
    "P6": prevalence.run,
}


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", default="", help="goals, such as P1,P2")
    asked.add_argument("--people", type=int, help=f"default {PEOPLE:,}")
    asked.add_argument("--data", type=Path, help="folder to keep the made data in")
    asked.add_argument("--smoke", action="store_true", help="small, quick, wide guards")
    return asked.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 when a goal was missed."""
    asked = arguments(words)
    people = asked.people or (SMOKE_PEOPLE if asked.smoke else PEOPLE)
    wanted = asked.only.upper().split(",") if asked.only else list(TARGETS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.data or Path(scratch)) / str(people)
        ground = Ground(folder, people)
        results = [one for name in wanted for one in TARGETS[name](ground)]
    show(results, f"{people:,} people")
    return int(any(one.verdict == FAIL for one in results))
