"""Whom the team sees: who cannot wait on top, then everybody by priority."""

import streamlit as st

from pages.ui import address, layout, show
from pages.ui.context import Here
from pages.ui.working import acting, taking_out
from pages.ui.working.choosing import counted, reason
from phm_core.area import Level
from phm_core.catalogue.schema.casefinder import RedFlag
from phm_core.charts.found_people import of_people
from phm_core.charts.worklists import told_of
from phm_core.definitions.finders import FoundPeople, Lane
from phm_core.definitions.rows_of_people import Identify
from phm_core.errors import PhmError, several
from phm_core.gateway.opened import Opened
from phm_core.governance.released import Released

PAGE = 25
NUMBERS = "_work_numbers"
SHOWN = {
    "waiting": "Waiting for their turn",
    "mine": "With one of the team",
    "aside": "Set aside",
}


def people(here: Here, opened: Opened) -> None:
    """Both lanes, what can be done for whom is chosen, and what can be taken out."""
    acting.told()
    if opened.visit.urgent:
        layout.heading("Cannot wait")
        finder = here.house.catalogue.casefinders.get(opened.question.finder)
        if finder is not None and finder.red_flag is not None:
            st.error(
                f"{_urgent(here, finder.red_flag)} Each needs somebody by name.",
                icon=":material/emergency_home:",
            )
        _lane(here, opened, "red_flags", None)
    layout.heading("By priority")
    _lane(here, opened, "list", _chosen(here, opened))
    acting.lately(here, opened)
    taking_out.ways(here, opened)


def _urgent(here: Here, flag: RedFlag) -> str:
    """What cannot wait, for who may know it, and what to do."""
    if "sensitive" in here.scope.fields:
        return f"{flag.title}. {flag.action}"
    return "A clinician looks at these today. Tell them at once."


def _chosen(here: Here, opened: Opened) -> tuple[str, ...] | None:
    """Whom to show of the list: None is everybody whose turn it is."""
    kind = address.segments("Whom", "whom", SHOWN)
    if kind == "waiting":
        return None
    if kind == "aside":
        today = here.house.audit.now.date()
        return opened.aside(here.house.catalogue, today)
    team = dict.fromkeys(opened.saved.worklist.team)
    owner = address.select("Whose", "whose", {name: name for name in team}, width=260)
    return tuple(who for who, step in opened.steps.items() if step.owner == owner)


def _lane(here: Here, opened: Opened, lane: Lane, only: tuple[str, ...] | None) -> None:
    try:
        released = _page(here, opened, lane, only)
    except PhmError as fault:
        show.refusal(fault)
        return
    rows = released.tables["people"]
    if not rows.num_rows:
        show.empty("Nobody is here.", _next(opened, only))
        return
    numbers = st.session_state.get(NUMBERS, {})
    practices = here.house.public.names(Level.PRACTICE)
    told = told_of(opened.steps, here.house.catalogue, practices, numbers)
    sheet = of_people(released, here.house.catalogue, told)
    st.caption(_which(released))
    show.behind(counted(released, opened.saved.worklist.name))
    names = tuple(map(str, rows.column("pseudonym").to_pylist()))
    acting.bar(here, opened, lane, acting.table(sheet, opened, lane, names))
    pages = int(released.figure("pages") or 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if pages > 1:
            st.number_input("Page", 1, pages, key=_page_key(opened, lane), width=120)
        _look_up(here, names, lane)
    if lane == "list":
        finder = here.house.catalogue.casefinders.get(opened.question.finder)
        off = f"What takes somebody off: {finder.changes}" if finder else ""
        show.notes((off, *released.notes))


def _page_key(opened: Opened, lane: Lane) -> str:
    return f"work-page-{opened.saved.id}-{lane}"


def _page(
    here: Here, opened: Opened, lane: Lane, only: tuple[str, ...] | None
) -> Released:
    """The page that was turned to; the last one where there are fewer by now."""
    key = _page_key(opened, lane)
    page = int(st.session_state.get(key, 1))
    released = _ask(here, opened, lane, only, page)
    pages = int(released.figure("pages") or 1)
    if page <= pages:
        return released
    st.session_state[key] = pages
    return _ask(here, opened, lane, only, pages)


def _next(opened: Opened, only: tuple[str, ...] | None) -> str:
    """What to do where nobody is shown."""
    if not opened.visit.people:
        return (
            "By these records nobody meets its rules. Open it on the next records, or "
            "make another list above."
        )
    if only is None:
        return "Everybody found is set aside, through, or cannot wait: look above."
    return "Choose others above. People come here by what is saved for them."


def _which(released: Released) -> str:
    """Which page of how many people."""
    total, withheld = (int(released.figure(n) or 0) for n in ("total", "withheld"))
    shown = several(total - withheld, "person", "people")
    return (
        f"{shown}, page {released.figure('page'):g} of {released.figure('pages'):g}. "
        "Choose people on the left of the table, then what is done for them."
    )


def _ask(
    here: Here,
    opened: Opened,
    lane: Lane,
    only: tuple[str, ...] | None,
    page: int,
) -> Released:
    about, today = opened.question, here.house.audit.now.date()
    aside = opened.not_now(here.house.catalogue, today) if only is None else ()
    question = FoundPeople(
        about.finder,
        lane,
        page,
        PAGE,
        of=about.of,
        area=about.area,
        order=opened.saved.worklist.order,
        aside=aside,
        only=only,
    )
    return here.house.gateway.ask(question, here.scope, reason=reason())


def _look_up(here: Here, people: tuple[str, ...], lane: Lane) -> None:
    """NHS numbers of the people shown, when they are asked for."""
    if not here.scope.may("reidentify"):
        return
    if st.button(
        f"Look up {several(len(people), 'person', 'people')}",
        icon=":material/badge:",
        key=f"work-look-up-{lane}",
        help="Shows their NHS numbers during this visit; each look is written down.",
    ):
        try:
            found = here.house.gateway.ask(
                Identify(people), here.scope, reason=reason()
            )
        except PhmError as fault:
            show.refusal(fault)
            return
        known = st.session_state.setdefault(NUMBERS, {})
        for row in found.tables["people"].to_pylist():
            known[row["pseudonym"]] = row["nhs_number"]
        st.rerun()
