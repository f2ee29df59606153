"""The parts of the page of a clinical priority, which the catalogue declares."""

import streamlit as st

from pages.ui import address, figures, finder_tiles, layout, priorities, show
from pages.ui.context import Here
from pages.ui.figures import Figures
from pages.ui.priorities import Found
from phm_core.catalogue.schema import ClinicalPriority, Part
from phm_core.charts import registers as pictures
from phm_core.charts.by_groups import by_groups
from phm_core.charts.explained import explained
from phm_core.charts.tiles import Tile, sheet
from phm_core.charts.words import day

# Everything of the page is asked as one; a refusal is said where it was asked.
NOT_COUNTED = ("This cannot be counted.", "The reason stands below, under Inequality.")
NOT_OPEN = (figures.CLOSED, "Change your role, or ask whoever runs the app.")
NOT_HERE = (
    "No record here tells of these figures.",
    "Bring files that hold them, with lists of their codes (the screen Bring data).",
)


def pick(here: Here, priority: ClinicalPriority) -> str:
    """The breakdown of the part on inequality, kept in the address."""
    layout.heading("Inequality")
    return address.segments("By", "by", _breakdowns(here, priority))


def _breakdowns(here: Here, priority: ClinicalPriority) -> dict[str, str]:
    attributes = here.house.catalogue.attributes
    return {key: attributes[key].short for key in priority.by}


def finders(here: Here, priority: ClinicalPriority, found: Found | None) -> None:
    """Every finder as a tile, those with people who cannot wait first."""
    layout.heading("Whom to find")
    if why := priorities.no_finders(here, priority):
        show.empty(*why)
    elif found is None:
        show.empty(*NOT_COUNTED)
    elif found.findings:
        finder_tiles.draw(here, found.findings)


def registers(here: Here, priority: ClinicalPriority, found: Found | None) -> None:
    """Registers beside what is to be expected, for an area that is large enough."""
    layout.heading("Registers and estimated gaps")
    if why := priorities.no_registers(here):
        show.empty(*why)
    elif found is None:
        show.empty(*NOT_COUNTED)
    elif found.registers:
        conditions = here.house.catalogue.conditions
        titles = tuple(conditions[one].title for one in priority.registers)
        first = found.registers[0]
        picture = pictures.registers(found.registers, titles, here.place)
        about = explained(first, sentence=picture.subtitle)
        show.chart(picture, about, key="registers")


def care(here: Here, priority: ClinicalPriority) -> None:
    """Care processes and targets as tiles with their months, and as a table."""
    found = figures.asked(here, priority.tiles, here.against)
    if found is None:
        return
    made = {
        part.title: figures.tiles_of(here, found, part.tiles) for part in priority.parts
    }
    layout.heading("Care and targets")
    figures.finding(found, made)
    layout.caption(figures.about_months(here, found))
    show.behind(explained(found.standings.released))
    for part in priority.parts:
        _part(found, part, made[part.title], priority.id)
    _table(found, priority, made)
    layout.link("themes", "Every figure of the theme", theme=priority.theme)


def _part(found: Figures, part: Part, made: list[Tile], name: str) -> None:
    layout.text(f"**{part.title}.** {part.meaning}")
    about = explained(found.standings.released)
    figures.row(found, name, part.title, made, about)


def _table(
    found: Figures, priority: ClinicalPriority, made: dict[str, list[Tile]]
) -> None:
    released = found.standings.released
    title = f"{priority.title}, {found.name}, {day(released.as_at)}"
    box = st.expander(
        "Show as a table", icon=":material/table:", key="table_tiles", on_change="rerun"
    )
    if box.open:
        with box:
            show.sheet(sheet(made), explained(released), title=title, key="tiles")


def inequality(here: Here, priority: ClinicalPriority, found: Found | None) -> None:
    """Every figure by deprivation or by ethnic group, beside everyone."""
    if found is None:
        return
    if not found.groups:
        known = any(one in here.indicators for one in priority.tiles)
        show.empty(*(NOT_HERE if known else NOT_OPEN))
        return
    name = _breakdowns(here, priority)[found.by].lower()
    picture = by_groups(found.groups, name, here.place)
    first = found.groups[0].released
    about = explained(first, sentence=picture.subtitle)
    show.chart(picture, about, key="by")
    of_registers = found.registers[0].notes if found.registers else ()
    show.notes(dict.fromkeys((*first.notes, *of_registers, first.rule)))
