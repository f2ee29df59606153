"""Specifications of the charts that describe people beside everyone else."""

from phm_core.charts.picture import Spec
from phm_core.charts.theme import BACKGROUND, BLUE, CONFIG, INK, ORANGE, SEQUENCE

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LABELS = {"title": None, "labelLimit": 220, "labelOverlap": False}

# Groups whose share is hidden stay in their place.
IN_ORDER = {"field": "order", "op": "min", "order": "ascending"}

PYRAMID: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "people"},
    "hconcat": [
        {
            "width": 210,
            "height": {"step": 17},
            "title": {"text": title, "fontSize": 13, "color": INK},
            "transform": [{"filter": f"datum.sex == '{sex}'"}],
            "encoding": {
                "y": {"field": "order", "type": "ordinal", "sort": "descending",
                      "axis": axis},
                "x": {"type": "quantitative", "title": "% of group",
                      "scale": {"reverse": sex == "female", "zero": True},
                      "axis": {"tickCount": 4}},
                "tooltip": [
                    {"field": "age_band", "title": "Age"},
                    {"field": "share", "title": "This group (%)", "format": ".1f"},
                    {"field": "others_share", "title": "Everyone else (%)",
                     "format": ".1f"},
                ],
            },
            "layer": [
                {"mark": {"type": "bar", "color": BLUE, "height": 13},
                 "encoding": {"x": {"field": "share", "type": "quantitative"}}},
                {"mark": {"type": "tick", "color": ORANGE, "thickness": 3, "size": 15},
                 "encoding": {"x": {"field": "others_share",
                                    "type": "quantitative"}}},
            ],
        }
        for sex, title, axis in (
            ("female", "Female", None),
            ("male", "Male", {"title": None, "orient": "left", "labelExpr":
                              "data('bands')[datum.value]",
                              "labelFontSize": 12, "ticks": False}),
        )
    ],
    "spacing": 6,
}  # fmt: skip

BREAKDOWN: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "groups"},
    "height": {"step": 24},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": IN_ORDER, "axis": LABELS},
        "x": {"type": "quantitative", "title": "% of group",
              "scale": {"zero": True}, "axis": {"tickCount": 5}},
        "tooltip": [
            {"field": "label", "title": "Group"},
            {"field": "people", "title": "People", "format": ",.0f"},
            {"field": "share", "title": "This group (%)", "format": ".1f"},
            {"field": "others_share", "title": "Everyone else (%)", "format": ".1f"},
        ],
    },
    "layer": [
        {"mark": {"type": "bar", "color": SEQUENCE[3], "height": 16},
         "encoding": {"x": {"field": "share", "type": "quantitative"}}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "lower", "type": "quantitative"},
                      "x2": {"field": "upper"}}},
        {"mark": {"type": "tick", "color": ORANGE, "thickness": 3, "size": 20},
         "encoding": {"x": {"field": "others_share", "type": "quantitative"}}},
    ],
}  # fmt: skip

RATIOS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "conditions"},
    "height": {"step": 22},
    "encoding": {
        "y": {"field": "title", "type": "nominal", "sort": None, "axis": LABELS},
        "tooltip": [
            {"field": "title", "title": "Condition"},
            {"field": "share", "title": "This group (%)", "format": ".1f"},
            {"field": "others_share", "title": "Everyone else (%)", "format": ".1f"},
            {"field": "ratio", "title": "Times as common", "format": ".2f"},
        ],
    },
    "layer": [
        {"mark": {"type": "rule", "color": BACKGROUND, "strokeWidth": 2},
         "encoding": {"x": {"datum": 1, "type": "quantitative"},
                      "y": {"value": 0}, "y2": {"value": "height"}}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "ratio_lower", "type": "quantitative",
                            "scale": {"type": "log"},
                            "title": "Times as common as in everyone else"},
                      "x2": {"field": "ratio_upper"}}},
        {"mark": {"type": "point", "color": BLUE, "size": 70},
         "encoding": {"x": {"field": "ratio", "type": "quantitative",
                            "scale": {"type": "log"}}}},
    ],
}  # fmt: skip
