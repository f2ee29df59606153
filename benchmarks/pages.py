"""P7: what a page costs the server when it runs again, and forty people at once.

Every screen of the menu is measured, so that a new one needs no edit here.
"""

from dataclasses import dataclass
from statistics import median, quantiles
from threading import Thread
from time import sleep

import numpy as np

from benchmarks.ground import Ground
from benchmarks.result import FAIL, PASS, Result, not_run, seconds
from benchmarks.server import Server, started, unable
from benchmarks.visitor import Seen, Visitor
from pages.ui.menu import MENU

PAGE_GOAL_TEXT = "warm rerun <= 0.05 CPU-s on every page, <= 0.03 for a fragment"
LOAD_GOAL_TEXT = "40 sessions with 15 s think time: p95 <= 0.3 s, no error"
PAGE_GOAL, FRAGMENT_GOAL, LOAD_GOAL = 0.05, 0.03, 0.3
WARM_UP, RUNS = 3, 20
SESSIONS, THINK, VISITS = 40, 15.0, 5
PER_CENT = 95


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the server for one run, the clock's, and bytes sent."""

    cpu: float
    wall: float
    sent: int


# A visitor of the demonstration is an analyst.
OPEN = [screen for screen in MENU if screen.action is None and not screen.hidden]


def run(ground: Ground) -> list[Result]:
    """Start the app, run every page again and again, then let many people in."""
    if why := unable():
        return [not_run("P7", goal, why) for goal in (PAGE_GOAL_TEXT, LOAD_GOAL_TEXT)]
    with started(ground) as server:
        pages, fragments = _costs(server)
        waits, faults = _crowd(server)
    return [_rerun(pages, fragments), _load(waits, faults)]


def _costs(server: Server) -> tuple[dict[str, Cost], dict[str, Cost]]:
    pages: dict[str, Cost] = {}
    fragments: dict[str, Cost] = {}
    for screen in OPEN:
        with Visitor(server.address) as visitor:
            first = visitor.open("" if screen.name == "home" else screen.name)
            assert not first.faults, (screen.name, first.faults)
            pages[screen.name] = _cost(server, visitor)
            parts = visitor.again().fragments
            for place, part in enumerate(sorted(parts), 1):
                name = f"{screen.name} {place}" if len(parts) > 1 else screen.name
                fragments[name] = _cost(server, visitor, part)
    return pages, fragments


def _cost(server: Server, visitor: Visitor, part: str = "") -> Cost:
    """The mean of many runs: the processor's time is counted in hundredths."""

    def again() -> Seen:
        return visitor.fragment(part) if part else visitor.again()

    for _ in range(WARM_UP):
        again()
    before = server.cpu
    runs = [again() for _ in range(RUNS)]
    cpu = (server.cpu - before) / RUNS
    assert not any(seen.faults for seen in runs)
    return Cost(cpu, median(seen.seconds for seen in runs), runs[-1].sent)


def _crowd(server: Server) -> tuple[list[float], list[str]]:
    """Seconds that each of many people waited for each page, and errors they met."""
    waits: list[float] = []
    faults: list[str] = []

    names = [screen.name for screen in OPEN if screen.name != "home"]

    def visit(seed: int) -> None:
        chance = np.random.default_rng(seed)
        sleep(chance.random() * THINK)
        try:
            with Visitor(server.address) as visitor:
                visitor.open("")
                for _ in range(VISITS):
                    sleep(chance.uniform(0.5, 1.5) * THINK)
                    seen = visitor.open(str(chance.choice(names)))
                    waits.append(seen.seconds)
                    faults.extend(seen.faults)
        except OSError as fault:
            faults.append(str(fault))

    people = [Thread(target=visit, args=(seed,)) for seed in range(SESSIONS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return waits, faults


def _rerun(pages: dict[str, Cost], fragments: dict[str, Cost]) -> Result:
    dearest = max(pages, key=lambda name: pages[name].cpu)
    part = max(fragments, key=lambda name: fragments[name].cpu, default="")
    light = pages[dearest].cpu <= PAGE_GOAL
    if part:
        light = light and fragments[part].cpu <= FRAGMENT_GOAL
    return Result(
        "P7",
        PAGE_GOAL_TEXT,
        seconds(pages[dearest].cpu),
        f"the limit {seconds(PAGE_GOAL)}",
        f"dearest: {dearest}",
        PASS if light else FAIL,
        PAGE_GOAL / pages[dearest].cpu,
        f"pages: {_each(pages)}; fragments: {_each(fragments)}",
    )


def _each(costs: dict[str, Cost]) -> str:
    return ", ".join(
        f"{name} {seconds(cost.cpu)} ({cost.sent / 1024:,.0f} kB)"
        for name, cost in costs.items()
    )


def _load(waits: list[float], faults: list[str]) -> Result:
    slow = quantiles(waits, n=100)[PER_CENT - 1]
    return Result(
        "P7",
        LOAD_GOAL_TEXT,
        f"p95 {seconds(slow)}",
        f"the limit {seconds(LOAD_GOAL)}",
        f"median {seconds(median(waits))}",
        FAIL if faults or slow > LOAD_GOAL else PASS,
        LOAD_GOAL / slow,
        f"{len(waits)} pages opened by {SESSIONS} people on this machine, which asks "
        f"and answers; {len(faults)} errors {'; '.join(sorted(set(faults)))}".strip(),
    )
