"""The funnel that is drawn, and the areas that it marks, against values by hand."""

import math
import re

import pytest

from phm_core.analysis.comparison import comparison
from phm_core.charts import compare
from phm_core.charts import funnel as funnels
from phm_core.charts.svg import svg
from phm_core.methods.funnels import LIMITS
from tests.unit.charts.areas import measured, row

Z = {"95%": 1.959963984540054, "99.8%": 3.090232306167813}
# Counted of 80 expected in each area, where the whole has half as many again.
COUNTS = [85, 150, 100, 130, 120, 105, 160, 80, 140, 110, 300, 125]
USUAL = 1.5


def shares(counts: list[int], people: list[int]):
    rows = [
        row(str(i), 1.0, 100 * x / n, count=x, people=n)
        for i, (x, n) in enumerate(zip(counts, people, strict=True))
    ]
    return comparison(measured(rows, basis="crude"))


def drawn(found) -> dict[str, list[tuple[float, float]]]:
    picture = funnels.funnel(found, "Everywhere")
    assert picture is not None
    made: dict[str, list[tuple[float, float]]] = {}
    for one in picture.data["limits"].to_pylist():
        made.setdefault(one["name"], []).append((one["size"], one["limit"]))
    return made


def beyond(found) -> dict[str, str]:
    return {one["code"]: one["beyond"] for one in found.ranked.to_pylist()}


def test_limits_of_a_ratio_are_of_cases_expected_at_the_usual_level() -> None:
    rows = [row(str(i), 1.0, 8.0, count=n) for i, n in enumerate(COUNTS)]
    found = comparison(measured(rows, of_all=120))
    assert found.spread is not None
    assert found.spread.adjusted
    for name, curve in drawn(found).items():
        side, level = name.split(" ")
        sign = 1 if side == "upper" else -1
        for size, limit in curve:
            half = Z[level] * math.sqrt(1 / (size * USUAL) + found.spread.tau_squared)
            assert limit == pytest.approx(USUAL * math.exp(sign * half), rel=1e-5)
    reach = {z: Z[z] * math.sqrt(1 / 120 + found.spread.tau_squared) for z in Z}
    at = [USUAL * 80 * math.exp(end * reach["95%"]) for end in (-1, 1)]
    assert [n for n in COUNTS if not at[0] < n < at[1]] == [80, 300]
    assert USUAL * 80 * math.exp(-reach["99.8%"]) < 80
    marked = {code: side for code, side in beyond(found).items() if side != "within"}
    assert marked == {"10": "above 99.8%", "7": "below 95%"}


def test_areas_are_marked_by_the_limits_that_are_drawn() -> None:
    # By hand, 10% of 1,000: 95% limits at 81.4 and 118.6, 99.8% at 70.7 and 129.3.
    counts = [100] * 30 + [70, 72, 81, 82, 118, 119, 129, 130]
    counts += [100 - (sum(counts) - 3_800)]  # the average stays 10%
    found = shares(counts, [1_000] * 39)
    assert not found.spread.adjusted
    assert list(beyond(found).values()).count("above 99.8%") == 1
    marked = {code: side for code, side in beyond(found).items() if side != "within"}
    assert marked == {
        "30": "below 99.8%",
        "31": "below 95%",
        "32": "below 95%",
        "35": "above 95%",
        "36": "above 95%",
        "37": "above 99.8%",
    }
    picture = funnels.funnel(found, "Everywhere")
    assert picture.title == "Outside the 99.8% limits: Area 37 above; Area 30 below"
    areas = {one["code"]: one for one in picture.data["areas"].to_pylist()}
    assert [areas[code]["side"] for code in ("30", "33", "37")] == [
        "lower",
        "similar",
        "higher",
    ]
    assert picture.sheet.written()[0][-1] == "above 99.8%"
    assert svg(picture).count("mark-symbol") >= 1


def test_a_few_people_are_outside_only_by_much() -> None:
    # Of ten people at 10%, the upper limits are 28.6% and 39.3%: by hand,
    # 0.1 + 1.959964 * sqrt(0.09 / 10), and with 3.090232.
    people = [10, 10, 10, 9_000]
    found = shares([2, 3, 4, 894], people)
    assert [beyond(found)[code] for code in "012"] == [
        "within",
        "above 95%",
        "above 99.8%",
    ]
    assert "at least 10 are needed" in funnels.spread(found)


def test_a_few_ratios_are_marked_by_their_own_intervals() -> None:
    # By hand with 120 usual: Byar's lower limits of 145 are 122.4 (95%) and 110.6
    # (99.8%), of 160 the outer one is 123.7.
    rows = [row(str(n), 1.0, 8.0, count=n) for n in (120, 145, 160)]
    found = comparison(measured(rows, of_all=120))
    assert not found.spread.adjusted
    assert beyond(found) == {"120": "within", "145": "above 95%", "160": "above 99.8%"}


def ratios(expected: list[int]):
    rows = [row(str(i), 1.0, 8.0, count=n, expected=n) for i, n in enumerate(expected)]
    return comparison(measured(rows))


@pytest.mark.parametrize(
    ("found", "sizes"),
    [
        (shares([90, 120, 900], [900, 1_200, 9_000]), (900, 9_000)),
        (ratios([1_800, 2_100, 2_400]), (1_800, 2_400)),
        (ratios([15, 40, 90]), (15, 90)),
    ],
    ids=["shares", "ratios", "ratios of few"],
)
def test_limits_begin_and_end_alike_and_hold_every_area(found, sizes) -> None:
    limits = funnels.funnel(found, "Everywhere").data["limits"].to_pylist()
    ends: dict[str, set[float]] = {"first": set(), "last": set()}
    for name in LIMITS:
        along = [one["size"] for one in limits if one["name"] == name]
        assert along == sorted(along)
        ends["first"].add(round(along[0], 6))
        ends["last"].add(round(along[-1], 6))
    assert [len(one) for one in ends.values()] == [1, 1]
    assert ends["first"].pop() <= sizes[0] * 1.01
    assert ends["last"].pop() >= sizes[1] * 0.99


def test_limits_of_very_few_are_drawn_as_far_as_they_are_known() -> None:
    found = ratios([2, 15, 40, 90])
    upper = drawn(found)["upper 95%"]
    lower = drawn(found)["lower 99.8%"]
    assert upper[0][0] < 2 < lower[0][0]


def test_fewer_areas_in_order_keep_the_limits_of_all() -> None:
    counts = [100] * 20 + [140]
    found = shares(counts, [1_000] * 21)
    kept = found.among(frozenset({"20", "1"}))
    assert beyond(kept) == {"20": "above 99.8%", "1": "within"}
    assert "Area 20 above" in funnels.outside(kept)
    none = found.among(frozenset({"1"}))
    assert funnels.outside(none) == "No PCN is outside the 99.8% limits"


def test_an_area_with_nobody_counted_is_said_not_to_be_judged() -> None:
    rows = [row(str(i), 1.0, 8.0, count=n) for i, n in enumerate([*COUNTS, 0])]
    found = comparison(measured(rows, of_all=120))
    assert beyond(found)["12"] == ""
    assert "Not judged by them: 1 area with nobody counted." in funnels.spread(found)


def test_words_of_an_area_without_a_figure_leave_room_for_the_others() -> None:
    hidden = row("x", 1.0, None, value=None, reason="Fewer than 10 cases, " * 8)
    rows = [row("1", 1.0, 4.0), row("2", 1.0, 12.0), hidden]
    picture = compare.ranked(comparison(measured(rows)), "Everywhere")
    drawn = svg(picture, width=300)
    assert "Fewer than 10 cases, Fewer" in drawn
    assert "…" in drawn
    [width] = re.findall(r'<svg[^>]* width="(\d+)', drawn)
    assert int(width) <= 400
