"""A tile on the screen: one figure, its months, what they say, and where to look."""

from typing import Any

import streamlit as st

from pages.ui import onward, show
from phm_core.area import Area
from phm_core.charts.explained import Explained
from phm_core.charts.tiles import Tile


def box() -> Any:
    """The box of a tile, as wide as its place among others."""
    return st.container(border=True, gap="xsmall", height="stretch")


def draw(tile: Tile, looks: str, about: Explained, *, chosen: Area, key: str) -> None:
    """One tile. looks: its face. about: what stands behind the number."""
    with box():
        st.html(looks)
        show.chip(about.coverage)
        _closer(tile, about, chosen, key)


def _closer(tile: Tile, about: Explained, chosen: Area, key: str) -> None:
    """What the figure means, and the ways on; made when it is opened."""
    entry = tile.indicator
    box = st.popover(
        "Look closer",
        icon=":material/zoom_in:",
        type="tertiary",
        on_change="rerun",
        key=f"closer-{key}",
    )
    if not box.open:
        return
    with box:
        st.markdown(f"**{entry.title}.** {entry.why_it_matters}")
        with st.container(horizontal=True):
            onward.compare(entry, chosen)
            onward.on_map(entry, chosen)
            if tile.trend is not None:
                onward.trend(entry.id)
            onward.inequalities(entry)
            onward.people(entry, key)
            onward.worklist(entry)
        lines = [*about.lines]
        lines += [("Beware", entry.caution)] if entry.caution else []
        lines += [("Follows", entry.official.words)] if entry.official else []
        st.markdown("\n\n".join(f"**{heading}:** {text}" for heading, text in lines))
