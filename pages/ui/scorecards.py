"""The parts of the scorecard page: a table for each aim, and the files to take away."""

import streamlit as st

from pages.ui import address, figures, show
from pages.ui.context import Here
from pages.ui.figures import Figures
from phm_core.catalogue.schema import Scorecard
from phm_core.charts.explained import explained
from phm_core.charts.scorecard import AIMS, table
from phm_core.charts.scorecard_pdf import Page, one_page
from phm_core.charts.tiles import Tile, sheet
from phm_core.charts.words import day

Aims = dict[str, list[Tile]]


def pick(here: Here) -> Scorecard:
    """The scorecard: a choice where several are declared."""
    cards = here.house.catalogue.scorecards
    titles = {key: entry.title for key, entry in cards.items()}
    if len(titles) == 1:
        return next(iter(cards.values()))
    return cards[address.select("Scorecard", "card", titles, width=320)]


def parts(here: Here, found: Figures, card: Scorecard) -> Aims:
    """The tiles of each aim by its title."""
    return {
        AIMS[aim]: figures.tiles_of(here, found, ids)
        for aim, ids in card.by_aim.items()
    }


def aims(found: Figures, made: Aims) -> None:
    """A table for each aim."""
    for title, some in made.items():
        st.html(table(title, tuple(some), (found.name, found.whole)))
    # Each row says how far its own data carry it.
    st.caption(explained(found.standings.released).line)


def take_away(here: Here, found: Figures, card: Scorecard, made: Aims) -> None:
    """The scorecard as one page, and as rows."""
    released = found.standings.released
    about = explained(released, sentence=card.meaning)
    title = f"{card.title}, {found.name}"
    when = day(released.as_at)
    page = Page(
        title=title,
        context=f"People {here.place}, {when}. {card.commentary}",
        here=found.name,
        whole=found.whole,
        aims=made,
        reading=figures.about_months(here, found),
    )
    with st.container(horizontal=True):
        show.take_away(
            "One page (PDF)",
            title,
            lambda mark: one_page(page, about, mark),
            "pdf",
            found.area,
        )
        show.download(sheet(made), about, title=f"{title}, {when}", key="scorecard")
