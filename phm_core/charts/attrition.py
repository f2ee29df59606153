"""How a cohort narrows, rule by rule: bars with what is left and who is unknown."""

from typing import Any

import pyarrow as pa

from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BACKGROUND, BLUE, CONFIG, INK
from phm_core.charts.words import day, number
from phm_core.governance.released import Released

COLUMNS = (
    Column("name", "Rule"),
    Column("alone", "People matching this rule alone"),
    Column("unknown", "Not known for this rule"),
    Column("remaining", "Left after this and the rules above"),
    Column("gained_if_dropped", "Gained if this rule were dropped"),
)
LABEL = {"labelLimit": 210, "labelOverlap": False, "title": None, "labelPadding": 6}


def _bars(field: str, colour: str, size: int) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "height": size, "color": colour},
        "encoding": {"x": {"field": field, "type": "quantitative"}},
    }


SPEC: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "config": CONFIG,
    "data": {"name": "rules"},
    "height": {"step": 42},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": None, "axis": LABEL},
        "x": {
            "type": "quantitative",
            "title": "People",
            "axis": {"format": ",.0f", "tickCount": 4},
            "scale": {"zero": True},
        },
        "tooltip": [
            {"field": "name", "title": "Rule"},
            {"field": "alone", "title": "This rule alone", "format": ",.0f"},
            {"field": "remaining", "title": "Left", "format": ",.0f"},
            {"field": "gained_if_dropped", "title": "Gained if dropped",
             "format": ",.0f"},
        ],
    },
    "layer": [
        _bars("alone", BACKGROUND, 26),
        _bars("remaining", BLUE, 14),
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
            "encoding": {
                "x": {"field": "widest", "type": "quantitative"},
                "text": {"field": "left", "type": "nominal"},
            },
        },
    ],
}  # fmt: skip


def attrition(released: Released) -> Picture:
    """The chart of an answer to Attrition."""
    rules = released.tables["rules"]
    rows = rules.to_pylist()
    drawn = rules.append_column(
        "label",
        pa.array([f"{row['position']}. {_short(row['name'])}" for row in rows]),
    )
    drawn = drawn.append_column(
        "left", pa.array([number(row["remaining"]) for row in rows])
    )
    drawn = drawn.append_column(
        "widest",
        pa.array([max(row["alone"] or 0, row["remaining"] or 0) for row in rows]),
    )
    return Picture(
        spec=SPEC,
        data={"rules": drawn},
        title=_finding(rows, released),
        subtitle=(
            "People left after each rule (dark) and matching it alone (pale), "
            f"{day(released.as_at)}"
        ),
        alt=_alt(rows),
        sheet=Sheet(rules, COLUMNS),
    )


def _short(name: str, most: int = 32) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _finding(rows: list[dict[str, Any]], released: Released) -> str:
    """Which rule holds most people back, when one does."""
    gains = [row for row in rows if row["gained_if_dropped"]]
    if not gains or len(rows) == 1:
        return f"{number(released.facts['people'])} people match every rule"
    most = max(gains, key=lambda row: row["gained_if_dropped"])
    return (
        f"Without rule {most['position']} there would be "
        f"{number(most['gained_if_dropped'])} more people"
    )


def _alt(rows: list[dict[str, Any]]) -> str:
    said = [f"{row['name']}: {number(row['remaining'])} left" for row in rows]
    return "Bar chart of people left after each rule. " + "; ".join(said)
