"""What is done for the people who are chosen: one step for all of them, and undo."""

from datetime import date, timedelta

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from pages.ui.show import tables
from phm_core.catalogue.schema import WorkStep
from phm_core.charts.picture import Sheet
from phm_core.charts.worklists import HEADINGS, of_history
from phm_core.definitions.finders import Lane
from phm_core.definitions.worklist import KEPT, Step
from phm_core.errors import PhmError, several
from phm_core.gateway.opened import Opened

ROUND = "_work_round"  # changes with each act, so that nobody stays chosen
TOLD = "_work_told"
USUAL_DAYS = 14
ROW_HEIGHT = 36
# Pixels: the table measures its first rows alone, and these come later.
WIDTHS = {HEADINGS["step"]: 150, HEADINGS["note"]: 240}


def told() -> None:
    """What the last act did, or why it was refused."""
    if found := st.session_state.pop(TOLD, None):
        kind, words = found
        (st.success if kind == "done" else st.error)(words)


def table(
    sheet: Sheet, opened: Opened, lane: Lane, people: tuple[str, ...]
) -> tuple[str, ...]:
    """The people as rows that can be chosen; returns those chosen.

    Rows are chosen by their place. Where others stand in them, because a colleague was
    at work meanwhile, it is another table, and nobody is chosen in it.
    """
    turn = st.session_state.get(ROUND, 0)
    of = f"{opened.saved.id}-{lane}-{turn}-{hash(people)}"
    state = st.dataframe(
        sheet.plain(),
        height="content",
        hide_index=True,
        row_height=ROW_HEIGHT,
        column_config={
            sheet.titles[0]: st.column_config.Column(pinned=True),
            **{
                title: st.column_config.Column(width=at) for title, at in WIDTHS.items()
            },
        },
        on_select="rerun",
        selection_mode="multi-row",
        alt="People of this list, one a row",
        key=f"work-{of}",
    )
    shown = dict(zip(people, sheet.written(), strict=True))
    named = st.multiselect(
        "Or choose people by keyboard",
        people,
        format_func=lambda who: f"{shown[who][0]}, {shown[who][1]}",
        placeholder="Type to find somebody of this page",
        key=f"work-named-{of}",
    )
    chosen = {*named, *(people[row] for row in state["selection"]["rows"])}
    return tuple(who for who in people if who in chosen)


def bar(here: Here, opened: Opened, lane: Lane, people: tuple[str, ...]) -> None:
    """One step for everybody who is chosen."""
    if not people:
        return
    with st.container(border=True):
        st.markdown(f"**{several(len(people), 'person', 'people')} chosen**")
        step = _step(here, opened, lane)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.button(
                f"Save for {several(len(people), 'person', 'people')}",
                type="primary",
                icon=":material/check:",
                key=f"work-save-{lane}",
                disabled=step == Step(KEPT),
                shortcut="Ctrl+Enter" if lane == "list" else None,
                on_click=_take,
                args=(here, opened, step, people),
            )
            if len(people) == 1:
                layout.link("person", "Open this person", person=people[0])
        if len(people) == 1:
            _history(here, opened, people[0])


def _history(here: Here, opened: Opened, who: str) -> None:
    """What was done for the one person who is chosen, and by whom."""
    working = here.house.gateway.working
    if history := working.history(opened.saved.id, who, here.scope):
        sheet = of_history(history, here.house.catalogue)
        tables.body(sheet, "What was done for this person")


def _step(here: Here, opened: Opened, lane: Lane) -> Step:
    """What is said of them: the step, who has them, why and until when not now."""
    declared = here.house.catalogue.work_steps.values()
    steps = {
        one.id: one
        for one in sorted(declared, key=lambda one: one.place)
        if one.set_by == "team" and (lane == "list" or one.turn == "waits")
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Stands at",
            [KEPT, *steps],
            format_func=lambda one: steps[one].title if one else "as it is",
            key=f"work-step-{lane}",
            width=240,
        )
        owner = st.selectbox(
            "With",
            [KEPT, *opened.saved.worklist.team],
            format_func=lambda one: one or "as it is",
            key=f"work-owner-{lane}",
            width=220,
        )
        why, until = _aside(here, steps[key], lane) if key else ("", None)
    if key:
        st.caption(steps[key].meaning)
    return Step(key, owner=owner, reason=why, until=until)


def _aside(here: Here, step: WorkStep, lane: Lane) -> tuple[str, date | None]:
    """Why, and until when, where it is not their turn."""
    why = ""
    if step.reasons:
        why = st.selectbox(
            "Because",
            list(step.titles),
            format_func=step.titles.__getitem__,
            key=f"work-why-{lane}-{step.id}",
            width=320,
        )
    if step.longest_days is None:
        return why, None
    today = here.house.audit.now.date()
    until = st.date_input(
        "Until",
        today + timedelta(days=min(USUAL_DAYS, step.longest_days)),
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=step.longest_days),
        format="DD/MM/YYYY",
        key=f"work-until-{lane}-{step.id}",
        width=160,
    )
    return why, until


def _take(here: Here, opened: Opened, step: Step, people: tuple[str, ...]) -> None:
    """Save one step for all; who had somebody keeps them where nobody is named."""
    working, title = here.house.gateway.working, here.house.catalogue.work_steps
    seen = {who: opened.step(who).revision for who in people}
    try:
        working.take(opened, here.scope, step, seen)
    except PhmError as fault:
        st.session_state[TOLD] = ("refused", str(fault))
        return
    words = several(len(people), "person", "people")
    what = title[step.step].title if step.step else f"With {show.written(step.owner)}"
    st.session_state[TOLD] = ("done", f"{what}: saved for {words}.")
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def lately(here: Here, opened: Opened) -> None:
    """What was done lately, by whom; the last act can be undone."""
    acts = here.house.gateway.working.acts(opened.saved.id, here.scope)
    if not acts:
        return
    titles = {key: one.title for key, one in here.house.catalogue.work_steps.items()}
    titles |= {
        "undo": "Undone",
        "record": "Closed or moved by the record",
        "given": "Given to somebody",
    }
    undone = {act.undoes for act in acts if act.undoes}
    can = next(
        (a for a in acts if a.what not in ("undo", "record") and a.id not in undone),
        None,
    )
    with st.expander("What was done lately", icon=":material/history:"):
        columns = {
            "What": [titles.get(act.what, act.what) for act in acts],
            "People": [act.people for act in acts],
            "By": [act.by for act in acts],
            "When": [f"{act.at:%d %B %Y, %H:%M} UTC" for act in acts],
        }
        st.table(columns, hide_index=True)
        if can is not None:
            st.button(
                f"Undo '{titles.get(can.what, can.what)}' for "
                f"{several(can.people, 'person', 'people')}",
                icon=":material/undo:",
                key="work-undo",
                on_click=_undo,
                args=(here, opened, can.id),
            )


def _undo(here: Here, opened: Opened, act: int) -> None:
    try:
        here.house.gateway.working.undo(opened.saved.id, act, here.scope)
    except PhmError as fault:
        st.session_state[TOLD] = ("refused", str(fault))
        return
    st.session_state[TOLD] = ("done", "Undone.")
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
