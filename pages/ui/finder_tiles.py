"""Case finders as tiles: how many cannot wait, how many are found, and the way on."""

import streamlit as st

from pages.ui import found_people, layout, show, tiles
from pages.ui.context import Here
from phm_core.charts.explained import explained
from phm_core.charts.finder_faces import faces
from phm_core.charts.finders import of_finders
from phm_core.charts.words import day
from phm_core.governance.released import Released


def draw(here: Here, found: Released) -> None:
    """A tile of each finder, with its list or its map, and all of them as a table."""
    catalogue = here.house.catalogue
    listed, about = found_people.may_list(here), explained(found)
    show.behind(about)
    with layout.tiled():
        for face in faces(found, tuple(catalogue.casefinders.values())):
            with tiles.box():
                st.html(face.looks)
                show.chip(about.coverage)
                if face.counted and listed:
                    layout.link(
                        "case_finding", "Open the list",
                        finder=face.finder, lane=face.lane,
                    )  # fmt: skip
                elif face.counted:
                    layout.link("map", "On the map", cohort=face.finder, condition="")
    title = f"Case finders, {here.area_name}, {day(found.as_at)}"
    box = st.expander(
        "Show as a table", icon=":material/table:", key="table_finders",
        on_change="rerun",
    )  # fmt: skip
    if box.open:
        with box:
            sheet = of_finders(found, catalogue)
            show.sheet(sheet, about, title=title, key="finders")
