"""The scorecard shows the released figures by aim, for any area."""

import re
from datetime import timedelta
from html import unescape

import pytest

from phm_core.area import Level
from phm_core.charts.scorecard import AIMS
from phm_core.definitions.questions import Standing
from phm_core.gateway.late import Late
from phm_core.governance.confidence import level_of
from tests.pages.conftest import CHIP, figures, keep_apart, said


def rows_of(app) -> dict[str, str]:
    """The text of every row by the name of its indicator."""
    found = {}
    for each in app.get("html"):
        for row in re.findall(r"<tr.*?</tr>", each.proto.body):
            name = re.search(r'scope="row">(.*?)(<br>|</th>)', row)
            if name:
                found[unescape(name[1])] = re.sub(
                    r"\s+", " ", re.sub(r"<[^>]+>", " ", row)
                )
    return found


@pytest.mark.parametrize(
    ("area", "level", "code"),
    [("pcn:DU0004", Level.PCN, "DU0004"), ("place:DEM", Level.PLACE, "DEM")],
)
def test_every_indicator_shows_what_was_released(open_page, house, area, level, code):
    names = tuple(house.catalogue.indicators)
    answer = house.gateway.ask(Standing(names, level), house.scope())
    released = {
        row["indicator"]: row
        for row in answer.tables["areas"].to_pylist()
        if row["code"] == code
    }
    shown = rows_of(open_page("scorecard", area=area))

    card = house.catalogue.scorecards["board"]
    assert len(shown) == len(card.all)
    for identity in card.all:
        row = released[identity]
        text = shown[house.catalogue.indicators[identity].short]
        if row["value"] is None:
            assert row["reason"] in text
        else:
            assert f"{row['value']:.1f}%" in text
            assert f"{row['lower']:.1f} to {row['upper']:.1f}%" in text
        assert ("Stands out" in text) == row["stands_out"]


def test_the_aims_stand_in_order_and_england_where_it_is_published(open_page):
    page = open_page("scorecard", against="none")
    captions = [
        match[1]
        for each in page.get("html")
        for match in re.finditer(r"<caption>(.*?)</caption>", each.proto.body)
    ]
    assert captions == list(AIMS.values())
    england = rows_of(page)["Blood pressure to target, under 80"]
    assert "not published" not in england


def test_what_a_board_misses_here_is_said(open_page, house):
    text = said(open_page("scorecard"))
    for one in house.catalogue.scorecards["board"].missing:
        assert one.needs in text
    assert house.catalogue.scorecards["board"].commentary in text


def test_it_can_be_taken_away_as_a_page_and_as_rows(open_page):
    labels = [
        button.proto.label for button in open_page("scorecard").get("download_button")
    ]
    assert {"One page (PDF)", "Download CSV"} <= set(labels)


def test_without_people_the_page_says_what_to_do(open_area):
    assert "phm_core demo" in said(open_area("scorecard"))


def test_late_records_are_told_beside_the_figures_that_read_them_and_no_other(
    open_page, house, monkeypatch
):
    late = {"activity": house.snapshot.as_at - timedelta(days=200)}
    keep_apart(monkeypatch, "late activity")
    monkeypatch.setattr(Late, "_ends", late)
    names = tuple(house.catalogue.indicators)
    answer = house.gateway.ask(Standing(names, Level.PCN), house.scope())
    card = house.catalogue.scorecards["board"]
    read = {
        house.catalogue.indicators[one].short
        for one in card.all
        if level_of(answer.said_of(one)) == "unfit"
    }
    rows = rows_of(open_page("scorecard"))
    assert {name for name, text in rows.items() if CHIP.search(text)} == read
    assert 0 < len(read) < len(rows)
    _, _, chip = next(figures(open_page("area_profile", theme="diabetes")))
    assert chip == ""
