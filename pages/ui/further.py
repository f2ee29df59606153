"""What else belongs to a theme: use of services by month, and what is missing."""

from collections.abc import Iterable

import streamlit as st

from pages.ui import layout, onward, show, tiles
from pages.ui.context import Here
from pages.ui.figures import Figures
from phm_core.analysis.subject import sentence_case
from phm_core.analysis.tracked import tracked
from phm_core.analysis.trend import trend
from phm_core.catalogue.schema import Scorecard, Theme
from phm_core.charts.tiles import of_month
from phm_core.definitions.questions import ACTIVITY, Series
from phm_core.errors import NotHeld, listed
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
    answers, lacking = _answers(here, theme.contacts)
    with layout.tiled("contacts"):
        for one, released in answers.items():
            _contact(here, one, released)
    if lacking:
        show.empty(
            f"The records here tell of no months of {listed(lacking)}.",
            "Choose another theme above, or ask whoever brings data for such records "
            "of the last three years.",
        )


def _answers(
    here: Here, settings: Iterable[str]
) -> tuple[dict[str, Released], list[str]]:
    """The months of each setting, and the titles of those that have none."""
    answers: dict[str, Released] = {}
    lacking: list[str] = []
    for one in settings:
        try:
            answers[one] = here.ask(
                Series(f"{ACTIVITY}{one}", here.within.level, here.within)
            )
        except NotHeld:
            lacking.append(sentence_case(_title(here, one)))
    return answers, lacking


def _title(here: Here, setting: str) -> str:
    return here.house.catalogue.settings_of_care[setting].title


def _contact(here: Here, setting: str, released: Released) -> None:
    catalogue, name = here.house.catalogue, f"{ACTIVITY}{setting}"
    title = _title(here, setting)
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
