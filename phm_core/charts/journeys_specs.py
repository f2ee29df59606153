"""Specifications of the charts of journeys, without data."""

from typing import Any

from phm_core.charts.picture import Spec
from phm_core.charts.profile_specs import HIDDEN, IN_ORDER, LABELS, SCHEMA
from phm_core.charts.theme import BLUE, CONFIG, INK, LINE, ORANGE, SEQUENCE

TIPS = [
    {"field": "label", "title": "Value"},
    {"field": "value_text", "title": "Share"},
    {"field": "range", "title": "95% interval"},
    {"field": "events", "title": "Number", "format": ",.0f"},
]

BARS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "values"},
    "height": {"step": 24},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": IN_ORDER, "axis": LABELS},
        "x": {"type": "quantitative", "title": "%", "scale": {"zero": True},
              "axis": {"tickCount": 5}},
        "tooltip": TIPS,
    },
    "layer": [
        {"mark": {"type": "bar", "aria": False, "color": SEQUENCE[3], "height": 16},
         "encoding": {"x": {"field": "share", "type": "quantitative"}}},
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "share_lower", "type": "quantitative"},
                      "x2": {"field": "share_upper"}}},
        HIDDEN,
    ],
}  # fmt: skip

UNIT = "unit"  # what follows each number below the axis

# Before, on the day, after: told apart by shape as well as by colour.
LOOKS = {
    "before": ("square", ORANGE),
    "same_day": ("diamond", INK),
    "after": ("circle", BLUE),
}


def around(*parts: str) -> Spec:
    """Services down; before, on the same day and after beside each other in a row."""
    shapes, colours = zip(*(LOOKS[part] for part in parts), strict=True)
    names = [PARTS[part] for part in parts]
    by = {"field": "when", "type": "nominal"}
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "data": {"name": "around"},
        "params": [{"name": UNIT, "value": ""}],
        "height": {"step": 14 * len(parts) + 6, "for": "position"},
        "encoding": {
            "y": {"field": "title", "type": "nominal", "sort": IN_ORDER,
                  "axis": LABELS | {"grid": False}},
            "yOffset": by | {"sort": names},
            "x": {"type": "quantitative", "scale": {"zero": True},
                  "axis": {"tickCount": 5, "title": None,
                           "labelExpr": f"datum.label + {UNIT}"}},
            "tooltip": [{"field": "title", "title": "Service"},
                        {"field": "window_title", "title": "When"},
                        {"field": "value_text", "title": "Value"},
                        {"field": "range", "title": "95% interval"}],
        },
        "layer": [
            {"mark": {"type": "rule", "aria": False, "color": LINE, "strokeWidth": 2},
             "encoding": {"x": {"field": "lower", "type": "quantitative"},
                          "x2": {"field": "upper"}}},
            {"mark": {"type": "point", "aria": False, "filled": True, "opacity": 1,
                      "size": 75},
             "encoding": {
                 "x": {"field": "value", "type": "quantitative"},
                 "color": by | {"scale": {"domain": names, "range": list(colours)},
                                "legend": {"title": None}},
                 "shape": by | {"scale": {"domain": names, "range": list(shapes)}}}},
            {"transform": [{"filter": "!isValid(datum.value)"}],
             "mark": {"type": "text", "aria": False, "align": "left", "fontSize": 11,
                      "baseline": "middle", "color": INK},
             "encoding": {"text": {"field": "value_text"}, "x": {"value": 4}}},
        ],
    }  # fmt: skip


PARTS: dict[str, Any] = {
    "before": "Before",
    "same_day": "Same day",
    "after": "After",
}
LONG = around("before", "after")
SHORT = around("before", "same_day", "after")
