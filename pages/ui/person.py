"""The parts of the page of one person, for a team that cares for them."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import address, layout, reasons, show, tiles, waiting
from pages.ui.context import Here
from phm_core.area import Level
from phm_core.charts import record_course, record_values, record_words
from phm_core.charts.explained import Explained, source
from phm_core.charts.words import day
from phm_core.definitions.rows_of_people import Identify, Record
from phm_core.errors import PhmError
from phm_core.governance.released import Released

BACK = {"12": "1 year", "36": "3 years", "60": "5 years", "120": "10 years"}
USUAL = "36"


@dataclass(frozen=True)
class Who:
    """Whose record is opened, why, and how far back."""

    pseudonym: str
    reason: str
    months: int


def pick(here: Here) -> Who:
    """The pseudonym, kept in the address, the reason, and how far back to look."""
    pseudonym = layout.search("Pseudonym", "person")
    reason = reasons.given("person-why")
    use = here.house.catalogue.roles[here.scope.role].uses[here.scope.purpose]
    if "sensitive" not in use.fields:
        return Who(pseudonym, reason, 0)
    back = address.select("How far back", "back", BACK, default=USUAL, width=160)
    return Who(pseudonym, reason, int(back))


def asked(here: Here, who: Who) -> Released | None:
    """The record; None without a pseudonym or a reason, or where it is refused."""
    if not who.pseudonym:
        show.empty("Nobody is chosen.", "Open somebody from a list of people.")
        return None
    if not who.reason:
        show.empty("Nobody's record is open yet.", "Say above why you look.")
        return None
    return waiting.ask(
        here,
        Record(who.pseudonym, who.months),
        key="record",
        words="Opening the record",
        reason=who.reason,
    )


def header(here: Here, found: Released) -> None:
    """Who somebody is, and how old that is."""
    practices = here.house.public.names(Level.PRACTICE)
    told = record_words.header(found, here.house.catalogue, practices)
    with layout.card():
        st.markdown("  \n".join(f"**{title}:** {words}" for title, words in told))
    st.caption(f"As recorded up to {day(found.as_at)}.")
    if stale := here.house.gateway.files.stale:
        st.warning(stale, icon=":material/hourglass_bottom:")


def number(here: Here, who: Who) -> None:
    """The NHS number, when it is asked for; each look is written down."""
    if not here.scope.may("reidentify") or not st.button(
        "Look up this person",
        icon=":material/badge:",
        help="Shows the NHS number once; each look is written down.",
    ):
        return
    try:
        looked_up = here.house.gateway.ask(
            Identify((who.pseudonym,)), here.scope, reason=who.reason
        )
    except PhmError as fault:
        show.refusal(fault)
        return
    for row in looked_up.tables["people"].to_pylist():
        st.markdown(f"**NHS number:** {row['nhs_number']}")


def finders(here: Here, found: Released) -> None:
    """What finds this person now, and what nearly does."""
    rows = record_words.finders(found, here.house.catalogue)
    open_now = [row for row in rows if not record_words.nearly(row)]
    near = [row for row in rows if record_words.nearly(row)]
    layout.heading("What finds this person now")
    if not open_now:
        show.empty("No case finder finds this person now.", "See what nearly does.")
    _cards(open_now, "open")
    if near:
        layout.heading("What nearly finds them")
        layout.caption(
            "All rules but one hold, or an exclusion keeps them off. What only age or "
            "sex keeps off is not told."
        )
        _cards(near, "near")
    layout.caption(" ".join(found.notes))
    if rows:
        _table(rows, found)


def _cards(rows: list[record_words.Row], name: str) -> None:
    with layout.tiled(name):
        for row in rows:
            with tiles.box():
                st.html(record_words.card(row))


def _table(rows: list[record_words.Row], found: Released) -> None:
    box = st.expander(
        "Show as a table", icon=":material/table:", key="table_found", on_change="rerun"
    )
    if box.open:
        with box:
            sheet = record_words.sheet_of(rows)
            show.sheet(sheet, _about(found), title=f"Open, {_on(found)}", key="found")


def course(here: Here, found: Released, who: Who) -> None:
    """What happened, in lanes."""
    if not who.months:
        layout.caption("What happened to a person is not open to your role.")
        return
    layout.heading("What happened")
    picture = record_course.course(found, here.house.catalogue, who.months)
    if picture is None:
        show.empty("Nothing is recorded in this time.", "Look further back above.")
        return
    show.chart(picture, _about(found), key="course")


def values(here: Here, found: Released) -> None:
    """Measurements as lines, with the levels of targets and of red flags."""
    lines = record_values.pictures(found, here.house.catalogue)
    if not lines:
        return
    layout.heading("Measurements")
    layout.caption(
        "Broken lines: levels of the catalogue, orange where a finding cannot wait. "
        "The values stand in the table above."
    )
    with layout.tiled("values"):
        for identity, picture in lines:
            with tiles.box():
                show.drawing(picture, key=f"values-{identity}")


def _about(found: Released) -> Explained:
    """What stands behind each table: it names a person, so few may take it out."""
    return Explained(
        found.sentence,
        source=source(found),
        as_at=_on(found),
        needs="export_people",
    )


def _on(found: Released) -> str:
    return day(found.as_at)
