"""The parts of the case finding page: every finder, and one of them."""

import streamlit as st

from pages.ui import address, layout, recorded, show, starting, waiting
from pages.ui.context import Here
from phm_core.catalogue.schema import CaseFinder
from phm_core.catalogue.schema.clinical import Status
from phm_core.charts.explained import explained
from phm_core.charts.finders import (
    KINDS,
    expected_sentence,
    left_out_sentence,
    of_finders,
    of_priorities,
    yield_sentence,
)
from phm_core.charts.words import day, number
from phm_core.definitions.finders import Expected, Findings
from phm_core.governance.finding import EXPECTED_FOR
from phm_core.governance.released import Released

MEANING = (
    "Who may be missing a diagnosis, a check or a treatment, as the record suggests. "
    "People who cannot wait come first, whatever the order of the others."
)
STATUS: dict[Status, str] = {
    "draft": "Draft: not reviewed clinically, so it runs on synthetic people only",
    "reviewed": "Reviewed clinically",
    "withdrawn": "Withdrawn",
}


def counted(here: Here) -> Released | None:
    """What every finder that runs here finds in the area."""
    catalogue = here.house.catalogue
    ids = tuple(key for key in catalogue.casefinders if key in catalogue.cohorts)
    if not ids:
        show.empty(
            "No case finder runs here: none is reviewed clinically.",
            "Have one reviewed, or look at them on synthetic people.",
        )
        return None
    ids = tuple(
        key
        for key in ids
        if recorded.open_here(here, catalogue.cohorts[key].definition.criteria)
    )
    if not ids:
        show.empty(*recorded.NOT_OPEN)
        return None
    question = Findings(ids, area=here.area, lens=here.lens)
    words = "Looking at every record"
    found = waiting.ask(here, question, key="finders", words=words)
    rows = found.tables["finders"].to_pylist() if found else []
    if rows and all(row["without"] for row in rows):
        show.empty("No case finder can be counted here.", rows[0]["without"])
        return None
    return found


def every(here: Here, found: Released) -> None:
    """All finders as a table, those with people who cannot wait first."""
    sheet = of_finders(found, here.house.catalogue)
    title = f"Case finders, {here.area_name}, {day(found.as_at)}"
    with st.expander("Every case finder", icon=":material/table:"):
        show.sheet(sheet, explained(found), title=title, key="finders")


def pick(here: Here, found: Released) -> CaseFinder:
    """One finder, kept in the address; usually the one with most that cannot wait."""
    catalogue = here.house.catalogue
    rows = found.tables["finders"].to_pylist()
    first = max(rows, key=lambda row: (row["red_flags"] or 0, row["listed"] or 0))
    titles = sorted((row["title"], row["finder"]) for row in rows)
    options = {identity: title for title, identity in titles}
    key = address.select(
        "Case finder", "finder", options, default=first["finder"], width=480
    )
    return catalogue.casefinders[key]


def described(here: Here, finder: CaseFinder, found: Released) -> None:
    """What it finds and how many, in what order, what to do, and who answers for it."""
    row = next(
        row for row in found.tables["finders"].to_pylist() if row["finder"] == finder.id
    )
    st.markdown(f"{finder.meaning} {finder.why_it_matters}")
    if row["without"]:
        show.empty("This cannot be counted here.", row["without"])
        return
    about = explained(found, sentence=finder.meaning)
    urgent = finder.red_flag.title if finder.red_flag else "No red flag is defined here"
    figures = (
        ("Cannot wait", "red_flags", urgent),
        ("Found", "listed", finder.people),
        ("Could be found", "eligible", finder.whom),
    )
    show.row(
        [
            show.Headline(label, number(row[name]), about, note=note)
            for label, name, note in figures
        ]
    )
    if left_out := left_out_sentence(finder):
        st.markdown(left_out)
    st.markdown(yield_sentence(finder))
    _expected(here, finder)
    layout.heading("In what order")
    title = f"{finder.title}: priorities, {here.area_name}, {day(found.as_at)}"
    show.sheet(of_priorities(found, finder), about, title=title, key="priorities")
    _what_to_do(here, finder)


def _expected(here: Here, finder: CaseFinder) -> None:
    """Recorded against expected, for an area that is large enough."""
    if finder.register_ is None or here.area.level not in EXPECTED_FOR:
        return
    question = Expected(finder.register_, area=here.area, lens=here.lens)
    released = waiting.ask(here, question, key="expected", words="Working it out")
    if released is not None:
        condition = here.house.catalogue.conditions[finder.register_]
        st.markdown(expected_sentence(released, condition.title, here.area_name))
        show.notes(released.notes)


def _what_to_do(here: Here, finder: CaseFinder) -> None:
    with st.expander("What to do, and why", icon=":material/stethoscope:"):
        lines = [("What to do", finder.action)]
        lines += [("Cannot wait", finder.red_flag.action)] if finder.red_flag else []
        lines += [
            ("What takes somebody off", finder.changes),
            ("Beware", finder.caution),
            ("Source", f"{finder.source.title}, {finder.source.year}"),
            ("Kind", KINDS[finder.kind]),
        ]
        st.markdown("\n\n".join(f"**{name}:** {text}" for name, text in lines if text))
    status = finder.status(here.house.audit.now.date())
    colour = "green" if status == "reviewed" else "orange"
    st.badge(STATUS[status], icon=":material/clinical_notes:", color=colour)
    with layout.side_by_side():
        layout.link("map", "On the map", cohort=finder.id, condition="")
        layout.link("compare", "Compare areas", cohort=finder.id, condition="")
        st.button(
            "Build a cohort from it",
            icon=":material/group_add:",
            on_click=starting.elsewhere,
            args=(finder.definition,),
        )
    starting.leave()
