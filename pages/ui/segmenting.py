"""The parts of the segments page: the chart, one segment in words, the next step."""

import streamlit as st

from pages.ui import address, recorded, show, starting, waiting
from pages.ui.context import Here
from phm_core.charts.explained import explained
from phm_core.charts.segments import segments as picture
from phm_core.charts.words import money, number, percent
from phm_core.definitions import Definition
from phm_core.definitions.nodes import Segment
from phm_core.definitions.questions import Spread
from phm_core.governance.confidence import of_data
from phm_core.governance.released import Released


def asked(here: Here) -> Released | None:
    """Ask for people, use and cost by segment; a refusal is shown."""
    models = here.house.catalogue.segments
    model = next(iter(models))
    if len(models) > 1:
        titles = {identity: entry.title for identity, entry in models.items()}
        model = address.select("Segment model", "model", titles)
    known = models[model].segments
    rule = Segment.model_validate({"is": [known[0].id], "model": model})
    if not recorded.open_here(here, rule):
        show.empty(*recorded.NOT_OPEN)
        return None
    question = Spread(here.who, model, area=here.area, lens=here.lens)
    answer = waiting.ask(here, question, key="segments", words="Counting by segment")
    if answer is None or answer.figure("people"):
        return answer
    if answer.figure("people") == 0:
        show.nobody(here.place)
    else:
        show.too_small("1 to 7 people are in this cohort here.")
    return None


def chart(here: Here, released: Released) -> None:
    """Share of people against share of cost, and the table of every measure."""
    about = explained(released, denominator=released.figure("people"))
    show.chart(picture(released, here.place), about, key="segments", on_pick=_pick)
    for said in released.carried.values():
        if not show.refused(said):
            show.notes(of_data(said)[0])
    show.notes(released.notes)


def _pick(code: str) -> None:
    if code:
        address.choose("segment", code)


def one(here: Here, released: Released) -> None:
    """One segment: what it means, its numbers, a note on care, and what to do next."""
    model = here.house.catalogue.segments[_question(released).model]
    entries = {segment.id: segment for segment in model.segments}
    titles = {identity: segment.title for identity, segment in entries.items()}
    chosen = address.select("Look at one segment", "segment", titles)
    segment = entries[chosen]
    row = next(
        r for r in released.tables["segments"].to_pylist() if r["segment"] == chosen
    )
    about = explained(released, sentence=segment.meaning, numerator=row["people"])
    show.row(
        [
            show.Headline("People", number(row["people"]), about,
                          f"{percent(row['share'])} of all"),
            show.Headline("Cost a head", money(row["cost_per_head"]), about,
                          f"{percent(row['share_of_cost'])} of cost"),
            show.Headline("Emergency admissions per 1,000",
                          number(row["admissions_per_1000"]), about),
        ]
    )  # fmt: skip
    show.definition(segment.title, segment.meaning, model.source.title)
    st.markdown(f"**Model of care.** {segment.care}")
    st.button(
        "Build a cohort from this segment",
        key="segment-start",
        icon=":material/group_add:",
        on_click=_start,
        args=(chosen, segment.title, model.id),
    )
    starting.leave()


def _question(released: Released) -> Spread:
    if not isinstance(released.question, Spread):
        raise TypeError("an answer by segment answers Spread")
    return released.question


def _start(segment: str, title: str, model: str) -> None:
    rule = Segment.model_validate({"is": segment, "model": model})
    starting.elsewhere(Definition(name=title, criteria=rule))
