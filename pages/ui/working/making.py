"""Making a worklist, and changing one: from what, how many a month, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError

from pages.ui import address, recorded, show
from pages.ui.context import Here
from phm_core.analysis.subject import of_indicator
from phm_core.area import Area
from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.worklists import ORDERS
from phm_core.definitions import Definition
from phm_core.definitions.wire import to_json
from phm_core.definitions.worklist import Worklist
from phm_core.errors import PhmError
from phm_core.gateway.opened import Opened
from phm_core.store.worklists import SavedWorklist

FINDER, COHORT, GAP = "finder", "cohort", "gap"
TEAM = "GP\nPharmacist\nPractice nurse\nCare coordinator"
MOST = 10_000
TOLD = "_worklist_told"
FIELDS = {
    "name": "Name of the list",
    "area": "Whose people",
    "a_month": "People we can see a month",
    "team": "Who is in the team",
    "order": "Inside one priority",
    "decided": "Who decided",
    "closed": "Closed",
}


@dataclass(frozen=True)
class _Source:
    """What a list is made of: a case finder, a saved cohort, or a gap in care."""

    name: str
    finder: str = ""
    of: Definition | None = None


def form(here: Here) -> None:
    """A new list; once it is saved the page opens it."""
    sources = _sources(here)
    titles = {key: source.name for key, source in sources.items()}
    if not titles:
        show.empty(
            "No record here tells of what a list could be made of.",
            "Bring files that hold diagnoses, results or care (the screen Bring data).",
        )
        return
    key = address.select("Made of", "made_of", titles, width=480)
    source = sources[key]
    wire = "" if source.of is None else to_json(source.of.to_wire())
    _told()
    with st.form(f"worklist-{key}"):
        _name(source.name[:60], key)
        _where(here, key)
        _team(40, TEAM, key)
        st.form_submit_button(
            "Make the list",
            type="primary",
            on_click=_save,
            args=(here, key, {"finder": source.finder, "cohort": wire}, None),
        )


def _sources(here: Here) -> Mapping[str, _Source]:
    """All that a list can be made of from the records here, by a key with its kind."""
    catalogue = here.house.catalogue
    found = {
        f"{FINDER}:{key}": _Source(entry.title, finder=key)
        for key, entry in catalogue.casefinders.items()
        if key in catalogue.cohorts and _runs(here, entry)
    }
    found |= {
        f"{COHORT}:{one.id}": _Source(f"Cohort: {one.name}", of=one.definition)
        for one in here.house.cohorts.newest()
        if recorded.tells(here, one.definition.criteria)
    }
    return found | {
        f"{GAP}:{key}": _Source(f"Gap in care: {entry.title}", of=entry.gap_definition)
        for key, entry in here.indicators.items()
        if entry.of_people and recorded.held(here, of_indicator(entry))
    }


def _runs(here: Here, finder: CaseFinder) -> bool:
    """Whether a finder's people, priorities and red flag can be told here."""
    urgent = finder.red_flag_definition
    rules = (finder.definition, *finder.groups, *([urgent] if urgent else []))
    return all(recorded.tells(here, rule.criteria) for rule in rules)


def _field(field: str, of: str) -> str:
    """The key of a field of one list alone: what is typed for it is not for others."""
    return f"worklist-{field}-{of}"


def _name(name: str, of: str) -> None:
    st.text_input("Name of the list", name, max_chars=60, key=_field("name", of))


def _where(here: Here, of: str) -> None:
    """The team whose list it is, where somebody belongs to several."""
    names = here.places.names
    options = {one: names.get(one, one) for one in here.scope.belongs_to}
    st.selectbox(
        "Whose people",
        options,
        format_func=options.__getitem__,
        key=_field("area", of),
    )


def _team(capacity: int, team: str, of: str) -> None:
    a_month = _field("a_month", of)
    st.number_input("People we can see a month", 1, MOST, capacity, key=a_month)
    st.text_area(
        "Who is in the team",
        team,
        height=130,
        key=_field("team", of),
        help="A name or a role on each line; people of the list are given to them.",
    )


def change(here: Here, opened: Opened) -> None:
    """Name, capacity, order and team; the rules stay, for they are another list."""
    was = opened.saved.worklist
    meaning = show.written(here.house.gateway.working.meaning(opened))
    st.markdown(f"**What it is:** {meaning}")
    _told()
    of = f"{opened.saved.id}-{opened.saved.version}"
    with st.form(f"worklist-{of}"):
        _name(was.name, of)
        _team(was.a_month, "\n".join(was.team), of)
        st.selectbox(
            "Inside one priority",
            list(ORDERS),
            index=list(ORDERS).index(was.order),
            format_func=ORDERS.__getitem__,
            key=_field("order", of),
            help="Priorities are clinical and come first, whatever is chosen here.",
        )
        st.text_input(
            "Who decided to balance by deprivation, when and why",
            was.decided,
            max_chars=300,
            key=_field("decided", of),
            help="Needed only for 'Each fifth of deprivation in proportion'.",
        )
        st.checkbox(
            "Closed: nobody works on it any more",
            was.closed,
            key=_field("closed", of),
        )
        st.form_submit_button(
            "Save the change",
            type="primary",
            on_click=_save,
            args=(here, of, was.model_dump(), opened.saved),
        )


def _save(
    here: Here, of: str, given: Mapping[str, object], before: SavedWorklist | None
) -> None:
    """Save what the form says, and open it; what is wrong with it is kept to be said.

    of: whose form it is. given: what the form does not ask for.
    """
    try:
        worklist = Worklist.model_validate({**given, **_filled(of)})
        saved = here.house.gateway.working.save(worklist, here.scope, before)
    except ValidationError as fault:
        wrong = fault.errors()[0]
        field = FIELDS.get(str(wrong["loc"][0]), str(wrong["loc"][0]))
        st.session_state[TOLD] = f"{field}: {wrong['msg']}. Put it right, save again."
    except PhmError as fault:
        st.session_state[TOLD] = str(fault)
    else:
        address.choose("list", saved.id)
        address.choose("show", "people")


def _filled(of: str) -> dict[str, object]:
    """What the form says, by the fields of a worklist."""
    state, keys = st.session_state, {field: _field(field, of) for field in FIELDS}
    found = {field: state[key] for field, key in keys.items() if key in state}
    lines = (line.strip() for line in str(found["team"]).splitlines())
    return {**found, "team": tuple(dict.fromkeys(line for line in lines if line))}


def _told() -> None:
    """Why the last save was refused."""
    if told := st.session_state.pop(TOLD, ""):
        st.error(told, icon=":material/error:")


def area_name(here: Here, opened: Opened) -> str:
    """The team whose list it is, by name."""
    area = opened.saved.worklist.area
    return here.places.names.get(area, Area.parse(area).code)
