"""One figure has one value: every screen shows the same of an indicator and an area."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.people import EVERYONE
from phm_core.analysis.subject import key_of
from phm_core.definitions.questions import HowMany
from phm_core.start import House
from tests.pages.conftest import Opened
from tests.pages.test_scorecard import rows_of

AREA, CODE, NAME = "place:DEM", "DEM", "Eldenmouth"
# The columns in which screens call the same figure by different names.
VALUE = ("Here", "Value", "Crude ", "Age-adjusted ")
COUNTED = ("People counted", "Counted")


class Figure(NamedTuple):
    value: float
    counted: str
    among: str


def first_of(row: dict[str, str], headings: tuple[str, ...]) -> str:
    return next(str(row[column]) for column in row if column.startswith(headings))


def figure(row: dict[str, str]) -> Figure | None:
    """The figure of a row of a table; None where it is not shown."""
    number = re.match(r"[\d,.]+", first_of(row, VALUE))
    if number is None:
        return None
    value = float(number[0].replace(",", ""))
    among = row["Among"] if "Among" in row else row["People"]
    return Figure(value, first_of(row, COUNTED), str(among))


def rows_with(app: AppTest, *headings: str) -> list[dict[str, str]]:
    """The rows of the first table that has these columns; none where there is none."""
    tables = (each.value for each in app.table)
    found = (table for table in tables if set(headings) <= set(table.columns))
    return next((table.to_dict("records") for table in found), [])


def in_compare(open_page: Opened, name: str) -> Figure | None:
    return _ranked(open_page, "compare", name)


def on_the_map(open_page: Opened, name: str) -> Figure | None:
    return _ranked(open_page, "map", name)


def in_trends(open_page: Opened, house: House, name: str) -> Figure | None:
    """The month of the data; not every measure is counted apart in it."""
    app = open_page("trends", opened=("spc",), area=AREA, measure=name)
    month = f"{house.snapshot.as_at:%B %Y}"
    rows = (row for row in rows_with(app, "Month", "Value") if row["Month"] == month)
    return next(map(figure, rows), None)


def _ranked(open_page: Opened, screen: str, name: str) -> Figure | None:
    choices = {"condition": name, "per": "place"}
    rows = rows_with(open_page(screen, opened=("ranked",), **choices), "Place")
    return next((figure(row) for row in rows if row["Place"] == NAME), None)


def by_theme(
    open_page: Opened, house: House, screen: str, key: str, **at: str
) -> Iterator[tuple[str, Figure]]:
    """Every figure that a screen shows of its themes, by the title of the indicator."""
    for theme in house.catalogue.themes:
        app = open_page(screen, opened=(key,), theme=theme, **at)
        for row in rows_with(app, "Indicator", "Here"):
            if found := figure(row):
                yield row["Indicator"], found


@pytest.fixture(scope="module")
def tiles() -> dict[str, Figure]:
    """What the tiles show, read once."""
    return {}


@pytest.fixture
def themes(
    open_page: Opened, house: House, tiles: dict[str, Figure]
) -> dict[str, Figure]:
    """The figure of every indicator on the tiles of the themes, by title.

    A tile that stands in two themes shows one figure.
    """
    if not tiles:
        for title, found in by_theme(open_page, house, "themes", "tiles", area=AREA):
            assert tiles.setdefault(title, found) == found
    return tiles


def test_the_profile_shows_what_the_tiles_show(
    open_page: Opened, house: House, themes: dict[str, Figure]
) -> None:
    spines = dict(by_theme(open_page, house, "area_profile", "spine", of=AREA))

    assert spines == themes
    assert len(themes) > len(house.catalogue.indicators) / 2


def test_the_scorecard_shows_what_the_tiles_show(
    open_page: Opened, house: House, themes: dict[str, Figure]
) -> None:
    card = rows_of(open_page("scorecard", area=AREA))
    board = [
        house.catalogue.indicators[one]
        for one in house.catalogue.scorecards["board"].all
    ]
    for one in board:
        found = themes.get(one.title)
        words = "not shown" if found is None else f" {found.value:.1f}% "
        assert words in card[one.short]
    assert any(one.title in themes for one in board)


@pytest.mark.soak
def test_screens_of_one_measure_show_what_the_tiles_show(
    open_page: Opened,
    house: House,
    themes: dict[str, Figure],
    cases: Callable[[int], int],
) -> None:
    known = list(house.catalogue.indicators.values())
    differs, months = {}, 0
    for indicator in known[:: len(known) // cases(len(known))]:
        tile = themes.get(indicator.title)
        ranked = [
            screen(open_page, key_of(indicator)) for screen in (in_compare, on_the_map)
        ]
        latest = in_trends(open_page, house, indicator.id)
        if latest and indicator.lead == "adjusted":  # months are never adjusted
            latest = tile and latest._replace(value=tile.value)
        months += latest is not None
        if ranked != [tile, tile] or latest not in {None, tile}:
            differs[indicator.id] = (tile, *ranked, latest)
    assert differs == {}
    assert months


def test_sources_say_of_how_many_practices_as_the_charts_do(open_page, house):
    covered = house.gateway.ask(HowMany(EVERYONE), house.scope()).covered
    told = {row["Coverage"] for row in rows_with(open_page("about"), "Coverage")}
    assert told == {f"100% of {covered.of_practices} practices"}
