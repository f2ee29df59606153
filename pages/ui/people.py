"""Who is looked at: everyone, an example cohort, a saved one or the one being built."""

import streamlit as st

from pages.ui import address, drafts
from phm_core.definitions import Definition, parse_definition
from phm_core.start import House

EVERYONE_KEY = "everyone"
DRAFT_KEY = "draft"
LATER = "_cohort_later"
# A tree of rules that are switched off matches everyone.
EVERYONE = parse_definition(
    '{"name": "Everyone", "criteria": {"all": [{"age": {"min": 0}, "disabled": true}]}}'
)


def pick(house: House, *, counted: bool) -> str:
    """The cohort picker; returns the id of a cohort, or 'everyone'.

    counted: whether the visitor may count people, of whom cohorts are made.
    """
    if LATER in st.session_state:
        open_cohort(st.session_state.pop(LATER))
    found = offered(house) if counted else {EVERYONE_KEY: "Everyone"}
    return address.select("People", "cohort", found, width=280)


def offered(house: House) -> dict[str, str]:
    """Cohorts that can be chosen: id and name; nobody but everyone without people."""
    found = {EVERYONE_KEY: "Everyone"}
    if not house.snapshot.has_people:
        return found
    building = drafts.peek()
    if building is not None:
        found[DRAFT_KEY] = f"{building.name} (not saved)"
    saved = {c.id: f"{c.name} (v{c.version})" for c in house.cohorts.newest()}
    examples = {
        key: f"{entry.title} (example)"
        for key, entry in house.catalogue.cohorts.items()
    }
    return found | saved | examples


def definition(house: House, identity: str) -> Definition | None:
    """The definition of a cohort that was picked; None for everyone."""
    if identity == EVERYONE_KEY:
        return None
    if identity == DRAFT_KEY:
        return drafts.peek()
    return house.cohorts.definition(identity, None)


def open_cohort(identity: str) -> None:
    """Make a cohort the one that every page shows (from a callback)."""
    address.choose("cohort", identity)


def open_later(identity: str) -> None:
    """The same from the body of a page, for the run that follows."""
    st.session_state[LATER] = identity
