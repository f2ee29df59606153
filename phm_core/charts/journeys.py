"""How contacts begin and end: ranked bars, one picture a thing that is recorded."""

from typing import Any

import pyarrow as pa

from phm_core.analysis.journeys import Laid, Told
from phm_core.analysis.subject import sentence_case
from phm_core.charts import reading
from phm_core.charts.journeys_specs import BARS
from phm_core.charts.picture import MARK_WORDS, Column, Picture, Sheet
from phm_core.charts.words import day, interval, percent
from phm_core.governance.once import kept_by_answer

# What has an order of its own is drawn in it; all else from most to fewest.
ORDERED = ("acuity", "weekday", "hour")
DRAWN = ["label", "order", "share", "share_lower", "share_upper", "events", "mark"]
DRAWN += ["value_text", "range"]
LAST = ("undeclared", "not_recorded")


@kept_by_answer
def told(laid: Laid, one: Told, place: str) -> Picture:
    """Contacts by what is recorded of each, in percent, with intervals."""
    what = laid.setting.contacts
    rows = _in_order(one)
    drawn = pa.Table.from_pylist(
        [
            row
            | {
                "order": at,
                "value_text": _value(row),
                "range": interval(row["share_lower"], row["share_upper"]),
            }
            for at, row in enumerate(rows)
        ]
    )
    title = finding(one, what)
    return Picture(
        spec=BARS,
        data={"values": drawn.select(DRAWN)},
        title=title,
        subtitle=(
            f"{one.title}: share of {sentence_case(laid.setting.title)} in 12 months "
            f"to {day(laid.released.as_at)}, %, 95% interval. People {place}."
        ),
        alt=f"Bar chart of {one.title.lower()}. {title}.",
        sheet=Sheet(
            drawn,
            (
                Column("label", one.title),
                Column("events", what.capitalize()),
                Column("among", "Of"),
                Column("share", "Share", 1, "%"),
                Column("share_lower", "Lower 95%", 1, "%"),
                Column("share_upper", "Upper 95%", 1, "%"),
            ),
        ),
        reading=reading.OF_CONTACTS,
    )


def finding(one: Told, what: str) -> str:
    """The commonest value, where it is clearly the commonest."""
    first = one.leading
    if first is None:
        return f"{one.title}: no value is clearly the commonest"
    return f"{one.title}: {first['label']}, {percent(first['share'])} of {what}"


def _in_order(one: Told) -> list[dict[str, Any]]:
    rows = one.table.to_pylist()
    if one.id in ORDERED:
        return rows
    return sorted(
        rows, key=lambda row: (row["value"] in LAST, -(row["share"] or 0), row["order"])
    )


def _value(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return MARK_WORDS.get(row["mark"], "not shown")
    return percent(row["share"])
