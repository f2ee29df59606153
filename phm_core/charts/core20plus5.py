"""The clinical areas of Core20PLUS5: a group beside everyone else."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from phm_core.analysis.core20plus5 import Ages, Beside, table
from phm_core.charts import reading
from phm_core.charts.inequality_specs import FROM_DATA
from phm_core.charts.inequality_words import about
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.profile_specs import IN_ORDER, LABELS, SCHEMA
from phm_core.charts.theme import BLUE, CONFIG, LINE, ORANGE
from phm_core.charts.words import day, interval, percent
from phm_core.errors import listed, several
from phm_core.governance.once import kept_by_answer

NAMED = 3
SIDES = {
    "worse": "worse",
    "better": "better",
    "higher": "higher",
    "lower": "lower",
    "": "no clear difference",
}
COLUMNS = (
    Column("area", "Clinical area"),
    Column("indicator", "Indicator"),
    Column("in_value", "In the group", 1, "%"),
    Column("in_range", "95% interval"),
    Column("rest_value", "Everyone else", 1, "%"),
    Column("rest_range", "Its 95% interval"),
    Column("gap", "Gap, points", 1),
    Column("gap_range", "Gap, 95% interval"),
    Column("said", "The group is"),
    Column("needed_text", "People needed"),
    Column("in_people", "People in the group"),
)


def _marks(where: str, shape: str, colour: str, offset: int) -> list[dict[str, Any]]:
    return [
        {"mark": {"type": "rule", "aria": False, "color": LINE, "strokeWidth": 2,
                  "yOffset": offset},
         "encoding": {"x": {"field": f"{where}_lower", "type": "quantitative"},
                      "x2": {"field": f"{where}_upper"}}},
        {"mark": {"type": "point", "aria": False, "filled": True, "size": 90,
                  "opacity": 1, "shape": shape, "color": colour, "yOffset": offset},
         "encoding": {"x": {"field": f"{where}_value", "type": "quantitative"}}},
    ]  # fmt: skip


SPEC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "rows"},
    "height": {"step": 34},
    "encoding": {
        "y": {"field": "indicator", "type": "nominal", "sort": IN_ORDER,
              "axis": LABELS | {"labelLimit": 250}},
        "x": {"type": "quantitative", "scale": FROM_DATA,
              "axis": {"title": "%", "tickCount": 5}},
        "tooltip": [
            {"field": "area", "title": "Clinical area"},
            {"field": "indicator", "title": "Indicator"},
            {"field": "in_text", "title": "In the group"},
            {"field": "rest_text", "title": "Everyone else"},
            {"field": "said", "title": "The group is"},
            {"field": "needed_text", "title": "People needed"},
        ],
    },
    "layer": [
        *_marks("rest", "square", ORANGE, 5),
        *_marks("in", "circle", BLUE, -5),
        {"transform": [{"filter": "!isValid(datum.in_value)"}],
         "mark": {"type": "text", "align": "left", "fontSize": 10, "dy": -9},
         "encoding": {"text": {"field": "in_text"}, "x": {"value": 4}}},
    ],
}  # fmt: skip


@kept_by_answer
def clinical_areas(
    found: tuple[Beside, ...], ages: Ages, group: str, place: str
) -> Picture:
    """Every indicator: the group as a circle, everyone else as a square."""
    rows = [_written(row, at) for at, row in enumerate(table(found, ages).to_pylist())]
    shown = pa.Table.from_pylist(rows)
    title = finding(found, group)
    when = day(found[0].groups.released.as_at)
    return Picture(
        spec=SPEC,
        reading=reading.GROUPS,
        data={"rows": shown},
        title=title,
        subtitle=(
            f"Share of people (%) in {group} (circle) and of everyone else (square), "
            f"{place}, {when}. Need is adjusted for age, care given is crude."
        ),
        alt=f"Dots of each indicator in {group} and elsewhere. {title}.",
        sheet=Sheet(shown, COLUMNS),
        notes=(
            "Worse or better is said where the 99.8% interval of the gap leaves nought "
            "out, since many are compared. Lines: 95% intervals of each figure.",
            "People whose group is not known are on neither side.",
        ),
    )


def finding(found: Sequence[Beside], group: str) -> str:
    """How many indicators are clearly worse in the group, the widest gaps first."""
    shown = [one for one in found if not one.gap.reason[0]]
    if not shown:
        return f"{group}: too few people for any figure"
    worse = [one for one in shown if one.side == "worse"]
    better = [one for one in shown if one.side == "better"]
    of = several(len(shown), "indicator")
    if not worse and not better:
        return f"{group}: none of {of} is clearly better or worse than elsewhere"
    said = []
    for side, ones in (("worse", worse), ("better", better)):
        ones.sort(key=lambda one: -abs(float(one.gap.value[0])))
        names = [one.indicator.short for one in ones[:NAMED]]
        more = len(ones) - NAMED
        names += [f"{more} more"] if more > 0 else []
        said += [f"{len(ones)} clearly {side} ({listed(names)})"] if ones else []
    return f"{group}, of {of}: {'; '.join(said)}"


def _written(row: dict[str, Any], at: int) -> dict[str, Any]:
    ranges = {
        f"{where}_range": interval(row[f"{where}_lower"], row[f"{where}_upper"])
        for where in ("in", "rest", "gap")
    }
    needed = row["needed"]
    text = {
        f"{where}_text": percent(row[f"{where}_value"])
        if row[f"{where}_value"] is not None
        else "too few to show"
        for where in ("in", "rest")
    }
    ends = (row["needed_lower"], row["needed_upper"])
    people = (
        f"{about(needed)} ({about(ends[0])} to {about(ends[1])})"
        if needed is not None
        else ""
    )
    return (
        row
        | ranges
        | text
        | {
            "order": at,
            "said": SIDES[row["side"]] if row["gap"] is not None else "not shown",
            "needed_text": people,
        }
    )
