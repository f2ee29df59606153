"""Long work tells on the command line how far it is, and how long it may take."""

from io import StringIO

import pytest
from rich.console import Console

from phm_core.onboarding.progress import Line, left


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def told(*, terminal: bool, seconds: list[float], then: float = 0) -> str:
    """What a line writes of work of which a tenth is done at each of these times.

    then: seconds after which the line is drawn again although nothing is told.
    """
    written, clock = StringIO(), Clock()
    console = Console(file=written, force_terminal=terminal, width=60)
    line = Line(console, clock)
    for number, gone in enumerate(seconds, 1):
        clock.now = 100.0 + gone
        line.tell(number / 10, f"Reading [/b] file {number}")
    clock.now += then
    if terminal:
        line._live.refresh()
    shown = written.getvalue()
    line.ended()
    return written.getvalue() if not then else shown


def test_a_terminal_has_one_line_that_is_gone_at_the_end() -> None:
    shown = told(terminal=True, seconds=[0.1, 2.0, 3.0], then=6.0)
    assert "10%  Reading [/b] file 1" in shown
    assert "30%  Reading [/b] file 3, about 5 seconds left" in shown
    assert "\n" not in shown
    # Between two tellings the time goes on.
    assert "30%  Reading [/b] file 3, about 20 seconds left" in shown
    assert told(terminal=True, seconds=[0.1]).endswith("\x1b[2K")


def test_a_file_has_a_line_now_and_then_and_none_of_quick_work() -> None:
    assert told(terminal=False, seconds=[0.1, 0.5, 0.9]) == ""
    shown = told(terminal=False, seconds=[0.5, 20, 21, 22, 26, 30])
    assert shown == (
        " 20%  Reading [/b] file 2, about 80 seconds left\n"
        " 50%  Reading [/b] file 5, about 25 seconds left\n"
    )


@pytest.mark.parametrize(
    ("share", "gone", "said"),
    [
        (0.05, 60, ""),
        (0.5, 0.5, ""),
        (1.0, 60, ""),
        (0.9, 9, ", a few seconds left"),
        (0.5, 30, ", about 30 seconds left"),
        (0.25, 100, ", about 5 minutes left"),
    ],
)
def test_the_time_left_is_said_in_words(share: float, gone: float, said: str) -> None:
    assert left(share, gone) == said
