from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from phm_core.analysis.comparison import comparison
from phm_core.analysis.need_map import by_need, need_map
from phm_core.charts import compare, deck, maps, need
from phm_core.charts import funnel as funnels
from phm_core.charts.explained import explained
from phm_core.charts.pdf import one_page
from phm_core.charts.svg import svg
from phm_core.charts.theme import BIVARIATE, NOT_SHOWN
from tests.marks import MARK
from tests.unit.charts.areas import correlated, measured, row

NINE = [
    row(f"{x}{y}", 10.0 * x + y, 5.0 * y + x + 1, name=f"Area {x}{y}")
    for x in range(3)
    for y in range(3)
]
ALL = frozenset(area["code"] for area in NINE)
EVERYWHERE = need.Where(
    "Everywhere",
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": code,
                    "name": code,
                    "label_lon": int(code[0]) + 0.5,
                    "label_lat": 50 + int(code[1]) + 0.5,
                    "residents_registered_elsewhere_share": 0.25,
                },
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [
                            [int(code[0]) + dx, 50 + int(code[1]) + dy]
                            for dx, dy in ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))
                        ]
                    ],
                },
            }
            for code in sorted(ALL)
        ],
    },
    {"type": "FeatureCollection", "features": []},
)
FACTS = correlated((0.1, -0.3, 0.5), (0.8, 0.6, 0.9))


def test_published_figures_on_a_map_go_with_deprivation_by_what_is_expected() -> None:
    """Published figures have no adjusted rates, and one area is not on the map."""
    bare = dict.fromkeys(("adjusted_lower", "adjusted_upper"))
    rows = [
        row(str(at), 10.0 * at, None, observed_expected=1.0 + at, **bare)
        for at in range(5)
    ]
    found = need_map(measured(rows), frozenset("0123"))
    together = found.measured.adjusted
    assert together is not None
    assert (together.r, together.areas) == (1.0, 4)


def test_figures_that_read_alike_are_coloured_alike() -> None:
    rows = [row(str(at), 10.0 * at, 100.0 + at * 1e-12) for at in range(5)]
    found = need_map(measured(rows), frozenset("01234"))
    up = {cell // 3 for cell in found.areas["cell"].to_pylist()}
    assert len(up) == 1, found.up
    said = need.legend(found).subtitle
    assert "the same everywhere. Thirds" in said
    assert "Across, deprivation score: under" in said


def test_each_area_is_in_the_third_of_its_two_values() -> None:
    found = need_map(measured(NINE), ALL)
    cells = dict(
        zip(
            found.areas["code"].to_pylist(),
            found.areas["cell"].to_pylist(),
            strict=True,
        )
    )
    assert cells == {f"{x}{y}": x + 3 * y for x in range(3) for y in range(3)}


def test_what_is_said_is_of_the_areas_that_are_drawn() -> None:
    rows = [row(str(at), imd=10.0 * at, adjusted=5.0 + at) for at in range(6)]
    away = [row(f"away {at}", imd=10.0 * at, adjusted=50.0 - at) for at in range(20)]
    every = measured([*rows, *away], **FACTS)
    found = need_map(every, frozenset(one["code"] for one in rows))
    together = found.measured.together
    assert together is not None
    assert (together.r, together.areas, found.off_map) == (1.0, 6, 20)
    assert found.measured.areas.num_rows == found.areas.num_rows == 6
    told = need.off_map(found, replace(EVERYWHERE, name="North PCN"))
    assert told.endswith("Some of its people live in 20 other PCNs.")
    whole = need_map(every, frozenset(every.areas["code"].to_pylist()))
    assert (whole.measured, whole.off_map) == (every, 0)


def test_an_area_without_a_figure_has_no_colour_and_a_sign() -> None:
    rows = [*NINE[:-1], row("22", 22.0, None, mark="suppressed", count=None)]
    found = need_map(measured(rows), ALL)
    drawn = need.drawn(found).to_pylist()
    hidden = next(area for area in drawn if area["code"] == "22")
    assert (hidden["fill"], hidden["sign"]) == (NOT_SHOWN, "×")


def test_hidden_missing_few_and_nought_are_four_different_signs() -> None:
    signs = maps.signs(["suppressed", "none", "small", "", ""], [None, None, 12, 0, 9])
    assert signs.to_pylist() == ["×", "–", "·", "0", ""]
    words = maps.key_to(signs.to_pylist())
    assert "1 to 7" in words
    assert "no data" in words


def test_areas_that_may_not_be_ranked_are_neither_mapped_nor_listed() -> None:
    rows = [*NINE, row("U", 10.0, 50.0, rankable=False)]
    found = need_map(measured(rows), ALL | {"U"})
    assert "U" not in found.areas["code"].to_pylist()
    assert comparison(measured(rows)).left_out == 1


def test_need_is_people_above_expected() -> None:
    table = by_need(need_map(measured(NINE), ALL))
    excess = table["excess"].to_pylist()
    counts = np.array(table["count"].to_pylist())
    assert excess == sorted(excess, reverse=True)
    assert excess == (counts - 80.0).tolist()


def test_crude_need_is_people_above_the_share_of_the_whole() -> None:
    table = by_need(need_map(measured(NINE, basis="crude"), ALL))
    counts = np.array(table["count"].to_pylist())
    assert table["excess"].to_pylist() == (counts - 0.08 * 1_000).tolist()


def test_crude_colours_follow_the_crude_interval() -> None:
    rows = [row("1", 1.0, 8.5), row("2", 2.0, 12.0), row("3", 3.0, 2.0)]
    sides = measured(rows, basis="crude").areas["compared"].to_pylist()
    assert sides == ["similar", "higher", "lower"]


def test_legend_has_every_colour_once_with_its_areas() -> None:
    cells = need.legend(need_map(measured(NINE), ALL)).data["cells"]
    assert isinstance(cells, pa.Table)
    assert set(cells["fill"].to_pylist()) == {c for line in BIVARIATE for c in line}
    assert cells["areas"].to_pylist() == [1] * 9


def test_pictures_are_drawn_and_say_what_they_show() -> None:
    found = need_map(measured(NINE, **FACTS), ALL)
    area_map, dots = need.pictures(found, EVERYWHERE, "11")
    drawn = svg(area_map)
    assert drawn.count('aria-roledescription="geoshape"') >= len(NINE)
    assert BIVARIATE[2][2] in drawn
    assert "9 areas" in area_map.alt
    assert "31 October 2026" in area_map.subtitle
    assert "Area 11" in svg(dots)


def test_share_registered_elsewhere_is_listed_and_said() -> None:
    sheet = need.sheet(need_map(measured(NINE), ALL), EVERYWHERE.shapes)
    assert sheet.titles[-1] == "Residents registered elsewhere"
    assert sheet.written()[0][-1] == "25%"
    assert "25% to 25%" in need.elsewhere(EVERYWHERE)


def test_moving_map_asks_nobody_for_a_background() -> None:
    area_map, _ = need.pictures(need_map(measured(NINE), ALL), EVERYWHERE, "11")
    found = deck.areas(area_map).to_json()
    assert "http" not in found.replace('"http://www.w3.org', "")
    assert '"mapProvider": null' in found or "mapProvider" not in found


def test_one_page_document_is_tagged_for_screen_readers() -> None:
    found = measured(NINE, **FACTS)
    pictures = need.pictures(need_map(found, ALL), EVERYWHERE)
    document = one_page("Map", "Here", pictures, explained(found.released), MARK)
    assert document.startswith(b"%PDF")
    assert b"/StructTreeRoot" in document
    assert document.count(b"/Type /Page\n") + document.count(b"/Type/Page/") <= 1


@pytest.mark.parametrize("basis", ["adjusted", "crude"])
def test_comparison_is_drawn_in_order_with_limits_of_chance(basis: str) -> None:
    found = comparison(measured(NINE, basis=basis))
    ranked = compare.ranked(found, "Everywhere")
    funnel = funnels.funnel(found, "Everywhere")
    assert funnel is not None
    order = [name for name, *_ in ranked.sheet.written()]
    assert order[0] == "Area 22"
    assert "Area 22" in svg(ranked)
    assert 'class="mark-line' in svg(funnel)


def test_stands_out_only_what_chance_would_hardly_do() -> None:
    alike = [row(str(i), 1.0 * i, 8.0) for i in range(20)]
    assert comparison(measured(alike)).standing == ()
    found = comparison(measured([*alike, row("x", 1.0, 14.0)]))
    assert found.standing == (("higher", "Area x"),)
    assert compare.standing_out(found, "Everywhere").endswith("Area x higher")


def test_twenty_areas_within_chance_raise_no_false_alarm_at_95_percent() -> None:
    # One area of twenty just outside its own 95% interval is what chance brings.
    counts = [80] * 19 + [99]
    rows = [row(str(i), 1.0, 8.0, count=n) for i, n in enumerate(counts)]
    assert comparison(measured(rows)).standing == ()


def test_one_measure_of_many_gets_its_part_of_the_false_discoveries() -> None:
    alike = [row(str(i), 1.0 * i, 8.0) for i in range(20)]
    rows = [*alike, row("x", 1.0, 14.0)]
    alone, one_of_many = comparison(measured(rows)), comparison(measured(rows), 10**9)
    assert (len(alone.standing), len(one_of_many.standing)) == (1, 0)
    assert "measures that can be chosen" in compare.how_tested(one_of_many)


def test_two_areas_of_one_name_are_told_apart() -> None:
    rows = [row("1", 1.0, 8.0, name="Park"), row("2", 2.0, 9.0, name="Park")]
    drawn = compare.ranked(comparison(measured(rows)), "Everywhere").data["areas"]
    assert isinstance(drawn, pa.Table)
    assert drawn["name"].to_pylist() == ["Park (2)", "Park (1)"]


def test_areas_with_nobody_stand_in_the_table_and_are_not_drawn() -> None:
    nobody = row("2", 2.0, None, people=0, crude=None, reason="Nobody.")
    picture = compare.ranked(comparison(measured([row("1", 1.0, 8.0), nobody])), "All")
    assert picture.data["areas"].num_rows == 1
    assert picture.sheet.data.num_rows == 2
    assert any("Not drawn: 1 " in note for note in picture.notes)
