"""A tile in words and as a drawing: nothing said that the figures do not bear out."""

import base64
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from phm_core.analysis.standing import Line
from phm_core.analysis.trend import of_rows
from phm_core.catalogue.load import load_catalogue
from phm_core.charts import spc_words
from phm_core.charts.sparkline import image, sparkline
from phm_core.charts.tiles import Tile, changes, face, of_month, sheet, tiles
from tests.unit.analysis.test_course import FALL, SLOW, followed, measure, months

CATALOGUE = load_catalogue()
ENTRY = CATALOGUE.indicators["hypertension_controlled"]
LINE = Line(
    indicator=ENTRY,
    code="A",
    name="Area A",
    value=61.2,
    lower=60.0,
    upper=62.4,
    count=612.0,
    people=1000.0,
    whole=66.0,
    england=67.5,
    span=None,
    side="lower",
    stands_out=True,
    to_average=50.0,
    to_best=70.0,
    mark="",
    reason="",
)


def words(text: str) -> list[str]:
    return [part for part in re.split(r"<[^>]+>", text) if part]


def test_a_tile_says_value_interval_whole_england_and_that_it_stands_out():
    assert words(Tile(ENTRY, LINE).face("Everywhere")) == [
        ENTRY.short,
        "61.2%",
        "Stands out: worse",
        "95% interval 60.0 to 62.4%",
        "612 of 1,000 people",
        "Everywhere 66.0% · England 67.5%",
    ]


def test_what_differs_by_its_interval_alone_is_said_not_to_stand_out():
    tile = Tile(ENTRY, replace(LINE, stands_out=False))
    assert tile.judgement == "Worse by its interval, but does not stand out"
    alike = Tile(ENTRY, replace(LINE, stands_out=False, side="similar"))
    assert alike.judgement == "Similar to the whole"


def test_a_hidden_figure_gives_its_reason_and_no_judgement():
    hidden = replace(
        LINE, value=None, lower=None, upper=None, side="", stands_out=False,
        mark="suppressed", reason="1 to 7 people.",
    )  # fmt: skip
    assert words(Tile(ENTRY, hidden).face("Everywhere")) == [
        ENTRY.short,
        "not shown",
        "1 to 7 people.",
    ]


def test_a_figure_that_cannot_be_counted_gives_the_reason():
    [tile] = tiles([ENTRY], [], {}, {ENTRY.id: "No records."})
    assert words(tile.face("Everywhere")) == [ENTRY.short, "not shown", "No records."]


def test_a_nought_elsewhere_is_a_figure():
    tile = Tile(ENTRY, replace(LINE, whole=0.0, england=None))
    assert "Everywhere 0.0%" in words(tile.face("Everywhere"))


def test_names_cannot_write_into_the_page():
    text = face("<b>A</b>", "1%", ["<script>x</script>"], looks="tile")
    assert "<script>" not in text
    assert "<b>" not in text


def test_months_are_drawn_with_their_latest_point_and_icons():
    found = followed(FALL, target=62.0)
    drawn = sparkline(found)
    assert drawn.count("<polyline") == 1
    assert drawn.count("<path") == 1  # the square of a concern
    assert re.findall(r">([^<]+)</text>", drawn) == ["L", "F"]


def test_a_month_without_a_value_breaks_the_line():
    shares = [60.0, 61.0, None, *[60.5] * 9]
    lines = re.findall(r'<polyline points="([^"]+)"', sparkline(followed(shares)))
    assert [len(line.split()) for line in lines] == [2, 9]


def test_the_image_says_in_words_what_it_shows():
    found = followed(FALL)
    text = image(found)
    assert f'alt="{spc_words.described(found)}"' in text
    drawn = re.search(r"base64,([^\"]+)", text)
    assert drawn is not None
    assert base64.b64decode(drawn[1]).decode() == sparkline(found)


def test_a_series_without_values_has_no_drawing():
    with pytest.raises(ValueError, match="without values"):
        sparkline(followed([None] * 12))


@pytest.mark.parametrize(
    ("shares", "looks_back", "said"),
    [
        (FALL, 12, "Concern, unusually low: −6.8 points on 12 months before, beyond"),
        (SLOW, 12, "Steady: +0.2 points on 12 months before, no clear change."),
        (SLOW, 36, "Not judged: no earlier month is counted apart from the latest."),
    ],
)
def test_the_course_is_said_with_its_test(shares, looks_back, said):
    assert spc_words.course(followed(shares, looks_back=looks_back)).startswith(said)


def test_changes_of_the_whole_are_counted_where_months_are_known():
    moved, still = (Tile(ENTRY, LINE, followed(each)) for each in (FALL, SLOW))
    assert changes([Tile(ENTRY, LINE)], "1 figure") == ""
    assert (
        changes([still], "1 figure") == "Of 1 figure, none has changed beyond chance."
    )
    assert changes([moved, still], "2 figures") == (
        "Of 2 figures, 1 has changed beyond chance, 1 for the worse."
    )


def test_few_months_are_said_to_be_few_only_where_others_are_drawn():
    found = followed(SLOW)
    lone = tiles([ENTRY], [LINE], {"another": found}, {})[0]
    assert lone.course == "Too few months are known to draw."
    assert tiles([ENTRY], [LINE], {}, {})[0].course == ""


def test_the_table_has_the_same_figures_and_words():
    made = {"Control": [Tile(ENTRY, LINE, followed(FALL, target=80.0))]}
    [row] = sheet(made).plain().to_pylist()
    assert row["Section"] == "Control"
    assert (row["Here"], row["The whole"], row["England"]) == (61.2, 66.0, 67.5)
    assert row["Against the whole"] == "worse"
    assert row["Target"] == "The target will not be met as things are"
    assert row["Against a year before"].startswith("−6.8 points")


def test_activity_of_the_latest_month_stands_beside_the_whole():
    rows = months([float(10 + at % 3) for at in range(24)])
    released = SimpleNamespace(
        as_at=date(2026, 10, 31),
        tables={"whole": SimpleNamespace(to_pylist=lambda: rows)},
    )
    events = measure(apart=True, indicator=None, unit="per 1,000 people a month")
    found = of_rows(rows, released, events)
    text = words(of_month("A&E", found, released))
    assert text[:2] == ["A&amp;E", "12.0"]
    assert "Per 1,000 people a month, October 2026" in text
    assert any(part.startswith("Whole system") for part in text)
    nothing = of_rows([], released, events)
    assert "not shown" in words(of_month("A&E", nothing, released))
