"""Specifications of the charts of inequality, without data."""

from typing import Any

from phm_core.charts.picture import Spec
from phm_core.charts.profile_specs import IN_ORDER, LABELS, SCHEMA
from phm_core.charts.theme import (
    BLUE,
    COMPARED,
    CONFIG,
    GREY,
    INK,
    LINE,
    ORANGE,
    SEQUENCE,
    WITHIN,
)

TIPS = [
    {"field": "label", "title": "Group"},
    {"field": "value_text", "title": "Value"},
    {"field": "range", "title": "95% interval"},
    {"field": "people", "title": "People", "format": ",.0f"},
]
PERCENT = {"title": "%", "tickCount": 5}
FROM_DATA = {"zero": False, "nice": True, "padding": 8}
MISSING = {"filter": "!isValid(datum.value)"}


def _interval(across: str) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", "aria": False, "color": LINE, "strokeWidth": 2.5},
        "encoding": {
            across: {"field": "lower", "type": "quantitative"},
            f"{across}2": {"field": "upper"},
        },
    }


SLOPE: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "groups"},
    "height": 300,
    "encoding": {
        "x": {"field": "group", "type": "nominal", "sort": IN_ORDER,
              "axis": {"title": "Deprivation (1 = most deprived)", "labelAngle": 0,
                       "labelExpr": "datum.label === 'unknown' ? ['Not', 'known'] : "
                       "datum.label", "labelOverlap": False}},
        "y": {"type": "quantitative", "scale": FROM_DATA,
              "axis": PERCENT},
        "tooltip": TIPS,
    },
    "layer": [
        {"mark": {"type": "line", "aria": False, "color": ORANGE, "strokeWidth": 2.5},
         "transform": [{"filter": "isValid(datum.fitted)"}],
         "encoding": {"y": {"field": "fitted", "type": "quantitative"},
                      "tooltip": {"value": None}}},
        _interval("y"),
        {"mark": {"type": "point", "aria": False, "size": 90, "opacity": 1,
                  "filled": True},
         "encoding": {"y": {"field": "value", "type": "quantitative"},
                      "color": {"condition": {"test": "datum.known", "value": BLUE},
                                "value": GREY},
                      "shape": {"condition": {"test": "datum.known",
                                              "value": "circle"},
                                "value": "diamond"}}},
        {"transform": [MISSING],
         "mark": {"type": "text", "color": INK, "angle": 270, "align": "left",
                  "dx": 4, "fontSize": 11},
         "encoding": {"text": {"field": "value_text"}, "y": {"value": "height"}}},
    ],
}  # fmt: skip

GROUPS: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "groups"},
    "height": {"step": 26},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": IN_ORDER, "axis": LABELS},
        "x": {"type": "quantitative", "scale": FROM_DATA,
              "axis": PERCENT},
        "tooltip": TIPS,
    },
    "layer": [
        {"data": {"name": "whole"},
         "mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "value", "type": "quantitative"},
                      "y": {"value": 0}, "y2": {"value": "height"},
                      "tooltip": {"value": None}}},
        _interval("x"),
        {"mark": {"type": "point", "aria": False, "size": 100, "opacity": 1,
                  "filled": True, "stroke": INK, "strokeWidth": 0.6},
         "encoding": {
             "x": {"field": "value", "type": "quantitative"},
             "color": {"condition": {"test": "datum.compared === ''", "value": BLUE},
                       "field": "compared", "type": "nominal",
                       "scale": {"domain": list(COMPARED),
                                 "range": list(COMPARED.values())},
                       "legend": None},
             "shape": {"condition": {"test": "datum.known", "value": "circle"},
                       "value": "diamond"}}},
        {"transform": [MISSING],
         "mark": {"type": "text", "color": INK, "align": "left", "fontSize": 12,
                  "limit": {"expr": WITHIN}},
         "encoding": {"text": {"field": "value_text"}, "x": {"value": 4}}},
    ],
}  # fmt: skip

RESTORED: Spec = GROUPS | {
    "encoding": GROUPS["encoding"]
    | {"x": GROUPS["encoding"]["x"]
       | {"axis": {"title": "Now over the baseline (1 = as it was)", "tickCount": 5}}},
}  # fmt: skip

HEAT: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "cells"},
    "height": {"step": 40},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": IN_ORDER,
              "axis": LABELS | {"labelLimit": 220, "domain": False, "ticks": False}},
        "x": {"field": "other_label", "type": "nominal",
              "sort": {"field": "other_order", "op": "min", "order": "ascending"},
              "axis": {"title": None, "labelAngle": 0, "labelLimit": 90,
                       "labelOverlap": False, "domain": False,
                       "ticks": False, "labelExpr": "length(datum.label) > 8 ? "
                       "split(datum.label, ' ') : datum.label"}},
        "tooltip": [{"field": "label", "title": "Group"},
                    {"field": "other_label", "title": "And"}, *TIPS[1:]],
    },
    "layer": [
        {"mark": {"type": "rect", "aria": False, "stroke": "#FFFFFF",
                  "strokeWidth": 2, "tooltip": True},
         "encoding": {"color": {
             "condition": {"test": "!isValid(datum.value)", "value": "#F0F4F5"},
             "field": "value", "type": "quantitative",
             "scale": {"range": list(SEQUENCE), "zero": False}, "legend": None}}},
        {"mark": {"type": "text", "aria": False, "fontSize": 12, "lineBreak": "|",
                  "lineHeight": 13, "baseline": "middle", "dy": -6},
         "encoding": {"text": {"field": "cell_text"},
                      "color": {"condition": {"test": "datum.dark",
                                              "value": "#FFFFFF"}, "value": INK}}},
    ],
}  # fmt: skip

OVER_TIME: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "points"},
    "height": 280,
    "encoding": {
        "x": {"field": "when", "type": "ordinal", "sort": IN_ORDER,
              "axis": {"title": None, "labelAngle": 0, "labelOverlap": False}},
        "y": {"type": "quantitative", "scale": FROM_DATA,
              "axis": PERCENT},
        "color": {"field": "label", "type": "nominal", "sort": IN_ORDER,
                  "scale": {"range": [BLUE, "#2073BC", "#5A9FD0", LINE, ORANGE]},
                  "legend": {"title": "Fifth of deprivation", "columns": 3}},
        "tooltip": [{"field": "when", "title": "As at"}, *TIPS],
    },
    "layer": [
        {"mark": {"type": "line", "aria": False, "strokeWidth": 2},
         "encoding": {"y": {"field": "value", "type": "quantitative"}}},
        {"mark": {"type": "rule", "aria": False, "strokeWidth": 1.5},
         "transform": [{"filter": "datum.end"}],
         "encoding": {"y": {"field": "lower", "type": "quantitative"},
                      "y2": {"field": "upper"}}},
        {"mark": {"type": "point", "aria": False, "size": 70, "filled": True,
                  "opacity": 1},
         "encoding": {"y": {"field": "value", "type": "quantitative"}}},
    ],
}  # fmt: skip
