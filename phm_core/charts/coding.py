"""Completeness of coding as a table of shades: fields across, groups or areas down."""

from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.analysis.coding import Coding
from phm_core.charts.inequality_specs import HEAT
from phm_core.charts.inequality_words import some
from phm_core.charts.picture import MARK_WORDS, Column, Picture, Sheet, Spec
from phm_core.charts.words import headed, interval, percent
from phm_core.governance.once import kept_by_answer

DARK = 0.55
STEP = 24
# One line in a cell. Fields go down beside few groups, and across above many areas.
FEW = 8
SHADE, WORDS = HEAT["layer"]
ACROSS = HEAT["encoding"]["x"]
# On a telephone six groups have a finger's breadth each: names stand on end.
SMALL = "width < 300"
ONE_LINE: Spec = {
    **HEAT,
    "height": {"step": STEP},
    "encoding": HEAT["encoding"]
    | {"x": ACROSS | {"axis": ACROSS["axis"] | {
        "labelExpr": f"{SMALL} ? datum.label : {ACROSS['axis']['labelExpr']}",
        "labelLimit": 110,
        "labelAngle": {"expr": f"{SMALL} ? 270 : 0"},
        "labelAlign": {"expr": f"{SMALL} ? 'right' : 'center'"},
        "labelBaseline": {"expr": f"{SMALL} ? 'middle' : 'top'"},
    }}},
    "layer": [SHADE, WORDS | {"mark": WORDS["mark"] | {
        "dy": 0, "fontSize": {"expr": f"{SMALL} ? 9 : 12"},
    }}],
}  # fmt: skip
MANY: Spec = {
    **ONE_LINE,
    "encoding": HEAT["encoding"]
    | {"x": ACROSS | {"axis": {"title": None, "labelAngle": 270, "labelLimit": 220,
                               "labelOverlap": False, "ticks": False}}},
}  # fmt: skip
COLUMNS = (
    Column("value", "Recorded", 1, "%"),
    Column("lower", "Lower 95%", 1),
    Column("upper", "Upper 95%", 1),
    Column("count", "People recorded"),
    Column("people", "People"),
)


@kept_by_answer
def completeness(found: Coding, by: str, place: str, when: str) -> Picture:
    """How many people have each field recorded, by group or area."""
    rows = found.cells.to_pylist()
    values = np.array([row["value"] for row in rows], dtype=float)
    shown = values[np.isfinite(values)]
    low, high = (shown.min(), shown.max()) if shown.size else (0.0, 100.0)
    groups = list(dict.fromkeys(row["group"] for row in rows))
    across = sorted(found.whole, key=lambda name: found.whole[name] or 0.0)
    names = _told_apart(rows)
    few = len(groups) <= FEW
    drawn = []
    for row in rows:
        group = (names[row["group"]], groups.index(row["group"]))
        field = (row["other_label"], across.index(row["other_label"]))
        down, along = (field, group) if few else (group, field)
        drawn.append(
            row
            | {"label": down[0], "order": down[1]}
            | {"other_label": along[0], "other_order": along[1]}
            | {"cell_text": _text(row, places=1 if few else 0)}
            | {"value_text": _text(row, places=1)}
            | {"range": interval(row["lower"], row["upper"])}
            | {"dark": (row["value"] or 0.0) > low + DARK * (high - low)}
        )
    table = pa.Table.from_pylist(drawn)
    title = finding(found, by)
    everyone = "; ".join(f"{name} {percent(found.whole[name])}" for name in across)
    return Picture(
        spec=ONE_LINE if few else MANY,
        data={"cells": table},
        title=title,
        subtitle=f"People with each field recorded (%), by {by}, {place}, {when}.",
        alt=f"Table of shades, {by} and fields. {title}.",
        sheet=Sheet(
            table,
            (
                Column("other_label" if few else "label", headed(by)),
                Column("label" if few else "other_label", "Field"),
                *COLUMNS,
            ),
        ),
        notes=(f"Everyone: {everyone}.",),
    )


def finding(found: Coding, by: str) -> str:
    """The least complete field, and the fields in which groups differ."""
    known = {name: value for name, value in found.whole.items() if value is not None}
    if not known:
        return "Too few people to show how complete the fields are"
    least = min(known, key=lambda name: known[name])
    said = f"Least complete: {least} ({percent(known[least])})"
    if not found.differing:
        return f"{said}; no field clearly differs by {by}"
    return f"{said}; clear differences by {by} in {some(list(found.differing))}"


def _text(row: dict[str, Any], *, places: int) -> str:
    if row["value"] is not None:
        return f"{row['value']:.{places}f}"
    return MARK_WORDS.get(row["mark"], "not shown")


def _told_apart(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Labels by group, with the code where two areas have the same name."""
    labels = {row["group"]: row["label"] for row in rows}
    named = list(labels.values())
    return {
        group: f"{label} ({group})" if named.count(label) > 1 else label
        for group, label in labels.items()
    }
