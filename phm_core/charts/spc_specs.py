"""Specifications of process charts, without data."""

from typing import Any

from phm_core.charts.picture import Spec
from phm_core.charts.profile_specs import SCHEMA
from phm_core.charts.theme import BLUE, CONFIG, GREY, INK, LINE, ORANGE, PALE

NEUTRAL = "#801650"
KINDS = ("common cause", "improvement", "concern", "neutral")
COLOURS = (GREY, BLUE, ORANGE, NEUTRAL)
SHAPES = ("circle", "diamond", "square", "triangle-up")
SIZES = (32, 130, 130, 130)
TIPS = [
    {"field": "month", "type": "temporal", "title": "Month", "format": "%B %Y"},
    {"field": "value", "title": "Value", "format": ".2f"},
    {"field": "lower_limit", "title": "Lower limit", "format": ".2f"},
    {"field": "upper_limit", "title": "Upper limit", "format": ".2f"},
    {"field": "said", "title": "Signal"},
]

HEIGHT = 320
# Behind words, so that a line which they stand on does not go through them.
HALO = {"stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"}


def _kind(channel: str, values: tuple[Any, ...]) -> dict[str, Any]:
    return {
        channel: {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": list(KINDS), "range": list(values)},
            "legend": None,
        }
    }


BY_KIND = _kind("color", COLOURS) | _kind("shape", SHAPES) | _kind("size", SIZES)


def _line(field: str, *, dash: list[int] | None = None, width: float) -> dict[str, Any]:
    mark = {"type": "line", "aria": False, "color": LINE, "strokeWidth": width}
    return {
        "mark": mark | ({"strokeDash": dash} if dash else {}),
        "encoding": {
            "y": {"field": field, "type": "quantitative"},
            "detail": {"field": "phase", "type": "nominal"},
        },
    }


def _signal(more: dict[str, Any]) -> dict[str, Any]:
    """The words of a signal beside the point where it begins."""
    mark = {"type": "text", "aria": False, "fontSize": 12, "fontWeight": "bold",
            "align": {"expr": "datum.ends ? 'right' : 'left'"},
            "dx": {"expr": "datum.ends ? -8 : 8"},
            "dy": {"expr": "datum.below"}}  # fmt: skip
    return {
        "mark": mark | more,
        "transform": [{"filter": "datum.label !== ''"}],
        "encoding": {
            "y": {"field": "value", "type": "quantitative"},
            "text": {"field": "label"},
        },
    }


SPC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "height": HEIGHT,
    "layer": [
        {
            "data": {"name": "points"},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "temporal",
                    "axis": {"title": None, "format": "%b %Y", "labelFlush": False,
                             "labelOverlap": True,
                             "tickCount": 6, "grid": False},
                },
                "y": {"type": "quantitative", "scale": {"zero": False, "padding": 12},
                      "axis": {"title": None, "tickCount": 5}},
            },
            "layer": [
                _line("lower_limit", dash=[6, 4], width=1.5),
                _line("upper_limit", dash=[6, 4], width=1.5),
                _line("centre", width=1.5),
                {"mark": {"type": "line", "aria": False, "color": INK,
                          "strokeWidth": 1.5},
                 "transform": [{"filter": "isValid(datum.value)"}],
                 "encoding": {"y": {"field": "value", "type": "quantitative"},
                              "detail": {"field": "stretch", "type": "nominal"}}},
                {"mark": {"type": "point", "aria": False, "filled": True,
                          "opacity": 1},
                 "transform": [{"filter": "isValid(datum.value)"}],
                 "encoding": {"y": {"field": "value", "type": "quantitative"},
                              "tooltip": TIPS} | BY_KIND},
                _signal(HALO),
                _signal({}),
            ],
        },
        {
            "data": {"name": "targets"},
            "layer": [
                {"mark": {"type": "rule", "aria": False, "color": INK,
                          "strokeDash": [2, 3], "strokeWidth": 2},
                 "encoding": {"y": {"field": "value", "type": "quantitative"}}},
                {"mark": {"type": "text", "aria": False, "align": "left", "dx": 4,
                          "dy": -11, "fontSize": 12},
                 "encoding": {"y": {"field": "value", "type": "quantitative"},
                              "x": {"value": 0}, "text": {"field": "name"}}},
            ],
        },
        {
            "data": {"name": "marks"},
            "encoding": {"x": {"field": "month", "type": "temporal"}},
            "layer": [
                {"mark": {"type": "rule", "aria": False, "color": GREY,
                          "strokeWidth": 1.5}},
                {"mark": {"type": "text", "aria": False, "align": "left", "dx": 4,
                          "dy": {"expr": "datum.row * 15"}, "fontSize": 12,
                          "baseline": "top", "limit": 170},
                 "encoding": {"y": {"value": 2}, "text": {"field": "short"}}},
            ],
        },
    ],
}  # fmt: skip

STRIP = 46
# Every area on a strip of its own; values are drawn between 0.1 and 0.9 of a strip.
STRIPS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "params": [{"name": "names", "value": []}],
    "height": 300,
    "data": {"name": "points"},
    "encoding": {
        "x": {"field": "month", "type": "temporal",
              "axis": {"title": None, "format": "%b %Y", "tickCount": 4,
                       "grid": False, "labelOverlap": True}},
        "y": {"type": "quantitative", "scale": {"nice": False, "zero": False},
              "axis": {"title": None, "values": [], "grid": False, "ticks": False,
                       "domain": False, "labelLimit": 150, "labelPadding": 10,
                       "labelOffset": -8,
                       "labelExpr": "names[round(-datum.value)]"}},
    },
    "layer": [
        {"data": {"name": "edges"},
         "mark": {"type": "rule", "aria": False, "color": PALE},
         "encoding": {"x": None,
                      "y": {"field": "edge", "type": "quantitative"}}},
        {"mark": {"type": "area", "aria": False, "color": "#E8EDEE"},
         "encoding": {"y": {"field": "low", "type": "quantitative"},
                      "y2": {"field": "high"},
                      "detail": {"field": "name", "type": "nominal"}}},
        {"mark": {"type": "line", "aria": False, "color": LINE, "strokeWidth": 1},
         "encoding": {"y": {"field": "middle", "type": "quantitative"},
                      "detail": {"field": "name", "type": "nominal"}}},
        {"mark": {"type": "line", "aria": False, "color": INK, "strokeWidth": 1.3},
         "transform": [{"filter": "isValid(datum.at)"}],
         "encoding": {"y": {"field": "at", "type": "quantitative"},
                      "detail": {"field": "stretch", "type": "nominal"}}},
        {"mark": {"type": "point", "aria": False, "filled": True, "opacity": 1},
         "transform": [{"filter": "isValid(datum.at)"},
                       {"filter": "datum.kind !== 'common cause'"}],
         "encoding": {"y": {"field": "at", "type": "quantitative"},
                      "tooltip": [{"field": "name", "title": "Area"}, *TIPS]}
         | _kind("color", COLOURS) | _kind("shape", SHAPES) | {"size": {"value": 60}}},
    ],
}  # fmt: skip

# The two icons: a ring in the colour of the variation, with a letter inside.
ICONS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "height": 64,
    "width": 132,
    "data": {"name": "icons"},
    "encoding": {
        "y": {"value": 32},
        "x": {"field": "place", "type": "quantitative", "axis": None,
              "scale": {"domain": [-0.5, 1.5]}},
    },
    "layer": [
        {"mark": {"type": "point", "aria": False, "size": 2400, "filled": False,
                  "opacity": 1, "strokeWidth": 4},
         "encoding": _kind("color", COLOURS)
         | {"shape": {"value": "circle"}}},
        {"mark": {"type": "text", "aria": False, "fontSize": 20,
                  "fontWeight": "bold"},
         "encoding": {"text": {"field": "letter"}}},
    ],
}  # fmt: skip
