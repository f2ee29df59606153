"""The parts of the Core20PLUS5 page: the groups, and each beside everyone else."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import (
    address,
    layout,
    measures,
    people,
    recorded,
    show,
    starting,
    waiting,
)
from pages.ui.context import Here
from phm_core.analysis import core20plus5
from phm_core.analysis.core20plus5 import AREAS, CORE20, Ages, beside
from phm_core.analysis.subject import of_cohort
from phm_core.catalogue.schema import Indicator
from phm_core.charts.core20plus5 import clinical_areas
from phm_core.charts.explained import explained
from phm_core.definitions import Definition
from phm_core.definitions.describe import describe
from phm_core.errors import several

FIRST = "plus_inclusion_health"
NONE = "none"
TITLES = {"adults": "Adults", "children": "Children and young people"}
MEANING: dict[Ages, str] = {
    "adults": "NHS England asks every system to look at the most deprived fifth, at "
    "groups that it chooses itself, and at five clinical areas, with smoking across "
    "all of them.",
    "children": "The same for children and young people, with five clinical areas of "
    "their own.",
}


@dataclass(frozen=True)
class Plus:
    """A PLUS group: its definition, and its id in the library."""

    identity: str
    definition: Definition


def ages() -> Ages:
    """Adults, or children and young people."""
    chosen = address.segments("For", "for", TITLES)
    return "children" if chosen == "children" else "adults"


def indicators(here: Here, of: Ages) -> list[Indicator]:
    """The indicators of the clinical areas."""
    return core20plus5.indicators(here.indicators, of)


def core20(here: Here, of: Ages, found: list[Indicator]) -> None:
    """Core20 beside the other four fifths."""
    _beside(here, of, found, CORE20, "Core20")


def pick(here: Here) -> list[Plus]:
    """Up to two PLUS groups of the library, kept in the address."""
    offered = {
        key: title
        for key, title in people.offered(here.house).items()
        if key != people.EVERYONE_KEY
    }
    first = FIRST if FIRST in offered else next(iter(offered))
    chosen = [
        address.select("PLUS group", "plus", offered, default=first, width=320),
        address.select("And another", "plus_2", {NONE: "None"} | offered, width=320),
    ]
    found = []
    for identity in dict.fromkeys(chosen):
        definition = (
            people.definition(here.house, identity) if identity != NONE else None
        )
        if definition is not None:
            found.append(Plus(identity, definition))
    return found


def plus(here: Here, of: Ages, found: list[Indicator], group: Plus) -> None:
    """One PLUS group beside everyone else, and the way to change it."""
    with layout.side_by_side():
        layout.caption(
            f"{group.definition.name}: "
            f"{describe(group.definition, here.house.vocabulary)}"
        )
        saved = here.house.cohorts.find(group.identity)
        known = (saved.id, saved.version) if saved else (None, None)
        st.button(
            "Change this group",
            key=f"change-{group.identity}",
            icon=":material/edit:",
            on_click=starting.elsewhere,
            args=(group.definition, *known),
        )
    if not recorded.held(here, of_cohort(group.definition)):
        show.empty(
            "Who is in this group is told by records that are not here, or not open "
            "to you.",
            "Choose another group, or bring files that hold them (the screen Bring "
            "data).",
        )
        return
    by = group.definition.model_copy(update={"as_at": None})
    _beside(here, of, found, by, group.definition.name)


def leave() -> None:
    """Go to the builder when a group is to be changed."""
    starting.leave()


def without(here: Here, of: Ages, found: list[Indicator]) -> None:
    """Indicators without records here, and areas for which none is declared."""
    counted, others = recorded.parted(here, found)
    if counted and others:
        layout.caption(
            f"Not counted, since the records that they need are not here: "
            f"{', '.join(entry.short for entry in others)}."
        )
    covered = {entry.core20plus5.area for entry in found if entry.core20plus5}
    missing = [title for key, title in AREAS[of].items() if key not in covered]
    if missing:
        layout.caption(f"No indicator is declared for: {', '.join(missing)}.")


def _beside(
    here: Here, of: Ages, found: list[Indicator], by: str | Definition, name: str
) -> None:
    if not found:
        show.empty("No indicator is declared for these areas.", "Add one first.")
        return
    counted, _ = recorded.parted(here, found)
    if not counted:
        show.empty(
            "None of these areas is told of by the records here.",
            "Bring files that hold diagnoses, results and care (the screen Bring "
            "data).",
        )
        return
    asked = [measures.of_entry(here, entry) for entry in counted]
    answers = waiting.ask_all(
        here,
        [asking.by(by) for asking in asked],
        key=f"beside-{name}",
        words=f"Counting {several(len(asked), 'indicator')}",
    )
    if not answers:
        return
    sides = tuple(
        beside(entry, asking, released)
        for entry, asking, released in zip(counted, asked, answers, strict=True)
    )
    if any(one.shown for one in sides):
        picture = clinical_areas(sides, of, name, here.place)
        about = explained(answers[0], sentence=picture.subtitle)
        show.chart(picture, about, key=f"beside-{name}")
    else:
        show.too_small(f"{name}: too few people for any figure.")
    show.notes(
        [*answers[0].notes, answers[0].rule], title=f"Coverage and limits: {name}"
    )
