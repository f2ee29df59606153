"""Every built Place: used, opened, its versions, retired and taken back."""

import streamlit as st

from pages.ui import address, areas, show
from pages.ui.context import Here
from pages.ui.placing import draft, saving
from pages.ui.placing.looks import desk_of
from phm_core.analysis.place_keeping import retire
from phm_core.area import Area, Level
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.store.places import SavedPlace


def shelf(here: Here) -> None:
    """Places in use, then retired ones."""
    saved = list(here.house.places.newest().values())
    used = [one for one in saved if not one.place.retired]
    if not used:
        show.empty("No Place is saved yet.", "Build one above and save it.")
    for one in used:
        _card(here, one)
    retired = [one for one in saved if one.place.retired]
    if retired:
        with st.expander(f"Retired ({len(retired)})"):
            for one in retired:
                _card(here, one)


def _card(here: Here, saved: SavedPlace) -> None:
    place = saved.place
    missing = here.house.public.built.missing(place)
    with st.container(border=True):
        st.markdown(f"**{place.name}**: {place.words}")
        st.caption(" · ".join(_facts(saved)))
        if missing:
            st.warning("Not in this data: some of its parts are of another area.")
        if place.review_by and place.review_by < here.house.snapshot.as_at:
            st.warning(f"The review of this Place was due on {day(place.review_by)}.")
        with st.container(horizontal=True):
            st.button(
                "Use on every page",
                key=f"use-{saved.id}",
                disabled=bool(missing) or place.retired,
                on_click=areas.open_area,
                args=(str(Area(Level.BUILT_PLACE, saved.id)),),
            )
            st.button(
                "Open",
                key=f"open-{saved.id}",
                on_click=address.choose,
                args=("place", saved.id),
            )
            st.button(
                "Take back" if place.retired else "Retire",
                key=f"retire-{saved.id}",
                help="A retired Place is kept for the links and cohorts that use it.",
                on_click=_retire,
                args=(here, saved),
            )
        if saved.version > 1:
            _versions(here, saved)


def _facts(saved: SavedPlace) -> list[str]:
    place = saved.place
    facts = [
        f"version {saved.version}",
        f"saved {day(saved.created_at.date())}",
        f"owner {place.owner}" if place.owner else "no owner",
        f"copied from {saved.forked_from}" if saved.forked_from else "",
        f"review by {day(place.review_by)}" if place.review_by else "",
        saved.note,
    ]
    return [fact for fact in facts if fact]


def _versions(here: Here, saved: SavedPlace) -> None:
    with st.expander("Versions"):
        for older in here.house.places.versions(saved.id):
            st.markdown(
                f"**Version {older.version}**, {day(older.created_at.date())}: "
                f"{older.place.words}. {older.note}"
            )
            if older.version != saved.version:
                st.button(
                    f"Open version {older.version} to save it again",
                    key=f"back-{saved.id}-{older.version}",
                    on_click=saving.open_version,
                    args=(saved.id, older.version, here),
                )


def _retire(here: Here, saved: SavedPlace) -> None:
    try:
        kept = retire(desk_of(here), saved, retired=not saved.place.retired)
    except PhmError as fault:
        draft.refuse(fault)
        return
    began = draft.current().began
    if began and began.id == saved.id:
        draft.follow(kept)
