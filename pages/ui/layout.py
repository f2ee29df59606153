"""How a page is laid out, and the links between pages."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui import address
from pages.ui.menu import BY_NAME
from pages.ui.screen import Screen

SMALL_FILE = 10
"""MB that a file may have which is read within the app."""


def columns(*widths: float, gap: Literal["small", "large"] = "large") -> list[Any]:
    """Columns of these relative widths; they stack on a narrow screen."""
    return st.columns(widths, gap=gap)


def grid(across: int, cells: int) -> Iterator[Any]:
    """Places in rows of so many, for as many cells; they stack on a narrow screen."""
    for start in range(0, cells, across):
        yield from st.columns(across, gap="small")[: cells - start]


def tiled(name: str) -> Any:
    """Boxes of one width: as many side by side as the screen holds, which they fill.

    name: of these boxes, once on a page; the style sheet knows them by it.
    """
    return st.container(horizontal=True, gap="small", key=f"tiled-{name}")


def tabs(*titles: str) -> Sequence[Any]:
    """Tabs of these titles."""
    return st.tabs(titles)


def side_by_side() -> Any:
    """A row for pickers, wrapping where the screen is narrow."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def card(*, height: Literal["content", "stretch"] = "content") -> Any:
    """A bordered box; one that stretches is as high as the one beside it."""
    return st.container(border=True, height=height)


def slot() -> Any:
    """A place on the page that is filled later."""
    return st.container()


def details(title: str) -> Any:
    """A box that opens on demand."""
    return st.expander(title)


def heading(text: str) -> None:
    """A heading within the page."""
    st.subheader(text, anchor=False)


def text(words: str) -> None:
    """A paragraph."""
    st.markdown(words)


def caption(words: str) -> None:
    """A smaller line."""
    st.caption(words)


def search(label: str, key: str) -> str:
    """A box to search by words; what was typed stays in the address."""
    return st.text_input(
        label, key=key, bind="query-params", icon=":material/search:"
    ).strip()


def page_of(screen: Screen) -> Path | StreamlitPage:
    """What Streamlit calls a screen: by its module, unless several share that."""
    if not screen.module:
        return screen.path
    return st.Page(screen.path, url_path=screen.name)


def link(screen: str, label: str, **changes: str) -> None:
    """A link to another screen: the kept choices go with it, changed as named."""
    if screen in BY_NAME:
        to = BY_NAME[screen]
        st.page_link(
            page_of(to),
            label=label,
            icon=f":material/{to.icon}:",
            query_params=address.changed(changes),
        )
