"""From one figure of one area to where it is looked at closely, and to its people."""

import streamlit as st

from pages.ui import layout, starting
from pages.ui.entered import entered
from pages.ui.found_people import may_list
from pages.ui.measures import COMPARED, ON_MAP
from phm_core.analysis.subject import key_of
from phm_core.area import WHOLE, Area, Level
from phm_core.catalogue.schema import Indicator

# What a visitor chose elsewhere gives way to what is usual for the indicator.
USUAL = {"crude": "", "kind": "", "per": ""}


def compare(entry: Indicator, chosen: Area) -> None:
    """The indicator in all areas of this kind, this one picked out."""
    layout.link("compare", "Compare areas", **_among(entry, chosen, COMPARED))


def on_map(entry: Indicator, chosen: Area) -> None:
    """The indicator on the map, this area picked out where its kind is drawn."""
    layout.link("map", "Map", **_among(entry, chosen, ON_MAP))


def trend(measure: str) -> None:
    """The process chart of a measure in the area of the context."""
    layout.link("trends", "Trend", measure=measure)


def inequalities(entry: Indicator) -> None:
    """The indicator by groups of people in the area of the context."""
    layout.link("inequalities", "Inequalities", **(USUAL | _what(entry)))


def people(entry: Indicator, key: str) -> None:
    """Whom to look at, as a cohort in the builder; `starting.leave` goes there."""
    missed = entry.better == "higher"
    st.button(
        "People not reached" if missed else "People counted",
        key=f"people-{key}",
        icon=":material/group_add:",
        help="Opens them as a cohort in the builder",
        type="tertiary",
        on_click=starting.elsewhere,
        args=(entry.gap_definition,),
    )


def worklist(entry: Indicator) -> None:
    """The same as a list to work through, for a team that cares for them."""
    if may_list(entered()):
        made_of = f"gap:{entry.id}"
        layout.link("worklists", "Make a worklist", list="new", made_of=made_of)


def _what(entry: Indicator) -> dict[str, str]:
    return {"condition": key_of(entry)}


def _among(entry: Indicator, chosen: Area, levels: tuple[Level, ...]) -> dict[str, str]:
    """All areas of the chosen one's kind; of a kind that is not offered, the usual."""
    there = {"area": str(WHOLE)}
    if chosen.level in levels:
        there |= {"per": str(chosen.level), "pick": chosen.code}
    return USUAL | _what(entry) | there
