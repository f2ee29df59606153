"""How far work is and how long it may still take, on a screen or a command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.live import Live
from rich.text import Text

SURE = 0.1  # share of the work from which time tells something
SOON, MINUTE = 5, 60  # seconds
LONG, APART = 1, 5  # seconds before the first line in a file, and between two

Clock = Callable[[], float]


class Line:
    """Work that begins now: one line that changes in a terminal, few in a file."""

    def __init__(self, console: Console, clock: Clock = perf_counter) -> None:
        self._console = console
        self._clock = clock
        self._began = clock()
        self._next = float(LONG)
        self._told = (0.0, "")
        # What is printed meanwhile goes where it went, whatever this is drawn on.
        self._live = Live(
            console=console,
            get_renderable=self._line,
            refresh_per_second=1,  # between two stages the time left goes on
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def tell(self, share: float, sentence: str) -> None:
        """Say how far the work is."""
        self._told = (share, sentence)
        gone = self._clock() - self._began
        if self._console.is_terminal:
            self._live.start()
            self._live.refresh()
        elif gone >= self._next:
            self._next = gone + APART
            self._console.print(self._text(), soft_wrap=True)

    def _text(self) -> Text:
        """What was told last, with the time that it may still take from now."""
        share, sentence = self._told
        gone = self._clock() - self._began
        return Text(f"{share:4.0%}  {sentence}{left(share, gone)}")

    def _line(self) -> Text:
        """The same, as long as a line of the terminal."""
        line = self._text()
        line.truncate(self._console.width, overflow="ellipsis")
        return line

    def ended(self) -> None:
        """Clear the line, so that what is printed next stands by itself."""
        self._live.stop()


@contextmanager
def line() -> Iterator[Line]:
    """Tell progress on standard error; nothing of it stays in a terminal."""
    telling = Line(Console(stderr=True))
    try:
        yield telling
    finally:
        telling.ended()


def left(share: float, gone: float) -> str:
    """About how long it may still take, by the share done in so many seconds."""
    if share < SURE or share >= 1 or gone < 1:
        return ""
    seconds = gone * (1 - share) / share
    if seconds < SOON:
        return ", a few seconds left"
    if seconds < 2 * MINUTE:
        return f", about {round(seconds / 5) * 5} seconds left"
    return f", about {round(seconds / MINUTE)} minutes left"
