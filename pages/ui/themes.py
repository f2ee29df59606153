"""The parts of the themes page: what stands out, and the sections as tiles."""

import streamlit as st

from pages.ui import address, figures, layout, show, starting
from pages.ui.context import Here
from pages.ui.figures import Figures
from phm_core.catalogue.schema import Theme
from phm_core.charts.explained import explained
from phm_core.charts.tiles import Tile, sheet
from phm_core.charts.words import day


def pick(here: Here) -> Theme:
    """The theme, kept in the address."""
    themes = here.house.catalogue.themes
    titles = {key: entry.title for key, entry in themes.items()}
    options = {key: titles[key] for key in sorted(titles, key=titles.__getitem__)}
    with layout.side_by_side():
        key = address.select("Theme", "theme", options, width=320)
        layout.link("area_profile", "The theme as a spine", theme=key)
    return themes[key]


def parts(here: Here, found: Figures, theme: Theme) -> dict[str, list[Tile]]:
    """The tiles of each section by its title."""
    sections = here.house.catalogue.sections_of(theme.id)
    return {one.title: figures.tiles_of(here, found, one.tiles) for one in sections}


def sections(
    here: Here, found: Figures, theme: Theme, made: dict[str, list[Tile]]
) -> None:
    """Every section: its heading, what it asks, and its tiles."""
    about = explained(found.standings.released)
    st.caption(figures.about_months(here, found))
    # Each tile says how far its own data carry it.
    st.caption(about.line)
    for section in here.house.catalogue.sections_of(theme.id):
        title = section.title
        layout.heading(title)
        st.caption(section.meaning)
        figures.row(found, theme.id, title, made[title], about)
    starting.leave()


def table(found: Figures, theme: Theme, made: dict[str, list[Tile]]) -> None:
    """Every tile as a row of a table that opens, with its download."""
    released = found.standings.released
    title = f"{theme.title}, {found.name}, {day(released.as_at)}"
    box = st.expander(
        "Show as a table", icon=":material/table:", key="table_tiles", on_change="rerun"
    )
    if box.open:
        with box:
            show.sheet(sheet(made), explained(released), title=title, key="tiles")
