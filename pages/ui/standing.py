"""The parts of the area profile: what stands out, a theme as a spine, similar areas."""

from dataclasses import replace

import streamlit as st

from pages.ui import address, layout, onward, show, waiting
from pages.ui.context import Here
from phm_core.analysis.beside import england_of
from phm_core.analysis.similar import similar
from phm_core.analysis.standing import Standings, standings
from phm_core.analysis.takeaway import Place, Takeaway, takeaway
from phm_core.area import WHOLE, Area, Level
from phm_core.charts import stands_out as words
from phm_core.charts.explained import explained
from phm_core.charts.spine import spine
from phm_core.charts.takeaway_pdf import two_pages
from phm_core.charts.takeaway_slides import slides
from phm_core.charts.words import day
from phm_core.definitions.questions import Standing
from phm_core.errors import RefusedInput, several
from phm_core.governance.fineness import FINENESS

COMPARED = (Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN, Level.PRACTICE, Level.DISTRICT)
FIRST_SHOWN = 8
EVERYTHING = "all"


def area(here: Here) -> Area:
    """The area of the context, or one chosen here where that is the whole."""
    if here.area.level in COMPARED:
        return here.area
    known = {
        key: title
        for key, title in here.places.titles.items()
        if Area.parse(key).level in COMPARED
    }
    # Beside all that is a visitor's, what is all of it once more says nothing.
    parts = {key: known[key] for key in known if _smaller(here, Area.parse(key))}
    known = parts or known
    if not known:
        raise RefusedInput(
            "This snapshot has no Places, neighbourhoods, PCNs or practices, so there "
            "is no area to profile. Build the area pack again with organisations."
        )
    with layout.side_by_side():
        key = address.select("Area", "of", known, width=320)
        st.button(
            "Show every page for this area",
            icon=":material/filter_center_focus:",
            on_click=address.choose,
            args=("area", key),
        )
    return Area.parse(key)


def _smaller(here: Here, one: Area) -> bool:
    """Whether an area is a part of what is looked at."""
    return FINENESS[one.level] > FINENESS[here.within.level]


def asked(here: Here, chosen: Area, against: str) -> Standings | None:
    """Every indicator by the areas of this kind; a refusal is shown.

    against: 'england' to set the published figures of England beside them.
    """
    indicators = here.indicators
    latest = here.as_at == here.house.snapshot.as_at
    question = Standing(
        tuple(indicators),
        chosen.level,
        as_at=None if latest else here.as_at,
        lens=here.lens,
    )
    released = waiting.ask(
        here, question, key="standing", words="Counting every indicator"
    )
    if released is None:
        return None
    england: dict[str, float] = {}
    if against == "england":
        england = england_of(here.ask, indicators.values())
    found = standings(released, tuple(indicators.values()), tuple(england.items()))
    if chosen != WHOLE and not found.of(chosen.code):
        show.too_small(f"There is nobody to count in {here.places.names[str(chosen)]}.")
        return None
    return found


def stands_out(here: Here, found: Standings, chosen: Area) -> None:
    """What stands out, most sure and largest first, each with its next step."""
    out = found.standing_out(chosen.code)
    name = here.places.names[str(chosen)]
    whole = here.places.names[str(WHOLE)]
    layout.heading(f"What stands out in {name}")
    if not out:
        st.markdown(words.nothing(found, name, whole))
        return
    for line in out[:FIRST_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(words.sentence(line, whole), width="stretch")
            onward.compare(line.indicator, chosen)
    more = len(out) - FIRST_SHOWN
    if more > 0:
        st.caption(f"{several(more, 'more figure')} in the themes below.")


def theme(here: Here, found: Standings, chosen: Area) -> None:
    """The indicators of one theme, or all of them, as a spine."""
    catalogue = here.house.catalogue
    by_id = {line.indicator.id: line for line in found.of(chosen.code)}
    titles = {
        key: entry.title
        for key, entry in catalogue.themes.items()
        if by_id.keys() & catalogue.of_theme(key)
    }
    options = {key: titles[key] for key in sorted(titles, key=titles.__getitem__)}
    picked = address.select(
        "Theme", "theme", options | {EVERYTHING: "All indicators"}, width=320
    )
    wanted = catalogue.of_theme(picked) if picked != EVERYTHING else tuple(by_id)
    if picked != EVERYTHING:
        st.markdown(catalogue.themes[picked].commentary)
    shown = tuple(one for one in wanted if one in by_id)
    picture = spine(
        tuple(by_id[one] for one in shown),
        here.places.names[str(chosen)],
        here.places.names[str(WHOLE)],
        day(found.released.as_at),
    )
    about = replace(explained(found.released), coverage=found.said_of(shown))
    show.chart(picture, about, key="spine")


def peers(here: Here, chosen: Area) -> None:
    """The areas whose people are most alike, and in what."""
    try:
        found = similar(here.house.public, chosen)
    except RefusedInput as fault:
        st.markdown(str(fault))
        return
    about = words.similar_about(here.house.snapshot)
    show.sheet(
        words.peers(found, chosen.level.title),
        about,
        title="Similar areas",
        key="peers",
    )
    st.caption(words.how_similar(found))


def take_away(here: Here, found: Standings, chosen: Area) -> None:
    """The profile on two pages, and as slides whose charts can be edited."""
    name = here.places.names[str(chosen)]
    where = Place(chosen, name, here.places.names[str(WHOLE)], here.lens)

    def told() -> Takeaway:
        return takeaway(here.ask_all, found, here.house.public, where)

    with st.container(horizontal=True):
        title = f"{name} area profile"
        show.take_away(
            "Two pages (PDF)",
            title,
            lambda mark: two_pages(told(), mark),
            "pdf",
            chosen,
        )
        show.take_away(
            "Slides (PowerPoint)",
            title,
            lambda mark: slides(told(), mark),
            "pptx",
            chosen,
        )
