"""Measurements of one person as lines, with the levels that the catalogue names."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Indicator
from phm_core.charts.dated import dated
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.profile_specs import SCHEMA
from phm_core.charts.record_words import title_of, value_of
from phm_core.charts.theme import BLUE, CONFIG, INK, ORANGE
from phm_core.charts.words import day
from phm_core.definitions import Criterion
from phm_core.definitions.events import Measurement
from phm_core.definitions.tree import walk
from phm_core.governance.released import Released

TARGET, URGENT = "target", "cannot wait"
SPEC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "values"},
    "height": 150,
    "encoding": {
        "x": {"field": "date", "type": "temporal",
              "axis": {"title": None, "format": "%b %Y", "tickCount": 4,
                       "labelOverlap": True, "grid": False}},
        "y": {"field": "value", "type": "quantitative",
              "scale": {"zero": False, "nice": True, "padding": 8},
              "axis": {"title": None, "tickCount": 4, "format": "~r"}},
    },
    "layer": [
        {"mark": {"type": "line", "aria": False, "color": BLUE, "strokeWidth": 2}},
        {"mark": {"type": "point", "aria": False, "filled": True, "size": 55,
                  "color": BLUE, "opacity": 1},
         "encoding": {"tooltip": [{"field": "said", "title": "Value"},
                                  {"field": "when", "title": "When"}]}},
        {"data": {"name": "levels"},
         "mark": {"type": "rule", "aria": False, "strokeDash": [5, 4],
                  "strokeWidth": 1.5},
         "encoding": {"x": None, "y": {"field": "level", "type": "quantitative"},
                      "color": {"condition": {
                          "test": f"datum.kind === '{URGENT}'", "value": ORANGE},
                          "value": INK}}},
        {"data": {"name": "levels"},
         "mark": {"type": "text", "aria": False, "align": "left", "dx": 3, "dy": -6,
                  "fontSize": 11, "limit": 330},
         "encoding": {"x": {"value": 0},
                      "y": {"field": "level", "type": "quantitative"},
                      "text": {"field": "label"}}},
    ],
}  # fmt: skip
COLUMNS = (Column("when", "When"), Column("said", "Value"))
LEVELS = pa.schema(
    [("level", pa.float64()), ("kind", pa.string()), ("label", pa.string())]
)


def pictures(released: Released, catalogue: Catalogue) -> list[tuple[str, Picture]]:
    """A line of each measurement and score that has a value, by its id."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in released.tables["events"].to_pylist():
        if one["table"] in ("measurement", "score") and one["value"] is not None:
            found.setdefault((one["table"], one["id"]), []).append(one)
    return [
        (identity, _picture(table, identity, values, released, catalogue))
        for (table, identity), values in sorted(
            found.items(), key=lambda pair: (pair[0][0], -len(pair[1]))
        )
    ]


def _picture(
    table: str,
    identity: str,
    values: list[dict[str, Any]],
    released: Released,
    catalogue: Catalogue,
) -> Picture:
    name = title_of(table, identity, catalogue)
    last = values[-1]
    said = value_of(table, identity, last["value"], catalogue)
    levels = list(_levels(identity, catalogue)) if table == "measurement" else []
    rows = [
        {
            "date": one["date"],
            "value": one["value"],
            "when": day(one["date"]),
            "said": value_of(table, identity, one["value"], catalogue),
        }
        for one in values
    ]
    title = f"{name}: {said}"
    return Picture(
        spec=SPEC,
        data={
            "values": pa.Table.from_pylist(rows),
            "levels": pa.Table.from_pylist(levels, LEVELS),
        },
        title=title,
        subtitle=dated(last["date"], released.as_at),
        alt=f"Line of {len(rows)} values over time. {title}.",
        sheet=Sheet(pa.Table.from_pylist(rows), COLUMNS),
    )


def _levels(measure: str, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Levels of a measure that treatment aims at, or that cannot wait; each once."""
    seen: set[float] = set()
    for kind, name, rule in _rules(catalogue):
        for node in walk(rule):
            if not (isinstance(node, Measurement) and node.of == measure):
                continue
            for level in (node.at_most, node.below, node.at_least, node.above):
                if level is not None and level not in seen:
                    seen.add(float(level))
                    label = f"{level:g} {kind}: {name}"
                    yield {"level": float(level), "kind": kind, "label": label}


def _rules(catalogue: Catalogue) -> Iterator[tuple[str, str, Criterion]]:
    """What says a level: targets of treatment, and red flags of finders."""
    for indicator in catalogue.indicators.values():
        if _is_target(indicator):
            yield TARGET, indicator.short, indicator.counted
    for finder in catalogue.casefinders.values():
        if finder.red_flag is not None and finder.id in catalogue.cohorts:
            yield URGENT, finder.short, finder.red_flag.criteria


def _is_target(indicator: Indicator) -> bool:
    return indicator.group == "control"
