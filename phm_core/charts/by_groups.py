"""Several figures by one breakdown: each group beside everyone, figure by figure."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.analysis.by_group import WIDER, ByGroup
from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.profile_specs import IN_ORDER, LABELS, SCHEMA
from phm_core.charts.theme import CATEGORIES, CONFIG, INK
from phm_core.charts.words import day, in_lines, interval, percent
from phm_core.errors import listed, several
from phm_core.governance.once import kept_by_answer

NAMED = 3
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
COLUMNS = (
    Column("figure", "Figure"),
    Column("label", "Group"),
    Column("value", "Value", 1, "%"),
    Column("lower", "Lower 95%", 1, "%"),
    Column("upper", "Upper 95%", 1, "%"),
    Column("count", "People counted"),
    Column("people", "Among"),
    Column("whole", "Everyone", 1, "%"),
    Column("said", "Against everyone"),
)
SPEC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "groups"},
    "height": {"step": 11, "for": "offset"},
    "encoding": {
        "y": {"field": "axis", "type": "nominal", "sort": IN_ORDER,
              "axis": LABELS | {"labelExpr": "split(datum.label, '|')"},
              "scale": {"paddingInner": 0.35}},
        "yOffset": {"field": "place", "type": "ordinal"},
        "x": {"type": "quantitative", "scale": {"zero": False, "nice": True,
                                                "padding": 8},
              "axis": {"title": "%", "tickCount": 5}},
        "tooltip": [
            {"field": "figure", "title": "Figure"},
            {"field": "label", "title": "Group"},
            {"field": "value_text", "title": "Value"},
            {"field": "range", "title": "95% interval"},
            {"field": "people", "title": "Among", "format": ",.0f"},
            {"field": "said", "title": "Against everyone"},
        ],
    },
    "layer": [
        {"mark": {"type": "rule", "aria": False, "color": "#768692", "strokeWidth": 2},
         "encoding": {"x": {"field": "lower", "type": "quantitative"},
                      "x2": {"field": "upper"}}},
        {"mark": {"type": "tick", "aria": False, "color": INK, "thickness": 2,
                  "size": 11},
         "encoding": {"x": {"field": "whole", "type": "quantitative"}}},
        {"mark": {"type": "point", "aria": False, "filled": True, "size": 70,
                  "opacity": 1, "stroke": INK, "strokeWidth": 0.5},
         "encoding": {
             "x": {"field": "value", "type": "quantitative"},
             "color": {"field": "label", "type": "nominal", "sort": IN_ORDER,
                       "scale": {"range": list(CATEGORIES)},
                       "legend": {"title": None, "columns": 3}},
             "shape": {"field": "label", "type": "nominal", "sort": IN_ORDER,
                       "scale": {"range": list(SHAPES)}}}},
    ],
}  # fmt: skip


@kept_by_answer
def by_groups(found: tuple[ByGroup, ...], by: str, place: str) -> Picture:
    """Each figure by the groups of one breakdown, and everyone as a line.

    by: the breakdown, as a reader calls it.
    """
    rows = [
        row for at, one in enumerate(found) for row in _rows(one.known, at, one.whole)
    ]
    shown = pa.Table.from_pylist(rows)
    title = finding(rows, len(found))
    return Picture(
        spec=SPEC,
        reading=reading.BY_GROUPS,
        data={"groups": shown},
        title=title,
        subtitle=(
            f"Share of people (%) by {by}, {place}, "
            f"{day(found[0].released.as_at)}. Need is adjusted for age, care given is "
            "crude. The black line is everyone."
        ),
        alt=f"Dots with intervals of each figure by {by}. {title}.",
        sheet=Sheet(shown, COLUMNS),
        notes=(
            "Those whose group is not known are in everyone and in no group. Worse or "
            "better is said where the 99.8% interval leaves everyone's figure out.",
        ),
    )


def finding(rows: Sequence[dict[str, Any]], figures: int) -> str:
    """Which group is clearly worse than everyone most often, and how often."""
    worse: dict[str, int] = {}
    for row in rows:
        if row["said"] == "worse":
            worse[row["label"]] = worse.get(row["label"], 0) + 1
    of = several(figures, "figure")
    if not worse:
        return f"Of {of}, none is clearly worse in a group than for everyone"
    most = sorted(worse.items(), key=lambda pair: -pair[1])[:NAMED]
    told = listed(f"{count} in '{label}'" for label, count in most)
    return f"Of {of}, clearly worse than for everyone: {told}"


def _rows(known: ByGroup, at: int, whole: dict[str, Any]) -> list[dict[str, Any]]:
    subject = known.asking.subject
    name = subject.indicator.short if subject.indicator else subject.title
    wide = known.estimates(WIDER)
    return [
        row
        | {
            "figure": name,
            "axis": in_lines(name, width=26),
            "order": at * 100 + place,
            "place": place,
            "whole": whole["value"],
            "value_text": percent(row["value"]),
            "range": interval(row["lower"], row["upper"]),
            "said": _side(
                subject.better, wide.lower[place], wide.upper[place], whole["value"]
            )
            if row["value"] is not None
            else "",
        }
        for place, row in enumerate(known.rows.to_pylist())
    ]


def _side(better: str, low: float, high: float, whole: float | None) -> str:
    """Worse, better, higher, lower or similar; "" where it cannot be said."""
    if whole is None or np.isnan(low) or np.isnan(high):
        return ""
    if low <= whole <= high:
        return "similar"
    side = "higher" if low > whole else "lower"
    if better == "none":
        return side
    return "better" if side == better else "worse"
