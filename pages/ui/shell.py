"""Everything around a page: data, menu, context, tour. Streamlit runs it each time."""

from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui import (
    address,
    areas,
    chip,
    context,
    entered,
    first_steps,
    guard,
    house,
    remarks,
    show,
    signing_in,
    theme,
    tour,
    viewed,
    visitor,
)
from pages.ui.context import Here
from pages.ui.menu import BY_NAME, MENU
from pages.ui.screen import Screen
from phm_core.errors import PhmError

ICON = theme.STYLE.with_name("icon.png")


def main() -> None:
    """Draw the frame, then run the page that was asked for."""
    st.set_page_config("PHM Explorer", str(ICON), layout="wide")
    theme.apply(projector=tour.presenting())
    inside = house.current()
    who = signing_in.person(inside)
    above, box = st.container(), st.container(key="context")
    with box:
        scope = visitor.visitor(inside, who)
    chosen = st.navigation(
        _menu(guard.screens(inside.catalogue, scope)), position="top"
    )
    address.arrive(chosen.url_path)
    with above:
        tour.bar(inside, scope)
        first_steps.progress()
    with box:
        here = context.bar(inside, scope)
        with st.container(horizontal=True, vertical_alignment="center", key="trail"):
            areas.trail(here.places, here.area)
            chip.line(here)
    entered.enter(here)
    _notices()
    notices, boxes = st.container(), st.container()
    address.keep_known(boxes)
    try:
        _page(here, chosen)
        with notices:
            _notices()
    finally:
        address.keep_new(boxes)
        # Last, when the choices of the page are known too.
        areas.share(here.link)


def _page(here: Here, chosen: StreamlitPage) -> None:
    """The page and, under it, what people wrote about the view that is open."""
    chosen.run()
    screen = BY_NAME.get(chosen.url_path)
    if screen is not None and screen.view is not None:
        remarks.commentary(here, viewed.name_of(here, screen))


def _notices() -> None:
    """What is wrong with a link, by the shell's own pickers or by the page's."""
    for sentence in address.notices():
        st.warning(sentence, icon=":material/link_off:")


def _menu(screens: list[Screen]) -> dict[str, list[Any]]:
    """Pages by group, by absolute path: see the record on pages and navigation.

    Those that are not open stand in no menu; who comes by a link is told so there. One
    about a person is not there at all.
    """
    menu: dict[str, list[Any]] = {}
    for screen in MENU:
        if screen.hidden and screen not in screens:
            continue
        entry = st.Page(
            screen.path,
            title=screen.title,
            icon=f":material/{screen.icon}:",
            help=screen.help,
            url_path=screen.name,
            default=screen.name == "home",
            visibility="hidden"
            if screen.hidden or screen not in screens
            else "visible",
        )
        menu.setdefault(screen.group, []).append(entry)
    return menu


try:
    main()
except PhmError as fault:
    show.refusal(fault)
