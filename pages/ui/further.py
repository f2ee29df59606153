"""What else belongs to a theme: use of services by month, and what is missing."""

import streamlit as st

from pages.ui import layout, onward, tiles, waiting
from pages.ui.context import Here
from pages.ui.figures import Figures
from phm_core.analysis.tracked import tracked
from phm_core.analysis.trend import trend
from phm_core.catalogue.schema import Scorecard, Theme
from phm_core.charts.tiles import of_month
from phm_core.definitions.questions import ACTIVITY, Series
from phm_core.governance.released import Released


def contacts(here: Here, found: Figures, theme: Theme) -> None:
    """Settings of care whose use belongs to the theme: events of each month."""
    if not theme.contacts or found.without:
        return
    layout.heading("Use of services, month by month")
    st.caption(
        "Events per 1,000 people registered, each month by itself: a signal here is "
        "not made by overlap."
    )
    names = [f"{ACTIVITY}{one}" for one in theme.contacts]
    questions = [Series(one, here.within.level, here.within) for one in names]
    answers = waiting.ask_all(
        here, questions, key="contacts", words="Reading the months"
    )
    with layout.tiled():
        for name, released in zip(names, answers, strict=False):
            _contact(here, name, released)


def _contact(here: Here, name: str, released: Released) -> None:
    catalogue = here.house.catalogue
    title = catalogue.settings_of_care[name.removeprefix(ACTIVITY)].title
    found = trend(released, tracked(catalogue, name))
    with tiles.box():
        st.html(of_month(title, found, released))
        onward.trend(name)


def missing(of: Theme | Scorecard) -> None:
    """What belongs here and cannot be counted, with the data that it would need."""
    if not of.missing:
        return
    with st.expander("What is missing here, and the data it needs"):
        st.markdown(
            "\n".join(f"- **{one.title}**: needs {one.needs}." for one in of.missing)
        )
