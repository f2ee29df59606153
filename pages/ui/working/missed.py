"""Who should be on the list but is not: groups that are tested or coded less."""

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from pages.ui.working.choosing import counted, reason
from pages.ui.working.making import area_name
from phm_core.analysis.missed import missed as missed_of
from phm_core.charts.words import day
from phm_core.charts.worklists import of_missed
from phm_core.definitions.finders import Reach
from phm_core.errors import PhmError, listed
from phm_core.gateway.opened import Opened


def missed(here: Here, opened: Opened) -> None:
    """Those who could be found against those who are, by group."""
    about = opened.question
    question = Reach(about.finder, of=about.of, area=about.area)
    try:
        released = here.house.gateway.ask(question, here.scope, reason=reason())
    except PhmError as fault:
        show.refusal(fault)
        return
    found = missed_of(released)
    fewer = [one.label for one in found if one.under_tested]
    if fewer:
        show.finding(
            f"Less is known of {listed(fewer)} than of everybody else who could "
            "be found: look there for who is not on this list."
        )
    else:
        st.markdown("Of no group is less known than of the others, beyond chance.")
    told = counted(released, opened.saved.worklist.name)
    name = opened.saved.worklist.name
    title = f"Who may be missed: {name}, {area_name(here, opened)}"
    title = f"{title}, {day(released.as_at)}"
    show.sheet(of_missed(found), told, title=title, key="missed")
    for said in released.carried.values():
        show.refused(said)
    show.notes(released.notes)
