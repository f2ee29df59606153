"""The parts of the airlock page: what waits, what was decided."""

from collections.abc import Sequence

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from phm_core.charts.airlock import of_requests
from phm_core.charts.explained import Explained
from phm_core.charts.exports import file_name
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.gateway.airlock import Decision, person_of
from phm_core.store.airlock import Request

MEANING = (
    "Exact figures stay in the secure environment until a second person has looked at "
    "them and released them. Whoever asks cannot release; every step is written down."
)
WORDS: dict[Decision, str] = {"released": "Release", "refused": "Refuse"}


def requests(here: Here) -> Sequence[Request]:
    """What this visitor may see, newest first."""
    return here.house.gateway.airlock.requests(here.scope)


def waiting(here: Here, found: Sequence[Request]) -> None:
    """Each request that nobody has decided on."""
    layout.heading("Waiting")
    open_ones = [one for one in found if one.waits]
    if not open_ones:
        show.empty("Nothing waits.", _what_to_do(here))
        return
    for one in open_ones:
        with layout.card():
            _described(one)
            if here.scope.may("release_export") and not _own(here, one):
                _open(here, one, "Look at the file")
                _decide(here, one)
            else:
                st.caption("Somebody else has to decide on it.")


def decided(here: Here, found: Sequence[Request]) -> None:
    """What was released or refused, with the files that may be taken out."""
    past = [one for one in found if not one.waits]
    if not past:
        return
    layout.heading("Decided")
    about = Explained("Requests to take exact figures out.", needs="audit")
    sheet = of_requests(past)
    show.sheet(sheet, about, title="Decisions of the airlock", key="airlock")
    for one in past:
        if one.decision == "released" and _own(here, one):
            _open(here, one, f"Take out number {one.id}: {one.asked.title}")


def _own(here: Here, one: Request) -> bool:
    return one.asked.person == person_of(here.scope)


def _what_to_do(here: Here) -> str:
    if here.scope.may("request_export"):
        return "Ask for a table with 'Ask for release' below it, on any page."
    if here.scope.may("release_export"):
        return "You see here what analysts ask to take out."
    return (
        "Analysts ask here for the purpose of analysis, and whoever governs releases; "
        "'Who can see what' says who that is."
    )


def _described(one: Request) -> None:
    asked = one.asked
    st.markdown(f"**Number {one.id}: {asked.title}**")
    st.markdown(
        f"Asked for by {asked.person}, {day(one.asked_at.date())}, from snapshot "
        f"{asked.snapshot[:8]}. Reason:"
    )
    st.text(asked.reason)
    st.markdown("What a reader could learn from it:")
    for sentence in asked.findings:
        st.text(f"• {sentence}")


def _open(here: Here, one: Request, label: str) -> None:
    st.download_button(
        label,
        # Opened when it is pressed, which is written down.
        lambda: here.house.gateway.airlock.open(one.id, here.scope),
        file_name(one.asked.title, one.asked.form),
        "text/csv",
        icon=":material/download:",
        key=f"airlock-open-{one.id}",
        on_click="ignore",
    )


def _decide(here: Here, one: Request) -> None:
    because = st.text_area(
        "Why it may leave, or may not", key=f"airlock-why-{one.id}", max_chars=500
    )
    with layout.side_by_side():
        for decision, word in WORDS.items():
            if not st.button(word, key=f"airlock-{decision}-{one.id}"):
                continue
            try:
                here.house.gateway.airlock.decide(one.id, decision, here.scope, because)
            except PhmError as fault:
                st.error(str(fault), icon=":material/error:")
            else:
                st.rerun()
