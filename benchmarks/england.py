"""P3: sixty million people, from index columns and leaves beside the snapshot.

The people are those of the ground many times over: each is followed by copies of
themselves, so that practices stay ranges, and every answer must be so many times the
answer about the few. Leaves are written where the engine keeps its own, in its form.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from benchmarks.cohort import COHORT
from benchmarks.ground import Ground
from benchmarks.peers.shown import Rule, Shown
from benchmarks.refresh import shown
from benchmarks.result import FAIL, PASS, Result, not_run, seconds
from benchmarks.tiled import keep_leaves, tile
from benchmarks.timing import Timing, side_by_side
from phm_core.definitions.questions import Attrition, Profile
from phm_core.engine import answers

GOAL = (
    "60 million people: cost per person <= 1.5 x that at 1.2 million; full refresh "
    "<= 0.5 s; <= 2 GB resident besides page cache"
)
PEOPLE = 60_000_000
PER_PERSON_GOAL, REFRESH_GOAL, RESIDENT_GOAL = 1.5, 0.5, 2 << 30
STATUS = Path("/proc/self/status")
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Measured:
    """Times of one refresh for the few and for the many, and memory for the many."""

    few: Timing
    many: Timing
    resident: int


def run(ground: Ground) -> list[Result]:
    """Tile the people, then refresh in a process of its own."""
    if not STATUS.exists():
        return [not_run("P3", GOAL, f"memory is read from {STATUS}, which is not here")]
    people = ground.engine.index.count
    times = -(-PEOPLE // people)
    few, many = (_prepared(ground, one) for one in (1, times))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        found = apart.submit(measure, few, many, times).result()
    dearer = found.many.cpu / found.few.cpu / times
    met = (
        dearer <= PER_PERSON_GOAL
        and found.many.wall <= REFRESH_GOAL
        and found.resident <= RESIDENT_GOAL
    )
    return [
        Result(
            "P3",
            GOAL,
            f"{seconds(found.many.wall)}; {found.resident / GIGABYTE:.2f} GB",
            f"{people:,} people {seconds(found.few.cpu)}",
            f"{dearer:.2f} x a person",
            PASS if met else FAIL,
            1 / dearer,
            f"{people * times:,} people, each answer {times} times that about the few; "
            f"{seconds(found.many.cpu)} of CPU; without use and cost, which the narrow "
            "person table leaves out",
        )
    ]


def _prepared(ground: Ground, times: int) -> Ground:
    """The people so many times over, with their leaves; made once."""
    folder = ground.folder / f"tiled_{times}"
    tiled = replace(ground, people=ground.people * times, folder=folder)
    tile(ground, times, folder / "snapshots")
    keep_leaves(ground, times, tiled)
    return tiled


def measure(few: Ground, many: Ground, times: int) -> Measured:
    """Refresh both turn by turn, after the answers were compared."""
    large = refreshed(many)
    resident = _resident()
    assert large == scaled(refreshed(few), times)
    found = side_by_side({"few": lambda: ask(few), "many": lambda: ask(many)})
    return Measured(found["few"], found["many"], resident)


def ask(ground: Ground) -> tuple[answers.Attrition, answers.Profile]:
    """What the builder shows after a change."""
    return (
        ground.ask(Attrition(of=COHORT), answers.Attrition),
        ground.ask(Profile(of=COHORT), answers.Profile),
    )


def refreshed(ground: Ground) -> Shown:
    """The same in a form that can be compared."""
    return shown(*ask(ground))


def scaled(one: Shown, times: int) -> Shown:
    """Every number so many times."""
    return Shown(
        people=one.people * times,
        unknown=one.unknown * times,
        rules=tuple(
            Rule(*(times * number for number in _numbers(rule))) for rule in one.rules
        ),
        groups={
            name: {group: times * many for group, many in groups.items()}
            for name, groups in one.groups.items()
        },
        conditions={name: times * many for name, many in one.conditions.items()},
    )


def _numbers(rule: Rule) -> Iterator[int]:
    yield from (rule.alone, rule.unknown, rule.remaining, rule.gained)


def _resident() -> int:
    """Bytes of memory that belong to this process alone."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0
