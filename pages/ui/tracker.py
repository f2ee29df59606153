"""Which practices and providers have joined, how far, and how many people that is."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from phm_core.charts import tracker as sheets
from phm_core.charts.explained import Explained
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.period import parse_date
from phm_core.store.joining import Kind

KINDS: dict[Kind, str] = {"practice": "A practice", "provider": "A provider"}


def joined(here: Here) -> None:
    """The stages, who stands where, and the form for whoever writes it down."""
    tracker = here.house.tracker
    layout.heading("Who has joined?")
    if not tracker.practices:
        show.empty(
            "This snapshot names no practices.",
            "Build the area pack with the practices of your system.",
        )
        return
    found = tracker.coverage()
    first, last = tracker.stages[2], tracker.stages[-1]
    about = Explained(
        "Practices that have come so far, of all, and the people on their lists.",
        source="Published lists of practices, and what was written down here.",
        as_at=day(here.house.snapshot.as_at),
        public=True,
    )
    show.row(
        [
            show.Headline(
                stage.title,
                sheets.people(found[stage.id]),
                about,
                note=f"{sheets.practices(found[stage.id])}. {stage.meaning}",
            )
            for stage in (first, last)
        ]
    )
    sheet = sheets.of_stages(tracker)
    show.sheet(sheet, about, title="Practices by stage", key="stages")
    if more := sheets.beyond(tracker):
        layout.caption(more)
    with layout.details("Every practice and provider"):
        every = tracker.organisations()
        sheet = sheets.of_organisations(tracker, every)
        show.sheet(sheet, about, title="Practices and providers", key="organisations")
    _history(here, about)
    if tracker.may_write(here.scope):
        with layout.details("Write a step down"):
            _write(here)


def _history(here: Here, about: Explained) -> None:
    past = here.house.tracker.history
    if not past:
        return
    with layout.details("What was written down"):
        sheet = sheets.of_steps(past, here.house.tracker)
        show.sheet(sheet, about, title="Steps of onboarding", key="steps")


def _write(here: Here) -> None:
    kind: Kind = st.segmented_control(
        "Of",
        KINDS,
        default="practice",
        format_func=KINDS.__getitem__,
        required=True,
        key="step-kind",
    )
    stages = {
        stage.id: stage.title
        for stage in here.house.tracker.stages
        if kind == "provider" or stage.reached == "written_down"
    }
    with st.form("step", border=False):
        code, name = _who(here, kind)
        stage = st.selectbox(
            "Stage", stages, format_func=stages.__getitem__, key=f"step-stage-{kind}"
        )
        # Streamlit's calendar has parts too small to be hit.
        on = st.text_input(
            "On",
            here.house.tracker.joining.today.isoformat(),
            help="Year, month and day, such as 2026-10-31.",
            key="step-on",
        )
        with layout.side_by_side():
            reached = st.form_submit_button("Write it down", type="primary")
            undone = st.form_submit_button("Take it back")
    if reached or undone:
        _keep(here, (kind, code, name, stage, on), reached=reached)


def _who(here: Here, kind: Kind) -> tuple[str, str]:
    if kind == "practice":
        every = here.house.tracker.organisations()
        names = {one.code: one.name for one in every if one.kind == "practice"}
        code = st.selectbox(
            "Practice", names, format_func=names.__getitem__, key="step-practice"
        )
        return code, names[code]
    code = st.text_input("ODS code of the provider", max_chars=10, key="step-code")
    name = st.text_input("Name of the provider", max_chars=80, key="step-name")
    return code, name


def _keep(here: Here, told: tuple[Kind, str, str, str, str], *, reached: bool) -> None:
    tracker = here.house.tracker
    kind, code, name, stage, on = told
    try:
        step = tracker.step(kind, code, name, stage, parse_date(on), reached=reached)
        tracker.write(step, here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return
    st.toast("Written down." if reached else "Taken back.")
    st.rerun()
