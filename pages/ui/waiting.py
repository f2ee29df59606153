"""Asks a question that may take long: shows how far it is, and can be stopped."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import show
from pages.ui.context import Here
from phm_core.definitions.questions import Question
from phm_core.errors import PhmError
from phm_core.gateway import Watch
from phm_core.governance.released import Released

STOPPED = "_stopped"
AT_ONCE = 0.4
STEP = 0.2
Told = list[tuple[float, str]]
Asked = tuple[Question, ...]


def ask(
    here: Here, question: Question, *, key: str, words: str, reason: str = ""
) -> Released | None:
    """The answer; None when it is refused, which is said, or was stopped."""
    found = ask_all(here, [question], key=key, words=words, reason=reason)
    return found[0] if found else None


def ask_all(
    here: Here,
    questions: Sequence[Question],
    *,
    key: str,
    words: str,
    reason: str = "",
) -> list[Released]:
    """The answers to several questions, asked as one; none when refused or stopped.

    words: what is going on, for the bar that comes up after a moment. reason: why
    people are shown. They are
    answered in a thread of their own: Streamlit leaves this function at the next
    drawing when a person presses anything, and the questions are stopped then.
    """
    slot = st.empty()
    asked = tuple(questions)
    if st.session_state.get(STOPPED, {}).get(key) == asked:
        _stopped(key)
        return []
    told: Told = [(0.0, words)]
    watch = Watch(
        lambda done, parts, sentence: told.append((done / max(parts, 1), sentence))
    )
    with ThreadPoolExecutor(max_workers=1) as pool:
        work = pool.submit(here.ask_all, asked, watch, reason)
        try:
            _until_done(work, told, slot, key, asked)
        finally:
            watch.cancel()
    slot.empty()
    try:
        return work.result()
    except PhmError as fault:
        show.refusal(fault)
        return []


def _until_done(
    work: "Future[list[Released]]",
    told: Told,
    slot: DeltaGenerator,
    key: str,
    asked: Asked,
) -> None:
    """Draw how far the questions are, from the moment that it takes a while."""
    if wait([work], timeout=AT_ONCE).done:
        return
    with slot.container():
        bar = st.progress(0.0, told[0][1])
        st.button(
            "Stop counting",
            key=f"stop-{key}",
            icon=":material/stop_circle:",
            on_click=_stop,
            args=(key, asked),
        )
    while not wait([work], timeout=STEP).done:
        share, sentence = told[-1]
        bar.progress(min(share, 1.0), sentence)


def _stop(key: str, asked: Asked) -> None:
    st.session_state.setdefault(STOPPED, {})[key] = asked


def _again(key: str) -> None:
    st.session_state[STOPPED].pop(key, None)


def _stopped(key: str) -> None:
    st.info("Nothing was changed.", title="Counting was stopped")
    st.button("Count again", key=f"again-{key}", on_click=_again, args=(key,))
