"""The people of a case finder, for a team that cares for them."""

import streamlit as st

from pages.ui import address, layout, provenance, reasons, show
from pages.ui.context import Here
from phm_core.area import Level
from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.explained import Explained, source
from phm_core.charts.found_people import Told, of_people
from phm_core.charts.words import day, number
from phm_core.definitions.finders import FoundPeople, Lane
from phm_core.definitions.rows_of_people import Identify
from phm_core.errors import PhmError
from phm_core.governance.released import Released

LANES: dict[str, str] = {"red_flags": "Cannot wait", "list": "By priority"}


def may_list(here: Here) -> bool:
    """Whether this visitor sees who people are: a team that cares for them."""
    purpose = here.house.catalogue.purposes[here.scope.purpose]
    return here.scope.may("list_people") and purpose.identifiability == "identifiable"


def people(here: Here, finder: CaseFinder) -> None:
    """The people of one lane, for a team that cares for them."""
    if not may_list(here):
        st.caption(
            "Who they are is for the team that cares for them, for direct care. 'What "
            "this means' above says more."
        )
        return
    layout.heading("Who they are")
    made_of = f"finder:{finder.id}"
    layout.link("worklists", "Make a worklist", list="new", made_of=made_of)
    reason = reasons.given("finding-why")
    if not reason:
        show.empty("Nobody is listed yet.", "Say above why you look.")
        return
    lanes = {
        key: word for key, word in LANES.items() if finder.red_flag or key == "list"
    }
    lane = address.segments("Lane", "lane", lanes)
    page = st.number_input("Page", 1, key=f"finding-page-{finder.id}-{lane}", width=120)
    try:
        released = here.house.gateway.ask(
            FoundPeople(finder.id, _lane(lane), page, area=here.area, lens=here.lens),
            here.scope,
            reason=reason,
        )
    except PhmError as fault:
        show.refusal(fault)
        return
    numbers: dict[str, str] = {}
    try:
        numbers = _numbers(here, released, reason, finder)
    except PhmError as fault:
        # The list stays: only the look-up is refused, such as for a short reason.
        show.refusal(fault)
    _table(here, finder, released, numbers)
    _open(released, numbers)


def _open(released: Released, numbers: dict[str, str]) -> None:
    """The way to the record of somebody on this page."""
    people = [str(who) for who in released.tables["people"]["pseudonym"].to_pylist()]
    if not people:
        return
    with layout.side_by_side():
        chosen = st.selectbox(
            "Open the record of",
            people,
            index=None,
            format_func=lambda who: numbers.get(str(who), str(who)),
            placeholder="Choose a person",
            width=320,
        )
        if chosen:
            layout.link("person", "Open the record", person=chosen)


def _lane(word: str) -> Lane:
    return "red_flags" if word == "red_flags" else "list"


def _table(
    here: Here, finder: CaseFinder, released: Released, numbers: dict[str, str]
) -> None:
    if not released.tables["people"].num_rows:
        show.empty("Nobody is on this page.", "Choose the other lane or another page.")
        return
    total, page, pages = (released.figure(name) for name in ("total", "page", "pages"))
    st.markdown(f"**{number(total)} people**, page {page} of {number(pages)}.")
    provenance.how_old(here)
    show.notes(released.notes)
    told = Told(here.house.public.names(Level.PRACTICE), numbers)
    sheet = of_people(released, here.house.catalogue, told)
    title = f"{finder.title}, {here.area_name}, {day(released.as_at)}"
    about = Explained(
        finder.meaning,
        source=source(released),
        as_at=day(released.as_at),
        needs="export_people",
        covered=released.covered,
    )
    show.sheet(sheet, about, title=title, key="found")


def _numbers(
    here: Here, released: Released, reason: str, finder: CaseFinder
) -> dict[str, str]:
    """NHS numbers of the people on this page, when they are asked for."""
    people = released.tables["people"]
    found = tuple(map(str, people.column("pseudonym").to_pylist()))
    if not found or not here.scope.may("reidentify"):
        return {}
    if not st.button(
        f"Look up these {len(found)} people",
        icon=":material/badge:",
        key=f"look-up-{finder.id}",
        help="Shows their NHS numbers once; each look is written down.",
    ):
        return {}
    looked_up = here.house.gateway.ask(Identify(found), here.scope, reason=reason)
    rows = looked_up.tables["people"].to_pylist()
    return {row["pseudonym"]: row["nhs_number"] for row in rows}
