"""Lets a person see how far a question is, and stop it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from phm_core.errors import Cancelled

POLL_SECONDS = 0.05
LIMIT_SECONDS = 600.0

Progress = Callable[[int, int, str], None]


class Watch:
    """Watches one question: progress is told, a stop or the time limit is obeyed.

    progress: called with parts done, parts in all, and a sentence. limit: seconds for
    one run of the data engine.
    """

    def __init__(
        self, progress: Progress | None = None, *, limit: float = LIMIT_SECONDS
    ) -> None:
        self._progress = progress
        self._limit = limit
        self._stopped = threading.Event()

    def tell(self, done: int, parts: int, sentence: str) -> None:
        """Report progress, and stop here if a stop was asked for."""
        self.check()
        if self._progress is not None:
            self._progress(done, parts, sentence)

    def cancel(self) -> None:
        """Ask the question to stop; it does so within a tenth of a second or two."""
        self._stopped.set()

    def check(self) -> None:
        """Raise Cancelled when a stop was asked for."""
        if self._stopped.is_set():
            raise Cancelled("The question was stopped. Nothing was changed.")

    @contextmanager
    def guarding(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Interrupt a run of the data engine on a stop or at the time limit.

        Raises Cancelled in place of the engine's own error.
        """
        self.check()
        over, late = threading.Event(), threading.Event()
        guard = threading.Thread(
            target=self._guard, args=(interrupt, over, late), daemon=True
        )
        guard.start()
        try:
            yield
        except Exception as fault:
            self.check()
            if late.is_set():
                raise Cancelled(
                    f"The question took longer than {self._limit:.0f} seconds and was "
                    "stopped. Ask about a shorter time or fewer people."
                ) from fault
            raise
        finally:
            over.set()
            guard.join()

    def _guard(
        self,
        interrupt: Callable[[], None],
        over: threading.Event,
        late: threading.Event,
    ) -> None:
        started = perf_counter()
        # Repeated: an interrupt that comes before the run has begun is lost.
        while not over.wait(POLL_SECONDS):
            if perf_counter() - started > self._limit:
                late.set()
            if late.is_set() or self._stopped.is_set():
                interrupt()
