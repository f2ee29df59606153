"""The command line: which goals, on how many people, with data kept where."""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import (
    cold,
    conformance,
    counting,
    door,
    england,
    finders,
    growth,
    leaves,
    ledger,
    making,
    onboarding,
    overlap,
    pages,
    prevalence,
    refresh,
)
from benchmarks.ground import Ground
from benchmarks.result import FAIL, Result, at_least, not_run, show

PEOPLE = 1_200_000
SMOKE_PEOPLE = 100_000
TARGETS: dict[str, Callable[[Ground], list[Result]]] = {
    "P1": counting.run,
    "P2": refresh.run,
    "P3": england.run,
    "P4": cold.run,
    "P5": overlap.run,
    "P6": prevalence.run,
    "P7": pages.run,
    "P8": making.run,
    "P9": growth.run,
    "P10": conformance.run,
    "P11": leaves.run,
    "P12": ledger.run,
    "P13": door.run,
    "P14": finders.run,
    "P15": onboarding.run,
}
# Asked for by name only, with the reason.
SEPARATE = {"P3": (england.GOAL, "a separate target, for its size: --only P3")}
# How many times faster than the peer at least, on few people and a busy machine:
# wide enough never to fail by chance, narrow enough to see an index gone missing.
GUARDS = {"P1": 5.0, "P2": 1.0, "P5": 0.3, "P6": 0.3}


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = list(TARGETS)
    asked.add_argument(
        "--only",
        type=lambda text: text.upper().split(","),
        default=[],
        help=f"goals, such as P1,P2; of {', '.join(names)}",
    )
    asked.add_argument("--people", type=int, help=f"default {PEOPLE:,}")
    asked.add_argument("--data", type=Path, help="folder to keep the made data in")
    asked.add_argument("--smoke", action="store_true", help="few people, wide guards")
    found = asked.parse_args(words)
    if unknown := [name for name in found.only if name not in names]:
        asked.error(f"There is no goal {', '.join(unknown)}. See --help.")
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 when a goal was missed, or a guard of the smoke run."""
    asked = arguments(words)
    people = asked.people or (SMOKE_PEOPLE if asked.smoke else PEOPLE)
    wanted = list(GUARDS) if asked.smoke else asked.only or list(TARGETS)
    with tempfile.TemporaryDirectory() as scratch:
        ground = Ground((asked.data or Path(scratch)) / str(people), people)
        results = [
            one
            for name in wanted
            for one in (
                [not_run(name, *SEPARATE[name])]
                if name in SEPARATE and name not in asked.only
                else TARGETS[name](ground)
            )
        ]
    if asked.smoke:
        results = [guarded(one) for one in results]
    show(
        results, f"{people:,} people; seconds of processor time but for P4, P8, P9, P15"
    )
    return int(any(one.verdict == FAIL for one in results))


def guarded(result: Result) -> Result:
    """The line of a smoke run: the answers were equal, and it is not far too slow."""
    least = GUARDS[result.id]
    goal = f"equal answers; at least {least} x as fast as the peer"
    return replace(result, goal=goal, verdict=at_least(result.faster, least))
