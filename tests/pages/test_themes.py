"""A tile says what the gateway releases, and leads where its figure is looked at."""

import re
from html import unescape

import pytest

from phm_core.area import Area, Level
from phm_core.definitions.questions import Histories, Standing
from tests.pages.conftest import said

PCN = "DU0004"


def faces(app) -> dict[str, str]:
    """The words of every tile, by its title."""
    found = {}
    for each in app.get("html"):
        body = each.proto.body
        title = re.search(r"<h4>(.*?)</h4>", body)
        if title:
            found[unescape(title[1])] = re.sub(r"<[^>]+>", "\n", body.split("</h4>")[1])
    return found


@pytest.fixture
def released(house):
    def ask(level):
        names = tuple(house.catalogue.indicators)
        return house.gateway.ask(Standing(names, level), house.scope())

    return ask


def rows_of(answer, code):
    rows = answer.tables["areas"].to_pylist()
    return {row["indicator"]: row for row in rows if row["code"] == code}


def test_every_tile_of_the_theme_shows_the_released_figure(open_page, house, released):
    rows = rows_of(released(Level.PCN), PCN)
    tiles = faces(open_page("themes", area=f"pcn:{PCN}", theme="diabetes"))

    entries = house.catalogue.indicators
    for identity in house.catalogue.of_theme("diabetes"):
        row, words = rows[identity], tiles[entries[identity].short]
        if row["value"] is None:
            assert row["reason"] in words
            continue
        assert f"{row['value']:.1f}%" in words
        assert f"{row['lower']:.1f} to {row['upper']:.1f}%" in words
        assert ("Stands out" in words) == row["stands_out"]
    assert len(tiles) == len(house.catalogue.of_theme("diabetes"))


def test_a_hidden_figure_says_why(open_page, house, released):
    answer = released(Level.PRACTICE)
    hidden = next(
        row
        for row in answer.tables["areas"].to_pylist()
        if row["mark"] == "suppressed" and row["rankable"]
        and row["indicator"] in house.catalogue.of_theme("diabetes")
    )  # fmt: skip
    code = hidden["code"]
    tiles = faces(open_page("themes", area=f"practice:{code}", theme="diabetes"))

    words = tiles[house.catalogue.indicators[hidden["indicator"]].short]
    assert "not shown" in words
    assert hidden["reason"] in words


def test_the_whole_system_stands_beside_nothing_but_england(open_page):
    page = open_page("themes", theme="cardiovascular", against="england")
    tiles = faces(page)

    words = tiles["Blood pressure to target, under 80"]
    assert "England" in words
    assert not any("Stands out" in text or "Similar" in text for text in tiles.values())
    assert "changed beyond chance" in said(page)


def test_the_finding_counts_and_names_what_stands_out(open_page, house, released):
    rows = rows_of(released(Level.PCN), PCN)
    names = house.catalogue.of_theme("cardiovascular")
    out = [rows[one] for one in names if rows[one]["stands_out"]]
    text = said(open_page("themes", area=f"pcn:{PCN}", theme="cardiovascular"))

    assert f"Of {len(names)} figures, {len(out)} stand" in text
    assert len(out) > 1


def test_months_are_those_that_were_released(open_page, house):
    area = Area(Level.PCN, PCN)
    answer = house.gateway.ask(Histories(("diabetes_statin",), area), house.scope())
    last = answer.tables["series"].to_pylist()[-1]
    page = open_page("themes", area=f"pcn:{PCN}", theme="diabetes")

    body = next(
        each.proto.body
        for each in page.get("html")
        if "<h4>Diabetes: statin<" in each.proto.body
    )
    assert f"latest {last['value']:.1f}" in body


def test_people_who_live_there_have_no_months(open_page):
    page = open_page("themes", area="place:DEM", lens="resident", theme="diabetes")
    assert "registered only" in said(page)
    assert not any("<img" in each.proto.body for each in page.get("html"))


def test_a_tile_leads_to_its_indicator_its_map_its_trend_and_its_people(
    open_page, house
):
    page = open_page("themes", held=("closer-diabetes-diabetes_statin",),
                     area=f"pcn:{PCN}", theme="diabetes")  # fmt: skip
    links = {link.proto.label: link.proto for link in page.get("page_link")}
    assert {"Compare areas", "Map", "Trend", "Inequalities"} <= links.keys()
    query = links["Compare areas"].query_string
    assert "condition=indicator%3Adiabetes_statin" in query
    assert f"pick={PCN}" in query
    assert "measure=diabetes_statin" in links["Trend"].query_string

    page.button(key="people-diabetes-diabetes_statin").click().run()
    entry = house.catalogue.indicators["diabetes_statin"]
    assert [title.value for title in page.title] == ["Build a cohort"]
    assert entry.gap_definition.name in [box.value for box in page.text_input]


def test_what_is_missing_is_listed_with_the_data_that_it_needs(open_page, house):
    text = said(open_page("themes", theme="primary_care"))
    for one in house.catalogue.themes["primary_care"].missing:
        assert f"**{one.title}**: needs {one.needs}." in text


def test_use_of_services_stands_month_by_month(open_page):
    page = open_page("themes", area=f"pcn:{PCN}", theme="urgent_care")
    words = faces(page)["A&E attendances"]
    assert "Per 1,000 people a month" in words
    assert "Whole system" in words


def test_figures_of_single_small_areas_are_not_shown(open_page, house):
    lsoa = house.public.areas(Level.LSOA)["code"].iloc[0]
    page = open_page("themes", area=f"lsoa:{lsoa}", theme="diabetes")
    assert "very few people" in said(page)
    assert faces(page) == {}


def test_every_theme_opens_for_the_whole_system(open_page, house):
    for theme in house.catalogue.themes:
        page = open_page("themes", theme=theme)
        assert not page.error
        assert len(faces(page)) >= len(house.catalogue.of_theme(theme))


def test_what_a_role_may_not_use_says_so(open_page):
    page = open_page("themes", theme="diabetes", role="public_health")
    assert not page.error
    assert "No months are shown" in said(page)
    assert "Diabetes: statin" not in faces(page)
    closed = [one.value for one in page.caption if "Diabetes: statin" in one.value]
    assert len(closed) == 1
    assert closed[0].startswith("Not counted: ")
    assert "Your role may not use the records" in closed[0]


def test_months_of_fewer_people_than_the_figures_say_so(open_page):
    told = "The months leave out people who opted out"
    for purpose, expected in (("direct_care", True), ("planning", False)):
        page = open_page("themes", theme="diabetes", role="clinician",
                         purpose=purpose, org="pcn:DU0001")  # fmt: skip
        assert (told in said(page)) is expected
