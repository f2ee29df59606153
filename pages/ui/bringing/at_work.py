"""Long work on files: a bar that says how long it may take, and a button to stop it."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import streamlit as st

from pages.ui.bringing.bar import Bar
from phm_core.errors import Cancelled
from phm_core.onboarding.loading.delivery import Progress

T = TypeVar("T")
STEP = 0.3  # seconds between two drawings
STOP_HELP = "Nothing is changed. Pressing anything else on the page stops it too."
LEFT, STOPPED = "_left_at_work", "_stopped_work"


def done(words: str, about: Hashable, work: Callable[[Progress], T]) -> T:
    """What the work returns; it is told how far it is by calling what it is given.

    It runs in a thread of its own. Streamlit leaves this function where somebody
    presses anything: the work is stopped then, where it tells how far it is next.
    """
    told, stop = [(0.0, words)], Event()

    def tell(share: float, sentence: str) -> None:
        if stop.is_set():
            raise Cancelled("It was stopped. Nothing was changed.")
        told.append((share, sentence))

    st.session_state[LEFT] = words
    slot = st.empty()
    pool = ThreadPoolExecutor(1)
    running = pool.submit(work, tell)
    try:
        with slot.container():
            bar = Bar(words)
            st.button(
                "Stop this",
                icon=":material/stop_circle:",
                help=STOP_HELP,
                on_click=_stop,
                args=(about,),
            )
        _until_done(running, bar, told)
    finally:
        stop.set()
        pool.shutdown(wait=False)
    slot.empty()
    st.session_state.pop(LEFT, None)
    return running.result()


def was_stopped(about: Hashable) -> bool:
    """Whether somebody stopped work about this, and did not begin it again."""
    return st.session_state.get(STOPPED) == about


def again() -> None:
    """Forget that work was stopped."""
    st.session_state.pop(STOPPED, None)


def tell_stopped() -> None:
    """Say that work was left before it was done, once."""
    if words := st.session_state.pop(LEFT, None):
        st.info(f"{words}: what the app runs on is as it was.", title="It was stopped")


def _stop(about: Hashable) -> None:
    st.session_state[STOPPED] = about


def _until_done(running: "Future[T]", bar: Bar, told: list[tuple[float, str]]) -> None:
    while not wait([running], timeout=STEP).done:
        bar.tell(*told[-1])
