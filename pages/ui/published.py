"""Overview of an area from published figures alone, where there are no people."""

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from phm_core.analysis.published_overview import published_overview, questions
from phm_core.charts import published as charts
from phm_core.charts.explained import Explained
from phm_core.charts.words import day, number, of_people
from phm_core.errors import PhmError

SOURCE = "Published lists and registers of practices, and the census areas they serve."


def overview(here: Here) -> None:
    """Lists by age and sex, deprivation, and published registers beside England."""
    house = here.house
    asked = questions(house.public, list(house.catalogue.conditions), here.area.level)
    try:
        answers = here.ask_all(asked) if asked else []
    except PhmError as fault:
        show.refusal(fault)
        return
    titles = [house.catalogue.conditions[each.condition].title for each in asked]
    found = published_overview(
        house.public, here.area, here.lens, list(zip(titles, answers, strict=True))
    )
    when = day(here.house.snapshot.as_at)
    about = Explained(
        f"Published figures of people {here.place}.",
        source=SOURCE,
        as_at=when,
        rule="Published figures: nothing is hidden.",
        public=True,
    )
    show.number("People", number(found.people), about, note=f"people {here.place}")
    _pictures(found, about, here)
    show.notes([note for answer in answers[:1] for note in answer.notes])


def _pictures(found: charts.PublishedOverview, about: Explained, here: Here) -> None:
    of = of_people(here.place, here.house.snapshot.as_at)
    left, right = st.columns(2, gap="large")
    with left:
        if found.pyramid.num_rows:
            show.chart(charts.pyramid(found, of), about, key="published-pyramid")
        else:
            show.empty(
                "Lists by age are published by practice.",
                "Choose a practice, a PCN, a neighbourhood or a Place.",
            )
    with right:
        show.chart(charts.deprivation(found, of), about, key="published-deprivation")
    if found.registers.num_rows:
        show.chart(
            charts.registers(found, here.place), about, key="published-registers"
        )
