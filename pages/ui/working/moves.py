"""What changed since the last records: who joined and left, and why."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from pages.ui.working.choosing import counted, reason
from pages.ui.working.making import area_name
from phm_core.charts.words import day
from phm_core.charts.worklists import moves_sentence, of_moves, of_reasons
from phm_core.errors import PhmError
from phm_core.gateway.opened import Opened


def since(here: Here, opened: Opened) -> None:
    """Joined, left and seen since the visit before, each with its reason."""
    working = here.house.gateway.working
    try:
        released = working.since(opened, here.scope, reason())
    except PhmError as fault:
        show.refusal(fault)
        return
    if released is None or opened.last is None:
        show.empty(
            "This is the first time that the list is opened.",
            "Come back when newer records are loaded: who joined, who left and why "
            "stands here then.",
        )
        return
    st.markdown(moves_sentence(released, len(opened.last.people)))
    told = counted(released, opened.saved.worklist.name)
    where = f"{opened.saved.worklist.name}, {area_name(here, opened)}"
    title = f"Why the list changed: {where}, {day(released.as_at)}"
    show.sheet(of_reasons(released), told, title=title, key="why-moved")
    layout.heading("Who, and the entry that says so")
    sheet = of_moves(released, here.house.catalogue)
    if not sheet.data.num_rows:
        show.empty("Nobody joined, left or was seen.", "The list is as it was.")
        return
    title = f"Who joined and left: {where}, {day(released.as_at)}"
    show.sheet(sheet, told, title=title, key="who-moved")
