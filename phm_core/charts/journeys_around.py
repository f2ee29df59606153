"""Contacts with every service before and after others: 30 days, and 48 hours."""

from typing import Any

import pyarrow as pa

from phm_core.analysis.journeys import ANY, Laid, clearly_changed, clearly_denser
from phm_core.analysis.subject import sentence_case
from phm_core.charts import reading
from phm_core.charts.journeys_specs import LONG, PARTS, SHORT, UNIT
from phm_core.charts.picture import MARK_WORDS, Column, Picture, Sheet, Spec
from phm_core.charts.words import day, headed, interval, number, percent
from phm_core.errors import listed
from phm_core.governance.once import kept_by_answer

SHARE, RATE = "share", "per_100"
DRAWN = ["title", "order", "when", "window_title", "value", "lower", "upper"]
DRAWN += ["value_text", "range"]
WHEN = {
    "before_2": "in the 2 days before",
    "same_day": "on the same day",
    "after_2": "in the 2 days after",
}
WINDOWS = {
    "before_30": "before", "after_30": "after",
    "before_2": "before", "same_day": "same_day", "after_2": "after",
}  # fmt: skip


@kept_by_answer
def long(laid: Laid, place: str, shown: str) -> Picture:
    """Before and after within 30 days. shown: SHARE or RATE."""
    changed = clearly_changed(laid)
    parts = [
        f"clearly {side}: {listed(sentence_case(title) for title in titles)}"
        for side, titles in changed.items()
        if titles
    ]
    title = "In the 30 days after, against the 30 days before: " + (
        "; ".join(parts) or "no service is clearly used more or less"
    )
    return _picture(laid, place, shown, ("before_30", "after_30"), LONG, title)


@kept_by_answer
def short(laid: Laid, place: str, shown: str) -> Picture:
    """The two days before, the same day and the two days after."""
    parts = [
        f"{WHEN[window]}: {listed(sentence_case(title) for title in titles)}"
        for window, titles in clearly_denser(laid).items()
        if titles
    ]
    title = "Clearly more a day than in the days around, " + "; ".join(parts)
    if not parts:
        title = "In the nearest days no service is clearly used more than around them"
    return _picture(
        laid, place, shown, ("before_2", "same_day", "after_2"), SHORT, title
    )


def _picture(
    laid: Laid,
    place: str,
    shown: str,
    windows: tuple[str, ...],
    spec: Spec,
    title: str,
) -> Picture:
    table = laid.windows(*windows)
    rows = table.to_pylist()
    known = {row["setting"]: row for row in rows if row["window"] == windows[0]}
    ranked = sorted(known, key=lambda name: (name != ANY, -(known[name][shown] or 0)))
    what = laid.setting
    drawn = [
        row
        | {
            "order": ranked.index(row["setting"]),
            "when": PARTS[WINDOWS[row["window"]]],
            "value": row[shown],
            "lower": row[f"{shown}_lower"],
            "upper": row[f"{shown}_upper"],
            "value_text": _value(row, shown),
            "range": interval(row[f"{shown}_lower"], row[f"{shown}_upper"]),
        }
        for row in rows
    ]
    drawn.sort(key=lambda row: (row["order"], row["window_order"]))
    measure = (
        f"Share of {what.contacts} with any contact, %"
        if shown == SHARE
        else f"Contacts for each 100 {what.contacts}"
    )
    days = "30 days" if windows[0].endswith("30") else "2 days (48 hours)"
    return Picture(
        spec=spec,
        data={"around": pa.Table.from_pylist(drawn).select(DRAWN)},
        title=title,
        subtitle=(
            f"{measure}, within {days} of {sentence_case(what.title)}, 12 months to "
            f"{day(laid.released.as_at)}, 95% interval. People {place}."
        ),
        alt=f"Dots with intervals by service, before and after. {title}.",
        sheet=Sheet(
            pa.Table.from_pylist(drawn),
            (
                Column("title", "Service"),
                Column("window_title", "When"),
                Column("among", f"{headed(what.contacts)} with a complete window"),
                Column("with_any", "With any contact"),
                Column("share", "Share", 1, "%"),
                Column("share_lower", "Lower 95%", 1, "%"),
                Column("share_upper", "Upper 95%", 1, "%"),
                Column("contacts", "Contacts"),
                Column("per_100", f"Contacts for each 100 {what.contacts}", 1),
                Column("per_100_lower", "Lower 95% (per 100)", 1),
                Column("per_100_upper", "Upper 95% (per 100)", 1),
            ),
        ),
        notes=(_followed(laid),),
        settings={UNIT: "%" if shown == SHARE else ""},
        reading=reading.AROUND,
    )


def _followed(laid: Laid) -> str:
    """How many can be followed for 30 days."""
    every, after = (laid.row(ANY, name)["among"] for name in ("before_30", "after_30"))
    return (
        f"Before and on the day: of {number(every)} {laid.setting.contacts}. After: of "
        f"{number(after)}, those with 30 days of records after them."
    )


def _value(row: dict[str, Any], shown: str) -> str:
    if row[shown] is None:
        return MARK_WORDS.get(row["mark"], "not shown")
    return percent(row[shown]) if shown == SHARE else number(row[shown], 1)
