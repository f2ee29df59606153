"""How a cohort narrows, rule by rule: bars with what is left and who is unknown."""

from typing import Any

import pyarrow as pa

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BACKGROUND, BLUE, CONFIG, ORANGE
from phm_core.charts.words import BREAK, in_lines, number, of_people
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Fact, Released

COLUMNS = (
    Column("name", "Rule"),
    Column("alone", "People matching this rule alone"),
    Column("unknown", "Not known for this rule"),
    Column("remaining", "Left after this and the rules above"),
    Column("gained_if_dropped", "Gained if this rule were dropped"),
)
ROOM = 1.25
"""How far the axis reaches, in lengths of the longest bar, so that words fit beside."""
IN_ORDER = {"field": "position", "op": "min", "order": "ascending"}
LABEL = {
    "labelLimit": 230,
    "labelOverlap": False,
    "title": None,
    "labelPadding": 6,
    "labelExpr": f"split(datum.label, '{BREAK}')",
}


def _bars(field: str, colour: str, size: int, below: int = 0) -> dict[str, Any]:
    return {
        "mark": {
            "type": "bar",
            "aria": False,
            "height": size,
            "color": colour,
            "yOffset": below,
        },
        "encoding": {"x": {"field": field, "type": "quantitative"}},
    }


SPEC: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "config": CONFIG,
    "data": {"name": "rules"},
    "height": {"step": 42},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "axis": LABEL, "sort": IN_ORDER},
        "x": {
            "type": "quantitative",
            "title": "People",
            "axis": {
                "format": "~s",
                "labelExpr": "datum.value === 0 ? '0' : datum.label",
                "tickCount": 4,
            },
            "scale": {"zero": True},
        },
        "tooltip": [
            {"field": "name", "title": "Rule"},
            {"field": "alone", "title": "This rule alone", "format": ",.0f"},
            {"field": "remaining", "title": "Left", "format": ",.0f"},
            {"field": "gained_if_dropped", "title": "Gained if dropped",
             "format": ",.0f"},
            {"field": "unknown", "title": "Not known", "format": ",.0f"},
        ],
    },
    "layer": [
        _bars("alone", BACKGROUND, 26),
        _bars("remaining", BLUE, 14),
        _bars("unknown", ORANGE, 4, 16),
        {
            "mark": {"type": "text", "aria": False, "align": "left", "dx": 4},
            "encoding": {
                "x": {"field": "widest", "type": "quantitative"},
                "text": {"field": "left", "type": "nominal"},
            },
        },
        # Nothing is drawn: it makes room for the number beside the longest bar.
        {
            "mark": {"type": "point", "aria": False, "opacity": 0, "size": 0},
            "encoding": {"x": {"field": "room", "type": "quantitative"}},
        },
    ],
}  # fmt: skip


@kept_by_answer
def attrition(released: Released, where: str) -> Picture:
    """The chart of an answer to Attrition."""
    rules = released.tables["rules"]
    rows = rules.to_pylist()
    return Picture(
        spec=SPEC,
        reading=reading.ATTRITION,
        data={"rules": _drawn(rows, released.facts["population"])},
        title=_finding(rows, released),
        subtitle=(
            "Left after each rule (dark), matching it alone (pale), unknown (orange). "
            f"{of_people(where, released.as_at)}"
        ),
        alt=_alt(rows),
        sheet=Sheet(rules, COLUMNS),
    )


def narrowest(released: Released) -> tuple[int, str] | None:
    """The rule that holds most people back: its position, and what it does in words.

    None where no rule can be named.
    """
    rows = released.tables["rules"].to_pylist()
    gains = [row for row in rows if row["gained_if_dropped"]]
    if gains:
        most = max(gains, key=lambda row: row["gained_if_dropped"])
        gained = number(most["gained_if_dropped"])
        return most["position"], (
            f"Without rule {most['position']} ({most['name']}) there would be {gained}."
        )
    last = next((row for row in rows if row["remaining"] == 0), None)
    if last is None:
        return None
    return last["position"], (
        f"Nobody is left after rule {last['position']} ({last['name']})."
    )


def _drawn(rows: list[dict[str, Any]], population: Fact) -> pa.Table:
    """One bar a rule, below a bar of everyone."""
    everyone = {"position": 0, "name": "Everyone", "alone": None}
    bars = [everyone | {"remaining": population}, *rows]
    widest = [max(bar["alone"] or 0, bar["remaining"] or 0) for bar in bars]
    return pa.table(
        {
            "position": [bar["position"] for bar in bars],
            "name": [bar["name"] for bar in bars],
            "label": ["Everyone", *(_label(row) for row in rows)],
            "left": [number(bar["remaining"]) for bar in bars],
            "widest": pa.array(widest, pa.float64()),
            "room": pa.array([ROOM * max(widest)] * len(bars), pa.float64()),
            **{
                name: pa.array([bar.get(name) for bar in bars], pa.int64())
                for name in ("alone", "remaining", "unknown", "gained_if_dropped")
            },
        }
    )


def _label(row: dict[str, Any]) -> str:
    """The number and, in two lines at most, the name; the table has it in full."""
    return in_lines(f"{row['position']}. {row['name']}")


def _finding(rows: list[dict[str, Any]], released: Released) -> str:
    """Which rule holds most people back, when one does."""
    gains = [row for row in rows if row["gained_if_dropped"]]
    if not gains or len(rows) == 1:
        return f"{number(released.figure('people'))} people match every rule"
    most = max(gains, key=lambda row: row["gained_if_dropped"])
    return (
        f"Without rule {most['position']} there would be "
        f"{number(most['gained_if_dropped'])} more people"
    )


def _alt(rows: list[dict[str, Any]]) -> str:
    said = [f"{row['name']}: {number(row['remaining'])} left" for row in rows]
    return "Bar chart of people left after each rule. " + "; ".join(said)
