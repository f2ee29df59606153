"""About the data: sources, coverage, protection, limits, and what was planted."""

from datetime import date

import streamlit as st

from pages.ui.context import Here
from pages.ui.show import messages, tables
from phm_core.analysis.sources import sources
from phm_core.charts.dated import dated
from phm_core.charts.explained import Explained
from phm_core.charts.sheets import of_sources
from phm_core.charts.words import day, number

ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence "
    "v3.0. Contains National Statistics and Ordnance Survey data © Crown copyright and "
    "database right."
)
LIMITS = (
    "Recorded illness is not all illness: a low figure can mean good health or a lack "
    "of diagnosis.",
    "Published registers are by practice. Where people live is known only from counts "
    "of registrations by small area, which can be some years older.",
    "Figures of areas say nothing certain about single people in them.",
    "Intervals are for chance alone. They do not allow for differences in coding.",
    "Expected cases use England's rates by age and sex, so they do not allow for "
    "ethnicity or deprivation.",
)


def dates(here: Here) -> None:
    """What the snapshot is, in a sentence."""
    snapshot = here.house.snapshot
    made = "Everything in it is made up by code." if here.synthetic else ""
    rows = sum(file.rows or 0 for file in snapshot.manifest.files)
    st.markdown(
        f"**{snapshot.manifest.name or 'This area'}**, as at {day(snapshot.as_at)}: "
        f"{number(len(snapshot.manifest.files))} files with {number(rows)} rows, "
        f"content digest `{snapshot.id}`. {made}"
    )


def how_old(here: Here) -> None:
    """Beside every list of people: a warning once it is old, and each source's age."""
    if stale := here.house.gateway.files.stale:
        st.warning(stale, icon=":material/hourglass_bottom:")
    today = here.house.audit.now.date()
    found = sources(here.house.snapshot.manifest)
    ages = (f"{one.title}: {_age(one.up_to, today)}" for one in found)
    messages.notes(ages, title="How old is each source?")


def _age(up_to: str, today: date) -> str:
    try:
        return f"up to {dated(date.fromisoformat(up_to), today)}"
    except ValueError:
        return up_to or "the day is not known"


def where_from(here: Here) -> None:
    """The sources, as a table with its download."""
    found = of_sources(sources(here.house.snapshot.manifest))
    about = Explained(
        sentence="Sources of the data in this snapshot.",
        public=True,
        as_at=day(here.house.snapshot.as_at),
    )
    tables.sheet(found, about, title="Sources of the data", key="sources")
    st.caption(ATTRIBUTION)


def protection(here: Here) -> None:
    """How people are protected, by purpose."""
    catalogue = here.house.catalogue
    now = catalogue.purposes[here.scope.purpose]
    st.markdown(f"You are looking for the purpose **{now.title}**. {now.changes}")
    purposes = catalogue.purposes.values()
    st.table(
        {
            "Purpose": [purpose.title for purpose in purposes],
            "What it changes": [purpose.changes for purpose in purposes],
        },
        hide_index=True,
    )


def limits() -> None:
    """What the figures cannot say."""
    st.markdown("\n".join(f"- {sentence}" for sentence in LIMITS))


def planted(here: Here) -> None:
    """What was hidden in the demo for the app to find."""
    found = here.house.snapshot.manifest.planted
    if found:
        with st.expander("What was planted in the demo data", icon=":material/search:"):
            st.markdown("\n".join(f"- {truth.get('what', '')}" for truth in found))
