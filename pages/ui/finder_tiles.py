"""Case finders as tiles: how many cannot wait, how many are found, and the way on."""

import streamlit as st

from pages.ui import found_people, layout, show, tiles
from pages.ui.context import Here
from phm_core.charts.explained import explained
from phm_core.charts.finder_faces import faces, not_counted
from phm_core.charts.finders import of_finders
from phm_core.charts.words import day
from phm_core.governance.released import Released


def draw(here: Here, found: Released) -> None:
    """A tile of each finder, with its list or its map, and all of them as a table."""
    catalogue = here.house.catalogue
    listed, about = found_people.may_list(here), explained(found)
    show.behind(about)
    counted = faces(found, tuple(catalogue.casefinders.values()))
    without = not_counted(found, catalogue.casefinders)
    if not counted:
        show.empty("No case finder can be counted here.", " ".join(without))
        return
    with layout.tiled("finders"):
        for face in counted:
            with tiles.box():
                st.html(face.looks)
                show.chip(about.coverage)
                if listed:
                    layout.link(
                        "case_finding", "Open the list",
                        finder=face.finder, lane=face.lane,
                    )  # fmt: skip
                else:
                    layout.link("map", "On the map", cohort=face.finder, condition="")
    for sentence in without:
        st.caption(sentence)
    title = f"Case finders, {here.area_name}, {day(found.as_at)}"
    box = st.expander(
        "Show as a table", icon=":material/table:", key="table_finders",
        on_change="rerun",
    )  # fmt: skip
    if box.open:
        with box:
            sheet = of_finders(found, catalogue)
            show.sheet(sheet, about, title=title, key="finders")
