"""Shapes for the map, and the area that is picked out on it."""

from functools import lru_cache
from typing import Any

import streamlit as st

from pages.ui import address
from pages.ui.context import Here
from phm_core.analysis.comparison import Comparison
from phm_core.analysis.measured import Choice
from phm_core.analysis.need_map import NeedMap
from phm_core.area import WHOLE, Area, Level
from phm_core.charts.maps import only
from phm_core.charts.need import Where
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput

NOTHING: dict[str, Any] = {"type": "FeatureCollection", "features": []}
KEPT = 32


def where(here: Here, choice: Choice) -> Where:
    """Shapes of the areas inside what is looked at, and outlines to find one's way."""
    public, inside = here.house.public, choice.area
    name, built = here.places.names[str(inside)], public.built.built.revision()
    return _where(public, choice.per, inside, name, built)


@lru_cache(maxsize=KEPT)
def _where(
    public: PublicTables, per: Level, inside: Area, name: str, built: int
) -> Where:
    """The same, kept as long as no built Place changes."""
    del built
    shapes = public.boundary(per)
    if shapes is None:
        raise RefusedInput(
            f"This snapshot has no shapes of {per.plural}. Choose other areas."
        )
    if inside == WHOLE:
        return Where(name, shapes, public.boundary(Level.PLACE) or NOTHING)
    around = public.boundary(inside.level)
    outline = only(around, [inside.code]) if around else NOTHING
    # Small areas lie in the area; other levels come cut to it already.
    members = public.drawn_in(inside.level)
    if per != Level.LSOA or not len(members):
        return Where(name, shapes, outline)
    codes = members.loc[members["code"] == inside.code, "lsoa21"]
    return Where(name, only(shapes, codes), outline)


def pick(here: Here, found: NeedMap | Comparison) -> str:
    """The list that does by keyboard what a click on a chart does; returns a code."""
    table = found.areas if isinstance(found, NeedMap) else found.ranked
    names: dict[Any, Any] = dict(
        zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True)
    )
    options = {"": "No area picked out"} | dict(
        sorted(names.items(), key=lambda item: item[1])
    )
    own = here.area.code if here.area.level == found.measured.choice.per else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = address.select(
            "Pick out an area",
            "pick",
            options,
            default=own if own in options else "",
            width=320,
        )
        level = found.measured.choice.per
        if code and str(Area(level, code)) in here.places.names:
            st.button(
                f"Show every page for {options[code]}",
                icon=":material/filter_center_focus:",
                on_click=address.choose,
                args=("area", str(Area(level, code))),
            )
    return code


def picked(code: str) -> None:
    """Take an area that was clicked as the one picked out."""
    address.choose("pick", code)
