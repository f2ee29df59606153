"""Activity against a baseline: by group, and month by month."""

from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.analysis.restoration import Restored
from phm_core.charts.inequality_specs import HEAT, RESTORED
from phm_core.charts.inequality_words import called, some
from phm_core.charts.picture import MARK_WORDS, Column, Picture, Sheet, Spec
from phm_core.charts.words import day, interval, number
from phm_core.governance.once import kept_by_answer

DOWN, ACROSS = HEAT["encoding"]["y"], HEAT["encoding"]["x"]
# Months go down and groups across, so that a telephone has room for the numbers.
MONTHLY: Spec = {
    **HEAT,
    "height": {"step": 34},
    "encoding": HEAT["encoding"]
    | {
        "y": DOWN | {"field": "other_label", "sort": ACROSS["sort"]},
        "x": ACROSS | {"field": "label", "sort": DOWN["sort"]},
    },
}
CAUTION = (
    "Each year counts the people registered at its end, so both leave out those who "
    "died or left in it."
)
DARK = 0.55
GROUPS = (
    Column("label", "Group"),
    Column("value", "People reached, now over then", 2),
    Column("lower", "Lower 95%", 2),
    Column("upper", "Upper 95%", 2),
    Column("ratio", "Events per person, now over then", 2),
    Column("rate_now", "Events per 1,000 now"),
    Column("rate_then", "Events per 1,000 then"),
    Column("people", "People now"),
    Column("people_then", "People then"),
)
MONTHS = (
    Column("label", "Group"),
    Column("other_label", "Month"),
    Column("value", "Events per person, now over then", 2),
    Column("lower", "Lower 95%", 2),
    Column("upper", "Upper 95%", 2),
    Column("events", "Events now"),
    Column("events_then", "Events then"),
)


@kept_by_answer
def by_group(found: Restored, setting: str, by: str, place: str) -> Picture:
    """People reached now over then, each group a dot with its interval."""
    rows = found.groups.to_pylist()
    table = found.groups
    texts = [_value(row) for row in rows]
    ranges = [interval(row["lower"], row["upper"], 2) for row in rows]
    table = table.append_column("value_text", pa.array(texts))
    table = table.append_column("range", pa.array(ranges))
    title = finding(found, setting, by)
    return Picture(
        spec=RESTORED,
        data={"groups": table, "whole": pa.table({"value": [1.0]})},
        title=title,
        subtitle=(
            f"{setting}: share of people with any in 12 months to "
            f"{day(found.now.as_at)} over that in 12 months to "
            f"{day(found.then.as_at)}, by {by}, {place}."
        ),
        alt=f"Dots with intervals around 1, by {by}. {title}.",
        sheet=Sheet(table, GROUPS),
        notes=(
            "Line: as in the baseline. Diamond: not known. Dark: higher, light: lower, "
            "grey: similar, by intervals at 99.8%.",
            CAUTION,
        ),
    )


def finding(found: Restored, setting: str, by: str) -> str:
    """Which groups are reached less, or more, than in the baseline."""
    known = [row for row in found.groups.to_pylist() if row["known"]]
    said: list[str] = []
    for side, word in (("lower", "fewer"), ("higher", "more")):
        labels = [called(row["label"], by) for row in known if row["compared"] == side]
        said += [f"{word} people reached in {some(labels)}"] if labels else []
    if not said:
        return f"{setting}: no group is clearly reached less or more than before"
    return f"{setting}, against the baseline: {'; '.join(said)}"


@kept_by_answer
def by_month(found: Restored, setting: str, by: str, place: str) -> Picture:
    """Events per person now over then: months down, groups across."""
    rows = [row for row in found.months.to_pylist() if row["known"]]
    values = np.array([row["value"] for row in rows], dtype=float)
    shown = values[np.isfinite(values)]
    low, high = (shown.min(), shown.max()) if shown.size else (0.0, 1.0)
    labels = list(dict.fromkeys(row["label"] for row in rows))
    months = list(dict.fromkeys(row["month"] for row in rows))
    drawn = [
        row
        | {
            "other_label": f"{row['month']:%b %Y}",
            "order": labels.index(row["label"]),
            "other_order": months.index(row["month"]),
            "cell_text": _cell(row),
            "value_text": _value(row),
            "range": interval(row["lower"], row["upper"], 2),
            "people": row["events"],
            "dark": row["value"] is not None
            and row["value"] > low + DARK * (high - low),
        }
        for row in rows
    ]
    table = pa.Table.from_pylist(drawn)
    return Picture(
        spec=MONTHLY,
        data={"cells": table},
        title=f"{setting}: month by month against the baseline",
        subtitle=(
            f"Events per person, each month to {day(found.now.as_at)} over the same "
            f"month to {day(found.then.as_at)}, by {by}, {place}. 1 = as it was."
        ),
        alt=f"Table of shades, months down and {by} across.",
        sheet=Sheet(table, MONTHS),
        notes=(
            "Intervals are those of independent events; people with many events make "
            "them too narrow, so no month is called different. The last month may not "
            "be over, in either year.",
        ),
    )


def _value(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return MARK_WORDS.get(row["mark"], "not shown")
    return number(row["value"], 2)


def _cell(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return {"suppressed": "hidden", "none": "none"}.get(
            row["mark"], "too few"
        ) + "| "
    return f"{row['value']:.2f}|{row['lower']:.1f}–{row['upper']:.1f}"
