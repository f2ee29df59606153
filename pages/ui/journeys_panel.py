"""The journeys of a theme, in short."""

import streamlit as st

from pages.ui import journeys, layout, show
from pages.ui.context import Here
from phm_core.analysis.subject import sentence_case
from phm_core.catalogue.held import none_held
from phm_core.catalogue.schema import Theme
from phm_core.charts import journeys_around

ACTIVITY = "activity"


def panel(here: Here, theme: Theme) -> None:
    """The journeys of a theme: the first in short, its charts on demand, links to all.

    Of everyone in the area, as the other figures of a theme are.
    """
    if not theme.journeys:
        return
    layout.heading("Journeys: how people come, how they leave, and care around it")
    if not here.reads(ACTIVITY):
        layout.caption("They need the records of activity, not open to your role.")
        return
    if ACTIVITY not in here.tables:
        show.empty(
            f"{none_held(ACTIVITY)}.",
            "Choose another theme above, or ask whoever brings data for such records.",
        )
        return
    laid = journeys.asked(here, theme.journeys[0], None)
    if laid:
        journeys.headlines(here, laid)
        box = st.expander(
            "Draw these journeys", key="journeys_drawn", on_change="rerun"
        )
        if box.open:
            with box:
                ends = [one for one in laid.told if one.stage in journeys.VIEWS["ends"]]
                journeys.charts(here, laid, ends)
                journeys.around(here, laid, journeys_around.SHARE)
                journeys.notes(laid)
    titles = here.house.catalogue.journeys
    for place, key in zip(
        layout.grid(4, len(theme.journeys)), theme.journeys, strict=True
    ):
        with place:
            layout.link(
                "journeys",
                f"Journeys of {sentence_case(titles[key].title)}",
                around=key,
            )
