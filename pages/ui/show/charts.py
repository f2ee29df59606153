"""Charts: the finding as a title, the drawing, its table one click away, its source."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.ui.show import tables
from pages.ui.show.confidence import chip
from pages.ui.show.messages import empty, refused
from phm_core.charts.explained import Explained
from phm_core.charts.picture import Picture

PICK = "area"
BOX = "box"
# Pixels of the words beside a small drawing; they go below it where that is too wide.
WORDS_BESIDE = 180
Pick = Callable[[str], None]
Ends = tuple[float, float]


def chart(
    what: Picture,
    about: Explained,
    *,
    key: str,
    on_pick: Pick | None = None,
    height: int | None = None,
) -> None:
    """A chart with its title, table, download and source.

    on_pick is called with the code of an area that is clicked, or "" when the choice is
    taken back; the specification then has a selection called 'area' over `code`.
    """
    if refused(about.coverage) or nothing_in(what):
        return
    words(what)
    chip(about.coverage)
    drawn: dict[str, Any] = {"key": key, "theme": None, "alt": what.alt}
    if on_pick is not None:
        drawn |= {"on_select": lambda: on_pick(picked(key)), "selection_mode": PICK}
    st.vega_lite_chart(
        None, what.filled(), width="stretch", height=height or "content", **drawn
    )
    beside(what, about, key=key)


def drawing(what: Picture, *, key: str) -> None:
    """A chart with its title alone, where one table of the page is that of several."""
    if nothing_in(what):
        return
    words(what)
    spec = what.filled()
    st.vega_lite_chart(None, spec, width="stretch", theme=None, alt=what.alt, key=key)


def box(what: Picture, *, key: str) -> tuple[Ends, Ends] | None:
    """A chart over which a box can be drawn; its ends across and up, None without one.

    The specification then has an interval called 'box' over x and y.
    """
    words(what)
    drawn = st.vega_lite_chart(
        None,
        what.filled(),
        width="stretch",
        theme=None,
        alt=what.alt,
        key=key,
        on_select="rerun",
        selection_mode=BOX,
    )
    ends = [tuple(end) for end in drawn["selection"].get(BOX, {}).values()]
    return (ends[0], ends[1]) if len(ends) == 2 else None  # noqa: PLR2004  # x and y


# Pixels of the words beside a small drawing; below it where it is too narrow.
WORDS_BESIDE = 180


def nothing_in(what: Picture) -> bool:
    """Whether a chart would have nothing in it, which is said instead."""
    held = (len(rows) for rows in what.data.values())
    if any(held):
        return False
    st.markdown(f"**{what.title}**")
    empty(
        "No records here tell of it.",
        "Choose a larger area or other people above. What the records hold stands "
        "under Data quality; where codes had no meaning yet, bring the files again "
        "with lists of their codes.",
    )
    return True


def words(what: Picture) -> None:
    """The finding and, under it, measure, unit, place and date."""
    st.markdown(f"**{what.title}**")
    st.caption(what.subtitle)


def beside(what: Picture, about: Explained, *, key: str) -> None:
    """What stands under every chart: notes, source, the table and its download."""
    st.caption(" ".join([*filter(None, what.notes), about.line]))
    if what.reading:
        how = st.expander(
            "How to read this chart",
            icon=":material/help:",
            key=f"reading_{key}",
            on_change="rerun",
        )
        if how.open:
            how.markdown(what.reading)
    box = st.expander(
        "Show as a table",
        icon=":material/table:",
        key=f"table_{key}",
        # Made when it is opened: six closed tables would double the work of a page.
        on_change="rerun",
    )
    if box.open:
        with box:
            tables.body(what.sheet, what.title)
            tables.download(what.sheet, about, title=what.title, key=key)


def picked(key: str) -> str:
    """Code of the area chosen on the chart `key`; nothing when none is."""
    state = st.session_state.get(key)
    found = state["selection"].get(PICK) if state else None
    return str(found[0].get("code", "")) if found else ""


def legend(what: Picture) -> None:
    """A small drawing that says how to read a larger one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        spec = what.filled()
        st.vega_lite_chart(None, spec, width="content", theme=None, alt=what.alt)
        with st.container(width=WORDS_BESIDE):
            st.markdown(f"**{what.title}**")
            st.caption(what.subtitle)


def pan_and_zoom(
    deck: Any, what: Picture, about: Explained, *, key: str, on_pick: Pick | None = None
) -> None:
    """A map that can be moved: no background tiles, so nothing is fetched."""
    if refused(about.coverage):
        return
    words(what)
    drawn: dict[str, Any] = {"key": key, "alt": what.alt}
    if on_pick is not None:
        drawn["on_select"] = lambda: on_pick(_clicked(key))
    st.pydeck_chart(deck, height=520, **drawn)
    beside(what, about, key=key)


def _clicked(key: str) -> str:
    state = st.session_state.get(key)
    objects = state["selection"]["objects"] if state else {}
    found = [shape for shapes in objects.values() for shape in shapes]
    return str(found[0]["properties"]["code"]) if found else ""
