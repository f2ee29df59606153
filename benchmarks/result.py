"""What a benchmark found, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

PASS, FAIL, NOT_RUN = "PASS", "FAIL", "NOT RUN"
MANY = 10
COLOURS = {PASS: "green", FAIL: "red", NOT_RUN: "yellow"}


@dataclass(frozen=True)
class Result:
    """One line: a goal, our figure beside the peer's, and whether the goal is met.

    `faster`: how many times faster than the peer, for the guards of the smoke run.
    """

    id: str
    goal: str
    ours: str
    peer: str
    ratio: str
    verdict: str
    faster: float
    note: str = ""


def at_least(times: float, goal: float) -> str:
    """Verdict for being so many times faster."""
    return PASS if times >= goal else FAIL


def at_most(value: float, goal: float) -> str:
    """Verdict for costing no more than that."""
    return PASS if value <= goal else FAIL


def not_run(identity: str, goal: str, reason: str) -> Result:
    """A goal that could not be tried here, with the reason."""
    return Result(identity, goal, "", "", "", NOT_RUN, 0.0, reason)


def seconds(value: float) -> str:
    """A time with three figures that mean something."""
    if value >= 1:
        return f"{value:.1f} s"
    return f"{value * 1_000:.3g} ms"


def both(of: tuple[float, float], name: str = "") -> str:
    """A ratio of processor time, and beside it the one by the clock."""
    cpu, clock = of
    digits = ".0f" if min(of) >= MANY else ".2g"
    return f"{cpu:{digits}} x {name}(by the clock {clock:{digits}} x)"


def show(results: Iterable[Result], title: str) -> None:
    """Print the table."""
    table = Table(title=title, show_lines=True)
    for heading in ("", "Goal", "Ours", "Peer", "Ratio", "", "Note"):
        table.add_column(heading, overflow="fold")
    for one in results:
        verdict = f"[{COLOURS[one.verdict]}]{one.verdict}[/]"
        table.add_row(
            one.id, one.goal, one.ours, one.peer, one.ratio, verdict, one.note
        )
    Console(width=None if Console().is_terminal else 150).print(table)
