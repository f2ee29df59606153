"""Specifications of the charts that describe people beside everyone else."""

from phm_core.charts.picture import Spec
from phm_core.charts.theme import BACKGROUND, BLUE, CONFIG, GREY, INK, ORANGE, SEQUENCE

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LABELS = {"title": None, "labelLimit": 220, "labelOverlap": False}

# Groups whose share is hidden stay in their place.
IN_ORDER = {"field": "order", "op": "min", "order": "ascending"}


# A hidden share is not a share of nothing.
HIDDEN = {
    "transform": [{"filter": "datum.mark === 'suppressed'"}],
    "mark": {"type": "text", "aria": False, "text": "hidden", "color": GREY,
             "align": "left", "dx": 4},
    "encoding": {"x": {"datum": 0, "type": "quantitative"}},
}  # fmt: skip
# The others. The alternative text says what is drawn: these marks carry no words.
BESIDE = {"type": "tick", "aria": False, "color": ORANGE, "thickness": 4}

PYRAMID: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "people"},
    "height": {"step": 17},
    "transform": [
        {"filter": "datum.sex == 'female' || datum.sex == 'male'"},
        {"calculate": "datum.sex == 'female' ? -1 : 1", "as": "side"},
        {"calculate": "datum.side * datum.share", "as": "drawn"},
        {"calculate": "isValid(datum.others_share) ? "
         "datum.side * datum.others_share : null", "as": "beside"},
    ],
    "encoding": {
        "y": {"field": "age_band", "type": "ordinal", "axis": LABELS,
              "sort": {"field": "order", "op": "min", "order": "descending"}},
        "x": {"type": "quantitative", "title": "Female   ←   % of people   →   Male",
              "axis": {"tickCount": 6, "labelExpr": "abs(datum.value)"}},
        "tooltip": [
            {"field": "age_band", "title": "Age"},
            {"field": "sex", "title": "Sex"},
            {"field": "share", "title": "This group (%)", "format": ".1f"},
            {"field": "others_share", "title": "Everyone else (%)", "format": ".1f"},
        ],
    },
    "layer": [
        {"mark": {"type": "bar", "aria": False, "color": SEQUENCE[3], "height": 13},
         "encoding": {"x": {"field": "drawn", "type": "quantitative"}}},
        {"mark": BESIDE | {"size": 16},
         "encoding": {"x": {"field": "beside", "type": "quantitative"}}},
        *(HIDDEN | {
            "transform": [{"filter": f"datum.mark === 'suppressed' && {side}"}],
            "mark": HIDDEN["mark"] | {"text": "×", "align": "center", "dx": dx},
         } for side, dx in (("datum.side < 0", -9), ("datum.side > 0", 9))),
        {"mark": {"type": "rule", "aria": False, "color": INK},
         "encoding": {"x": {"datum": 0, "type": "quantitative"}, "y": {"value": 0},
                      "y2": {"value": "height"}, "tooltip": {"value": None}}},
    ],
}  # fmt: skip

BREAKDOWN: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "groups"},
    "height": {"step": 24},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": IN_ORDER, "axis": LABELS},
        "x": {"type": "quantitative", "title": "% of people",
              "scale": {"zero": True}, "axis": {"tickCount": 5}},
        "tooltip": [
            {"field": "label", "title": "Group"},
            {"field": "people", "title": "People", "format": ",.0f"},
            {"field": "share", "title": "This group (%)", "format": ".1f"},
            {"field": "others_share", "title": "Everyone else (%)", "format": ".1f"},
        ],
    },
    "layer": [
        {"mark": {"type": "bar", "aria": False, "color": SEQUENCE[3], "height": 16},
         "encoding": {"x": {"field": "share", "type": "quantitative"}}},
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "lower", "type": "quantitative"},
                      "x2": {"field": "upper"}}},
        {"mark": BESIDE | {"size": 22},
         "encoding": {"x": {"field": "others_share", "type": "quantitative"}}},
        HIDDEN,
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
        {"mark": {"type": "rule", "aria": False, "color": BACKGROUND, "strokeWidth": 2},
         "encoding": {"x": {"datum": 1, "type": "quantitative"},
                      "y": {"value": 0}, "y2": {"value": "height"}}},
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "ratio_lower", "type": "quantitative",
                            "scale": {"type": "log"},
                            "title": "Times as common"},
                      "x2": {"field": "ratio_upper"}}},
        {"mark": {"type": "point", "aria": False, "color": BLUE, "size": 70},
         "encoding": {"x": {"field": "ratio", "type": "quantitative",
                            "scale": {"type": "log"}}}},
    ],
}  # fmt: skip

USE: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "use"},
    "height": {"step": 26},
    "encoding": {
        "y": {"field": "title", "type": "nominal", "sort": None, "axis": LABELS},
        "x": {"type": "quantitative", "title": "Per 1,000 people",
              "scale": {"type": "log"}, "axis": {"tickCount": 4, "format": ",.0f"}},
        "tooltip": [
            {"field": "title", "title": "In 12 months"},
            {"field": "per_1000", "title": "Per 1,000 people", "format": ",.0f"},
            {"field": "others_per_1000", "title": "Everyone else", "format": ",.0f"},
        ],
    },
    "layer": [
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "lower", "type": "quantitative"},
                      "x2": {"field": "upper"}}},
        {"mark": {"type": "point", "aria": False, "color": BLUE, "size": 90},
         "encoding": {"x": {"field": "per_1000", "type": "quantitative"}}},
        {"mark": BESIDE | {"size": 20},
         "encoding": {"x": {"field": "others_per_1000", "type": "quantitative"}}},
    ],
}  # fmt: skip
