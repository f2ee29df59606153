"""How far a month goes: by each order, by priority, and for whom."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from pages.ui.working.choosing import counted, reason
from pages.ui.working.making import area_name
from phm_core.charts.words import day
from phm_core.charts.worklists import fit_sentence, of_equity, of_priorities
from phm_core.definitions.finders import Capacity
from phm_core.errors import PhmError
from phm_core.gateway.opened import Opened

MOST = 10_000


def capacity(here: Here, opened: Opened) -> None:
    """Who is reached in the first month, and who is left."""
    worklist, about = opened.saved.worklist, opened.question
    a_month = st.number_input(
        "People we can see a month",
        1,
        MOST,
        worklist.a_month,
        key=f"fit-{opened.saved.id}",
        width=220,
        help="Only tried out here. 'Change this list' keeps it.",
    )
    today = here.house.audit.now.date()
    question = Capacity(
        about.finder,
        of=about.of,
        area=about.area,
        a_month=int(a_month),
        aside=opened.not_now(here.house.catalogue, today),
    )
    try:
        released = here.house.gateway.ask(question, here.scope, reason=reason())
    except PhmError as fault:
        show.refusal(fault)
        return
    st.markdown(fit_sentence(int(released.figure("waiting") or 0), int(a_month)))
    told = counted(released, worklist.name)
    where = f"{worklist.name}, {area_name(here, opened)}, {day(released.as_at)}"
    layout.heading("Reached in the first month, by priority")
    title = f"Reached by priority: {where}"
    show.sheet(of_priorities(released), told, title=title, key="fit-priorities")
    layout.heading("For whom: shares of the list and of those reached")
    st.caption(
        "Where a group has a smaller share of those reached than of the list, the "
        "order leaves it behind. Orders act inside one clinical priority only."
    )
    title = f"Reached by group: {where}"
    show.sheet(of_equity(released), told, title=title, key="fit-groups")
    show.notes(released.notes)
