"""Two cohorts side by side: who is in both, who in one only, and who they are."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BLUE, CATEGORIES, CONFIG, INK
from phm_core.charts.words import BREAK, in_lines, number, of_people
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

SPEC: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "config": CONFIG,
    "data": {"name": "parts"},
    "height": {"step": 44},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "sort": None,
              "axis": {"title": None, "labelLimit": 240,
                       "labelExpr": f"split(datum.label, '{BREAK}')"}},
        "x": {"field": "people", "type": "quantitative", "title": "People",
              "scale": {"zero": True}, "axis": {"tickCount": 4, "format": ",.0f"}},
    },
    "layer": [
        {"mark": {"type": "bar", "height": 24, "aria": False},
         "encoding": {"color": {"field": "part", "type": "nominal", "legend": None,
                                "scale": {"range": [BLUE, CATEGORIES[1],
                                                    CATEGORIES[3]]}}}},
        {"mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
         "encoding": {"x": {"field": "end", "type": "quantitative"},
                      "text": {"field": "said", "type": "nominal"}}},
    ],
}  # fmt: skip


@kept_by_answer
def overlap(released: Released, first: str, second: str, where: str) -> Picture:
    """People in both cohorts, in the first only, in the second only."""
    pair = released.tables["pairs"].to_pylist()[0]
    counts = {
        "In both": pair["both"],
        f"Only in {first}": pair["first_only"],
        f"Only in {second}": pair["second_only"],
    }
    table = pa.table(
        {
            "part": list(counts),
            "label": [in_lines(part) for part in counts],
            "people": pa.array(list(counts.values()), pa.int64()),
            "end": [count or 0 for count in counts.values()],
            "said": [number(count) for count in counts.values()],
            "mark": ["" if n is not None else pair["mark"] for n in counts.values()],
        }
    )
    title = _finding(counts, first, second)
    return Picture(
        spec=SPEC,
        reading=reading.BARS,
        data={"parts": table},
        title=title,
        subtitle=f"Number of people. {of_people(where, released.as_at)}",
        alt=f"Bar chart. {title}.",
        sheet=Sheet(table, (Column("part", "Part"), Column("people", "People"))),
    )


def _finding(counts: dict[str, int | None], first: str, second: str) -> str:
    both, one, other = counts.values()
    if both is None:
        return "How many are in both is not shown, to protect a part of few people"
    if one == 0 and other == 0:
        return "The two cohorts have the same people"
    if both == 0:
        return f"Nobody is in both '{first}' and '{second}'"
    return f"{number(both)} people are in both"


def difference(released: Released, titles: Mapping[str, str]) -> Sheet:
    """Who gained and who lost, by the groups of each breakdown; titles name those."""
    table = released.tables["difference"]
    names: list[Any] = table["breakdown"].to_pylist()
    by = [titles.get(name, name) for name in names]
    return Sheet(
        table.set_column(0, "breakdown", pa.array(by, pa.string())),
        (
            Column("breakdown", "By"),
            Column("label", "Group"),
            Column("only_first", "Only in the first"),
            Column("only_second", "Only in the second"),
        ),
    )
