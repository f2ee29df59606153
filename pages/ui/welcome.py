"""What the home page is made of: questions, the state of the data, the demo."""

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from pages.ui import guard, layout, measures, tour
from pages.ui.context import Here
from pages.ui.people import EVERYONE_KEY
from phm_core.analysis.sources import sources
from phm_core.charts.sheets import of_sources
from phm_core.charts.words import day
from phm_core.errors import several


@dataclass(frozen=True)
class Way:
    """A link out of a question: to which screen, in which words, with which choices.

    without: the words where its condition has no records here; none leaves it out.
    """

    screen: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    without: str = ""

    def open_to(self, offered: Collection[str]) -> "Way | None":
        """The same where its condition is offered, else what is left of it."""
        chosen = dict(self.choices)
        if chosen.get("condition", "") in {"", *offered}:
            return self
        return Way(self.screen, self.without) if self.without else None


@dataclass(frozen=True)
class Question:
    """A question that people come with, and the ways to its answer."""

    asks: str
    says: str
    ways: tuple[Way, ...]


NEEDS_PEOPLE = (
    "This needs records of people. The demo makes its own within a minute of the first "
    "start; for another area, they are made once. Published figures answer the other "
    "questions now."
)
NOT_COUNTED = (
    "This counts people in their records, which your role does not. Published figures "
    "answer the other questions."
)
DIABETES = (("condition", "diabetes"), ("kind", "prevalence"), ("crude", "no"))
FIBRILLATION = (
    ("condition", "atrial_fibrillation"),
    ("kind", "prevalence"),
    ("crude", "yes"),
)
QUESTIONS = (
    Question(
        "Who is at risk?",
        "Build a cohort by rules in plain sentences, and see at once who is in it.",
        (
            Way("builder", "Build a cohort"),
            Way("library", "Start from an example"),
            Way("segments", "See the population by need"),
            Way("case_finding", "Find who may be missing care"),
            Way("worklists", "Work through your list"),
        ),
    ),
    Question(
        "Where is need highest?",
        "Deprivation against age-adjusted illness, by Place, PCN or small area.",
        (
            Way("map", "Diabetes and deprivation", DIABETES, "Need and deprivation"),
            Way("map", "Why adjusting for age matters", FIBRILLATION),
            Way("overview", "Who lives here"),
        ),
    ),
    Question(
        "How do we compare?",
        "Any condition or cohort between areas, with intervals and a funnel.",
        (
            Way("compare", "Diabetes by PCN", (*DIABETES, ("per", "pcn")), "By PCN"),
            Way("compare", "By practice", (("per", "practice"),)),
            Way("cohorts_compared", "Two cohorts against each other"),
        ),
    ),
)


def questions(here: Here) -> None:
    """Three questions side by side, each with links that carry today's choices."""
    offered = measures.offered(here)
    for column, question in zip(st.columns(3), QUESTIONS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.subheader(question.asks, anchor=False)
            st.markdown(question.says)
            ways = [
                found
                for way in question.ways
                if guard.leads_to(way.screen, here.house, here.scope)
                and (found := way.open_to(offered))
            ]
            for way in ways:
                layout.link(way.screen, way.label, **dict(way.choices))
            if not ways:
                st.caption(NOT_COUNTED if here.has_people else NEEDS_PEOPLE)


def state_of_data(here: Here) -> None:
    """What is loaded, up to when, and whether there are people yet."""
    snapshot = here.house.snapshot
    found = sources(snapshot.manifest)
    kind = "Linked people and published figures" if here.has_people else (
        "Published figures only: the map and the comparison work, cohorts need people"
    )  # fmt: skip
    st.markdown(
        f"**{snapshot.manifest.name or 'This area'}**, as at {day(snapshot.as_at)}. "
        f"{kind}. {several(len(found), 'source')}."
    )
    rows = of_sources(found).written()
    table = {"Source": [r[0] for r in rows], "Up to": [r[1] for r in rows]}
    with st.expander("Sources and their dates", icon=":material/schedule:"):
        st.table(table, hide_index=True)
        layout.link("about", "More about the data")


def demo(here: Here) -> None:
    """The way into the guided demo."""
    found = tour.steps(here.house, here.scope)
    st.markdown(
        f"{len(found)} steps, about a minute and a half, in larger text for a screen "
        "that a room can read."
    )
    if here.cohort_id != EVERYONE_KEY:
        st.caption("The demo starts again from everyone in the whole system.")
    tour.start_button()
