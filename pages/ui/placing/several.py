"""Several Places from one pasted list of two columns."""

import streamlit as st

from pages.ui.context import Here
from pages.ui.placing import draft
from phm_core.analysis.place_keeping import Desk, keep
from phm_core.analysis.place_parts import Read, read_places
from phm_core.definitions.built_place import BuiltPlace, lenses_of, mixed
from phm_core.errors import PhmError, RefusedInput

TEXT = "places-several"


def paste(here: Here) -> None:
    """The list, what it says, and a button that saves what can be saved."""
    st.text_area(
        "Two columns: name of the Place, one code",
        key=TEXT,
        help="One line a code, with a tab, a comma or a semicolon between. Paste it "
        "from a spreadsheet.",
    )
    if not st.session_state[TEXT].strip():
        return
    try:
        read = read_places(st.session_state[TEXT], here.house.public)
    except PhmError as fault:
        st.warning(str(fault))
        return
    for name, one in read.items():
        parts = ", ".join(part.words for part in one.parts) or "nothing known"
        st.markdown(f"**{name}**: {parts}")
        for said in one.unknown:
            st.warning(said)
    st.button(
        f"Save {len(read)} Place{'s' if len(read) != 1 else ''}",
        type="primary",
        disabled=any(one.unknown for one in read.values()),
        on_click=_save,
        args=(here, read),
    )


def _save(here: Here, read: dict[str, Read]) -> None:
    house = here.house
    desk = Desk(house.places, house.public, here.ask_all, here.has_people)
    said = [f"{name}: {_saved(desk, name, one)}" for name, one in read.items()]
    draft.refuse(" ".join(said))


def _saved(desk: Desk, name: str, read: Read) -> str:
    try:
        if not lenses_of(read.parts):
            raise RefusedInput(mixed(read.parts))
        keep(desk, BuiltPlace(name=name, parts=read.parts), note="From a list")
    except PhmError as fault:
        return str(fault)
    return "saved."
