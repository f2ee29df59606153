"""A population by segment: how many people, and what they take."""

from typing import Any

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BLUE, CONFIG, INK, ORANGE
from phm_core.charts.words import of_people, percent
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

COLUMNS = (
    Column("title", "Segment"),
    Column("people", "People"),
    Column("share", "Share of people", 1, "%"),
    Column("lower", "95% from", 1, "%"),
    Column("upper", "95% to", 1, "%"),
    Column("cost_per_head", "Cost a head (£)"),
    Column("share_of_cost", "Share of cost", 1, "%"),
    Column("admissions_per_1000", "Emergency admissions per 1,000"),
    Column("ae_per_1000", "A&E attendances per 1,000"),
    Column("gp_per_head", "GP contacts a head", 1),
    Column("mean_age", "Average age", 1),
    Column("mean_imd_decile", "Average deprivation decile (1 = most deprived)", 1),
    Column("share_core20", "Living in Core20", 1, "%"),
    Column("share_minority", "Not in the White group", 1, "%"),
)


def _dots(field: str, shape: str, colour: str) -> dict[str, Any]:
    return {
        "mark": {"type": "point", "shape": shape, "color": colour, "size": 110},
        "encoding": {"x": {"field": field, "type": "quantitative"}},
    }


IN_ORDER = {"field": "order", "op": "min", "order": "ascending"}
PICK = [
    {"name": "area", "select": {"type": "point", "fields": ["code"], "toggle": False}}
]
SPEC: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "config": CONFIG,
    "data": {"name": "segments"},
    "height": {"step": 38},
    "encoding": {
        "y": {"field": "title", "type": "nominal", "sort": IN_ORDER,
              "axis": {"title": None, "labelLimit": 230}},
        "x": {"type": "quantitative", "title": "% of people and of cost",
              "scale": {"zero": True}, "axis": {"tickCount": 5}},
        "tooltip": [
            {"field": "title", "title": "Segment"},
            {"field": "people", "title": "People", "format": ",.0f"},
            {"field": "share", "title": "Share of people (%)", "format": ".1f"},
            {"field": "share_of_cost", "title": "Share of cost (%)", "format": ".1f"},
        ],
    },
    "layer": [
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {"field": "share", "type": "quantitative"},
                      "x2": {"field": "share_of_cost"}}},
        _dots("share", "circle", BLUE) | {"params": PICK},
        _dots("share_of_cost", "square", ORANGE),
    ],
}  # fmt: skip


@kept_by_answer
def segments(released: Released, where: str) -> Picture:
    """Share of people against share of cost, a row a segment."""
    table = released.tables["segments"].sort_by("order")
    drawn = table.append_column("code", table["segment"])
    title = _finding(table.to_pylist())
    return Picture(
        spec=SPEC,
        reading=reading.BARS,
        data={"segments": drawn},
        title=title,
        subtitle=(
            "Share of people (circle) and of estimated cost in 12 months (square), %. "
            f"{of_people(where, released.as_at)}"
        ),
        alt=f"Dot chart of segments: share of people and of cost. {title}.",
        sheet=Sheet(table, COLUMNS),
        notes=("Cost is activity times national average unit cost.",),
    )


def _finding(rows: list[dict[str, Any]]) -> str:
    """The segment whose share of cost most exceeds its share of people."""
    known = [row for row in rows if row["share"] and row["share_of_cost"]]
    if not known:
        return "People by segment"
    most = max(known, key=lambda row: row["share_of_cost"] / row["share"])
    return (
        f"{most['title']}: {percent(most['share'])} of people, "
        f"{percent(most['share_of_cost'])} of cost"
    )
