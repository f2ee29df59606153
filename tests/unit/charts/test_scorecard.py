"""A scorecard: real tables on the screen and in print, with figures of the tiles."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from phm_core.charts.explained import Explained
from phm_core.charts.scorecard import AIMS, table
from phm_core.charts.scorecard_pdf import Page, one_page
from phm_core.charts.tiles import Tile
from phm_core.governance.taking_out import Mark
from tests.unit.analysis.test_course import FALL, SLOW, followed
from tests.unit.charts.test_tiles import ENTRY, LINE

MARK = Mark(
    user="someone",
    role="analyst",
    purpose="Planning",
    at=datetime(2026, 11, 26, tzinfo=UTC),
    snapshot="abcdef012345",
    row=7,
    classification="counts",
)
ABOUT = Explained("A few indicators.", source="Linked records.", as_at="31 October")
HIDDEN = replace(
    LINE, value=None, lower=None, upper=None, side="", stands_out=False, england=None,
    reason="1 to 7 people.",
)  # fmt: skip


def cells(html: str) -> list[list[str]]:
    return [
        [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(
            r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", html)
    ]  # fmt: skip


def test_a_row_has_value_interval_whole_england_months_and_words():
    tile = Tile(ENTRY, LINE, followed(FALL, target=80.0))
    html = table("Better health", (tile,), ("Here", "Everywhere"))
    head, row = cells(html)

    assert head == [
        "Indicator", "Here", "Everywhere", "England", "36 months", "In words",
    ]  # fmt: skip
    assert re.sub(r"\s+", " ", row[1]) == "61.2% 60.0 to 62.4%"
    assert row[2:4] == ["66.0%", "67.5%"]
    assert "<img" in html
    assert row[5].startswith("Stands out: worse. Concern, unusually low: −6.8 points")
    assert row[5].endswith("The target will not be met as things are (80%).")
    assert "<caption>Better health</caption>" in html
    assert "class=out" in html


def test_a_hidden_figure_says_why_and_what_is_not_published_too():
    _, row = cells(table("T", (Tile(ENTRY, HIDDEN),), ("Here", "Everywhere")))
    assert row[1] == "not shown"
    assert row[3:] == ["not published", "–", "1 to 7 people."]


def test_the_whole_itself_has_nothing_beside_it():
    alone = replace(LINE, whole=None, side="", stands_out=False)
    html = table("T", (Tile(ENTRY, alone),), ("All", "All"))
    assert html.count(">All<") == 1
    _, row = cells(html)
    assert row[2] == "67.5%"


def test_names_of_areas_cannot_write_into_the_page():
    html = table("<i>", (Tile(ENTRY, LINE),), ("<b>x</b>", '"y"'))
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'data-of="&quot;y&quot;"' in html


@pytest.fixture(scope="module")
def document() -> bytes:
    moved = Tile(ENTRY, LINE, followed(FALL, target=80.0))
    still = Tile(ENTRY, HIDDEN, followed(SLOW))
    made = {title: [moved] * 5 + [still] for title in AIMS.values()}
    page = Page("Board scorecard, X", "People.", "X", "Everywhere", made, "Icons.")
    document = one_page(page, ABOUT, MARK)
    assert document == one_page(page, ABOUT, MARK)
    return document


def test_twenty_four_rows_with_much_to_say_fit_one_tagged_page(document):
    streams = re.findall(rb"stream\n(.*?)endstream", document, re.S)
    plain = document + b"".join(inflated(part) for part in streams)
    assert b"/Count 1" in plain
    assert b"/StructTreeRoot" in plain
    assert b"pdfuaid" in plain
    assert plain.count(b"/S /Table") + plain.count(b"/S/Table") == len(AIMS)


def inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
