"""Specifications of a built Place: its map, points to draw a box over, its rates."""

from typing import Any

from phm_core.charts.made import AREA_PICK
from phm_core.charts.picture import Spec
from phm_core.charts.profile_specs import BESIDE, LABELS, SCHEMA
from phm_core.charts.theme import BLUE, CONFIG, FONT, INK, LINE

HEIGHT = 430
BOX = "box"
INSIDE, SOME, OUTSIDE = BLUE, "#8CB8E2", "#E8EDEE"
CLICK: dict[str, Any] = {
    "name": AREA_PICK,
    "views": ["small_areas"],
    "select": {"type": "point", "fields": ["code"], "on": "click"},
}


def _names(**style: Any) -> dict[str, Any]:
    return {
        "data": {
            "name": "outlines",
            "format": {"property": "features", "type": "json"},
        },
        "mark": {"type": "text", "font": FONT, "fontSize": 12, "fontWeight": "bold"}
        | style,
        "encoding": {
            "longitude": {"field": "properties.label_lon", "type": "quantitative"},
            "latitude": {"field": "properties.label_lat", "type": "quantitative"},
            "text": {"field": "properties.name", "type": "nominal"},
        },
    }


def _small_areas(mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"name": "shapes", "format": {"property": "features"}},
        "transform": [
            {"calculate": "datum.properties.code", "as": "code"},
            {"lookup": "code", "from": {"data": {"name": "areas"}, "key": "code",
                                        "fields": ["name", "fill", "said"]}},
        ],
        "mark": {"type": "geoshape", "stroke": "#FFFFFF"} | mark,
        "encoding": encoding,
    }  # fmt: skip


def _border(data: str, **style: Any) -> dict[str, Any]:
    return {
        "data": {"name": data, "format": {"property": "features"}},
        "mark": {"type": "geoshape", "filled": False, "aria": False} | style,
    }


SAID = [
    {"field": "name", "title": "Small area"},
    {"field": "said", "title": "This Place"},
]
# Last and clear, so that a click never lands on a border or a name instead.
TOUCH = _small_areas({"fillOpacity": 0, "strokeOpacity": 0}, {"tooltip": SAID})
MAP: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "height": HEIGHT,
    "projection": {"type": "mercator"},
    "params": [CLICK],
    "layer": [
        _small_areas(
            {"strokeWidth": 0.6, "aria": False},
            {"color": {"field": "fill", "type": "nominal", "scale": None}},
        ),
        _border("outlines", stroke=LINE, strokeWidth=1.6),
        _border("place", stroke=INK, strokeWidth=3),
        _names(stroke="#FFFFFF", strokeWidth=3, aria=False),
        _names(color=INK),
        TOUCH | {"name": "small_areas"},
    ],
}

POINTS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "height": HEIGHT,
    "data": {"name": "points"},
    "params": [{"name": BOX, "select": {"type": "interval", "encodings": ["x", "y"]}}],
    "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1,
             "stroke": INK, "strokeWidth": 0.5},
    "encoding": {
        "x": {"field": "lon", "type": "quantitative", "title": "West to east",
              "scale": {"zero": False}, "axis": {"labels": False, "ticks": False,
                                                 "grid": False}},
        "y": {"field": "lat", "type": "quantitative", "title": "South to north",
              "scale": {"zero": False}, "axis": {"labels": False, "ticks": False,
                                                 "grid": False}},
        "color": {"field": "fill", "type": "nominal", "scale": None},
        "tooltip": SAID,
    },
}  # fmt: skip

RATES: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "rates"},
    "height": {"step": 24},
    "encoding": {
        "y": {"field": "title", "type": "nominal", "sort": None, "axis": LABELS},
        "x": {"type": "quantitative", "title": "% of people, age-standardised",
              "scale": {"zero": True}, "axis": {"tickCount": 5}},
        "tooltip": [
            {"field": "title", "title": "Condition"},
            {"field": "value", "title": "This Place (%)", "format": ".1f"},
            {"field": "lower", "title": "95% from", "format": ".1f"},
            {"field": "upper", "title": "95% to", "format": ".1f"},
            {"field": "whole", "title": "Whole system (%)", "format": ".1f"},
        ],
    },
    "layer": [
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "lower", "type": "quantitative"},
                      "x2": {"field": "upper"}}},
        {"mark": {"type": "point", "aria": False, "color": BLUE, "filled": True,
                  "size": 80, "opacity": 1},
         "encoding": {"x": {"field": "value", "type": "quantitative"}}},
        {"mark": BESIDE | {"size": 20},
         "encoding": {"x": {"field": "whole", "type": "quantitative"}}},
    ],
}  # fmt: skip
