"""A cohort or an area beside everyone else: age and sex, groups, conditions, use."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BACKGROUND, BLUE, CONFIG, INK, ORANGE
from phm_core.charts.words import day, number, percent
from phm_core.governance.released import Released

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
COHORT, OTHERS = "This group", "Everyone else"
MOST_CONDITIONS = 15
LABELS = {"title": None, "labelLimit": 220, "labelOverlap": False}

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
        "y": {"field": "label", "type": "nominal", "sort": None, "axis": LABELS},
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
        {"mark": {"type": "bar", "color": BLUE, "height": 16},
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

SHARES = (
    Column("people", "People"),
    Column("share", "Share of this group", 1, "%"),
    Column("lower", "95% from", 1, "%"),
    Column("upper", "95% to", 1, "%"),
    Column("others_share", "Share of everyone else", 1, "%"),
    Column("ratio", "Times as common", 2),
)


def pyramid(released: Released) -> Picture:
    """Age and sex of the group, everyone else as marks."""
    table = released.tables["pyramid"].sort_by("order")
    two = table.filter(pc.is_in(table["sex"], pa.array(["female", "male"])))
    bands = dict(
        zip(two["order"].to_pylist(), two["age_band"].to_pylist(), strict=True)
    )
    labels = [bands.get(i, "") for i in range(max(bands, default=0) + 1)]
    spec = _with_labels(PYRAMID, labels)
    mean, other = released.facts.get("mean_age"), released.facts.get("others_mean_age")
    return Picture(
        spec=spec,
        data={"people": two},
        title=_ages(mean, other),
        subtitle=(
            f"Share by age and sex (bars); everyone else (marks), {day(released.as_at)}"
        ),
        alt=f"Population pyramid. {_ages(mean, other)}.",
        sheet=Sheet(
            table,
            (
                Column("age_band", "Age"),
                Column("sex", "Sex"),
                Column("people", "People"),
                Column("share", "Share", 1, "%"),
                Column("others_share", "Share of everyone else", 1, "%"),
            ),
        ),
    )


def _with_labels(spec: Spec, labels: list[str]) -> dict[str, Any]:
    """The specification with the names of the age bands on its axis."""
    words = ", ".join(f"'{label}'" for label in labels)
    expression = f"[{words}][datum.value]"
    left, right = spec["hconcat"]
    encoding = right["encoding"]
    axis = encoding["y"]["axis"] | {"labelExpr": expression}
    named = right | {"encoding": encoding | {"y": encoding["y"] | {"axis": axis}}}
    return {**spec, "hconcat": [left, named]}


def _ages(mean: Any, other: Any) -> str:
    if mean is None or other is None:
        return "Age and sex"
    gap = mean - other
    if abs(gap) < 1:
        return f"Average age {mean:.0f}, about the same as everyone else"
    word = "older" if gap > 0 else "younger"
    return f"Average age {mean:.0f}, {abs(gap):.0f} years {word} than everyone else"


def breakdown(released: Released, which: str) -> Picture:
    """Shares by the groups of one attribute, everyone else as marks."""
    table = released.tables["breakdowns"]
    rows = table.filter(pc.equal(table["breakdown"], which)).sort_by("order")
    title = rows["title"][0].as_py() if rows.num_rows else which
    return Picture(
        spec=BREAKDOWN,
        data={"groups": rows},
        title=_largest(rows, title),
        subtitle=(
            f"{title}: share (bars, 95% interval); everyone else (marks), "
            f"{day(released.as_at)}"
        ),
        alt=f"Bar chart by {title.lower()}. {_largest(rows, title)}.",
        sheet=Sheet(rows, (Column("label", title), *SHARES)),
    )


def _largest(rows: pa.Table, title: str) -> str:
    """The group that stands out most, where the intervals of the shares say so."""
    apart = [
        row
        for row in rows.to_pylist()
        if row["ratio_lower"] and (row["ratio_lower"] > 1 or row["ratio_upper"] < 1)
    ]
    if not apart:
        return f"{title}: no group clearly differs from everyone else"
    most = max(apart, key=lambda row: abs(row["difference"] or 0))
    word = "more" if most["ratio"] > 1 else "less"
    return (
        f"{most['label']}: {percent(most['share'])}, {word} than "
        f"{percent(most['others_share'])} of everyone else"
    )


def conditions(released: Released) -> Picture:
    """Long-term conditions against everyone else, most different first."""
    table = released.tables["conditions"]
    shown = [row for row in table.to_pylist() if row["ratio_lower"]]
    shown.sort(key=lambda row: -abs(row["difference"] or 0))
    drawn = pa.Table.from_pylist(shown[:MOST_CONDITIONS], schema=table.schema)
    title = _most_common(shown)
    return Picture(
        spec=RATIOS,
        data={"conditions": drawn},
        title=title,
        subtitle=(
            f"The {drawn.num_rows} long-term conditions that differ most, ratio with "
            f"95% interval, {day(released.as_at)}"
        ),
        alt=f"Dot chart of conditions. {title}.",
        sheet=Sheet(table, (Column("title", "Condition"), *SHARES)),
        notes=("Not adjusted for age.",),
    )


def _most_common(shown: list[dict[str, Any]]) -> str:
    apart = [row for row in shown if row["ratio_lower"] > 1]
    if not apart:
        return "No long-term condition is clearly more common"
    most = apart[0]
    return f"{most['title']} is {number(most['ratio'], 1)} times as common"


def activity(released: Released) -> Sheet:
    """Use of services in 12 months, as a table."""
    return Sheet(
        released.tables["activity"],
        (
            Column("title", "In 12 months"),
            Column("per_1000", "Per 1,000 people"),
            Column("lower", "95% from"),
            Column("upper", "95% to"),
            Column("others_per_1000", "Everyone else, per 1,000"),
            Column("ratio", "Times as often", 2),
        ),
    )
