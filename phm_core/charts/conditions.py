"""Long-term conditions of a group: against everyone else, or how common."""

from typing import Any

import pyarrow as pa

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.profile import SHARES
from phm_core.charts.profile_specs import BREAKDOWN, RATIOS
from phm_core.charts.words import number, of_people, percent
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

MOST_CONDITIONS = 15


@kept_by_answer
def conditions(released: Released, where: str) -> Picture:
    """Long-term conditions: against everyone else, or how common they are."""
    table = released.tables["conditions"]
    sheet = Sheet(table, (Column("title", "Condition"), *SHARES))
    if not released.facts["others"]:
        return _common(released, sheet, where)
    shown = [row for row in table.to_pylist() if row["ratio_lower"]]
    shown.sort(key=lambda row: -abs(row["difference"] or 0))
    drawn = pa.Table.from_pylist(shown[:MOST_CONDITIONS], schema=table.schema)
    title = _most_common(shown)
    return Picture(
        spec=RATIOS,
        reading=reading.RATIOS,
        data={"conditions": drawn},
        title=title,
        subtitle=(
            f"The {drawn.num_rows} long-term conditions that differ most from everyone "
            f"else: ratio, 95% interval. {of_people(where, released.as_at)}"
        ),
        alt=f"Dot chart of conditions. {title}.",
        sheet=sheet,
        notes=("Not adjusted for age.",),
    )


def _common(released: Released, sheet: Sheet, where: str) -> Picture:
    """The most common conditions of everybody."""
    rows = [row for row in sheet.data.to_pylist() if row["share"] is not None]
    rows.sort(key=lambda row: -row["share"])
    most = rows[:MOST_CONDITIONS]
    first = most[0] if most else None
    hidden = len(rows) < sheet.data.num_rows
    title = "No long-term condition is recorded"
    if hidden:
        title = "No long-term condition is had by enough people to show"
    if first and first["share"]:
        title = f"{first['title']} is most common: {percent(first['share'])} of people"
    drawn = pa.table(
        {
            "order": list(range(len(most))),
            "label": [row["title"] for row in most],
            **{
                name: pa.array(
                    [row[name] for row in rows[:MOST_CONDITIONS]], pa.float64()
                )
                for name in ("people", "share", "lower", "upper", "others_share")
            },
        }
    )
    return Picture(
        spec=BREAKDOWN,
        reading=reading.BARS,
        data={"groups": drawn},
        title=title,
        subtitle=(
            f"The {drawn.num_rows} most common long-term conditions, share of people, "
            f"% (bars, 95% interval). {of_people(where, released.as_at)}"
        ),
        alt=f"Bar chart of conditions. {title}.",
        sheet=sheet,
        notes=("Not adjusted for age.",),
    )


def _most_common(shown: list[dict[str, Any]]) -> str:
    apart = [row for row in shown if row["ratio_lower"] > 1]
    if not apart:
        return "No long-term condition is clearly more common"
    most = apart[0]
    return f"{most['title']} is {number(most['ratio'], 1)} times as common"
