"""Charts that are narrow: labels of an axis stand apart, and cells hold their words."""

import re
from datetime import date

import pyarrow as pa
import pytest

from phm_core.charts import attrition, overlap, restoration, spc_specs
from phm_core.charts.picture import Picture, Sheet
from phm_core.charts.svg import svg

NARROW = 180  # pixels of a drawing whose names take half of the screen
DIGIT = 7.2
GAP = 4
LABEL = re.compile(r'translate\(([\d.]+),[^>]*opacity="1">([^<]+)</text>')
BESIDE = re.compile(r"translate\(([\d.]+),[^>]*>1,132,500</text>")
CELL = re.compile(r'd="M[\d.]+,[\d.]+h([\d.]+)v')


def pictured(spec: dict, **data: pa.Table) -> Picture:
    return Picture(
        spec=spec, data=data, title="", subtitle="", alt="",
        sheet=Sheet(pa.table({}), ()),
    )  # fmt: skip


def both() -> Picture:
    counts = [104_000, 81_250, 176_400]
    parts = [
        {"part": str(count), "label": "In both", "people": count, "end": count,
         "said": str(count)}
        for count in counts
    ]  # fmt: skip
    return pictured(overlap.SPEC, parts=pa.Table.from_pylist(parts))


def months() -> Picture:
    rows = [
        {"month": date(2024 + at // 12, 1 + at % 12, 1), "value": 50.0,
         "kind": "concern", "label": "", "phase": 0, "stretch": 0, "said": "",
         "centre": 50.0, "lower_limit": 49.0, "upper_limit": 51.0, "below": 0,
         "ends": False}
        for at in range(36)
    ]  # fmt: skip
    none = pa.table({"value": [80.0], "name": ["Target"]})
    marks = pa.table({"month": pa.array([], pa.date32()), "short": [], "row": []})
    points = pa.Table.from_pylist(rows)
    return pictured(spc_specs.SPC, points=points, targets=none, marks=marks)


@pytest.mark.parametrize("picture", [both, months])
@pytest.mark.parametrize("width", range(NARROW, 340, 20))
def test_labels_of_an_axis_stand_apart(picture, width):
    drawn = svg(picture(), width=width)
    across = drawn.split('class="mark-text role-axis-label"')[1].split("</g>")[0]
    ends = -NARROW
    found = [(float(x), len(word) * DIGIT) for x, word in LABEL.findall(across)]
    assert len(found) > 1
    for x, wide in found:
        assert x - wide / 2 > ends + GAP
        ends = x + wide / 2


def test_months_stand_below_each_other_so_that_every_cell_holds_its_words():
    groups = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)"]
    rows = [
        {"label": group, "order": at, "other_label": f"M{month}", "other_order": month,
         "cell_text": "0.92|0.8–1.0", "value": 1.0, "dark": False}
        for at, group in enumerate(groups)
        for month in range(12)
    ]  # fmt: skip
    picture = pictured(restoration.MONTHLY, cells=pa.Table.from_pylist(rows))
    drawn = svg(picture, width=290)
    drawn = drawn.split("mark-rect role-mark")[1].split("</g>")[0]
    cells = CELL.findall(drawn)
    words = len("0.8–1.0") * DIGIT
    assert len(cells) == len(rows)
    assert min(map(float, cells)) > words


def rules() -> Picture:
    counts = [1_132_500, 1_132_500]
    rows = [
        {"position": at, "name": "", "label": str(at), "left": f"{count:,}",
         "alone": count, "remaining": count, "unknown": 0, "gained_if_dropped": 0,
         "widest": float(count), "room": attrition.ROOM * count}
        for at, count in enumerate(counts)
    ]  # fmt: skip
    return pictured(attrition.SPEC, rules=pa.Table.from_pylist(rows))


def test_the_number_beside_the_longest_bar_is_whole():
    narrow = 320
    drawn = svg(rules(), width=narrow)
    ends = [float(x) + 9 * DIGIT for x in BESIDE.findall(drawn)]
    assert len(ends) == 2  # one for each bar
    assert max(ends) <= narrow
