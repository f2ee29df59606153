"""Records that are counted, on every day: issues, contacts, reviews, operations."""

import narwhals as nw

from phm_core.definitions.events import (
    Activity,
    Condition,
    Medication,
    NoRecordOf,
    Procedure,
    Process,
    Sequence,
)
from phm_core.definitions.nodes import Criterion
from phm_core.engine.bits import Words
from phm_core.engine.history.moving import any_within, times_within
from phm_core.engine.history.pairs import followed
from phm_core.engine.history.past import Past, day_by_day, over
from phm_core.engine.history.records import DATED, Records, together
from phm_core.engine.inner import tree_key
from phm_core.engine.kleene import Bounds, negated
from phm_core.engine.leaves.conditions import entries
from phm_core.engine.leaves.counts import matching
from phm_core.engine.tables import Run


def at_least(records: Records, past: Past, within: int | None, times: int = 1) -> Words:
    """Who has at least so many records in the window, once or more."""
    if times == 1:
        return any_within(records, past.people, within)
    return times_within(records, past.people, within, least=times)


@over.register
def _(node: Medication | Process | Procedure, past: Past) -> Bounds:
    found = past.records(node)
    return Bounds.known(at_least(found, past, node.within_months, node.count_at_least))


@over.register
def _(node: Activity, past: Past) -> Bounds:
    found = together(events(node, past))
    if node.count_at_most is None and node.count_at_least >= 1:
        return Bounds.known(
            at_least(found, past, node.within_months, node.count_at_least)
        )
    times = times_within(
        found,
        past.people,
        node.within_months,
        least=node.count_at_least,
        most=node.count_at_most,
    )
    return Bounds.known(times)


@over.register
def _(node: NoRecordOf, past: Past) -> Bounds:
    found = together(by_kind(node.of, past))
    recorded = at_least(found, past, getattr(node.of, "within_months", None))
    return negated(Bounds.known(recorded))


@over.register
def _(node: Sequence, past: Past) -> Bounds:
    first, then = (together(events(one, past)) for one in (node.first, node.then))
    if not (first.one_day and then.one_day):
        return day_by_day(node, past)
    pairs = followed(first, then, node.within_days)
    # The latest second day has the latest first day too: one pair decides both windows.
    windows = (getattr(one, "within_months", None) for one in (node.first, node.then))
    parts = [
        any_within(found, past.people, within)
        for found, within in zip((pairs, pairs.when_seen()), windows, strict=True)
    ]
    return Bounds.known(parts[0] & parts[1])


def by_kind(event: Criterion, past: Past) -> list[Records]:
    """Records of an event; of a condition, resolutions too; each setting by itself."""
    if isinstance(event, Condition):
        last, key = past.months.last, f"entries:{event.is_}"
        kind = ("condition", event.is_)
        return [past.read(key, lambda run: entries(event, run, last), of=kind)]
    return events(event, past)


def events(event: Criterion, past: Past) -> list[Records]:
    """Records of an event, each setting by itself."""
    if isinstance(event, Activity):
        return [_contacts(event, setting, past) for setting in event.of]
    return [past.records(event)]


def _contacts(node: Activity, setting: str, past: Past) -> Records:
    one = node.model_copy(update={"of": (setting,), "within_months": None})
    if node.days_at_least is None and node.dated == "start":
        return past.records(one)
    stays = f"stays:{tree_key(one)}"
    kind = ("activity", setting)
    return past.read(stays, lambda run: _stays(one, run), DATED, of=kind)


def _stays(node: Activity, run: Run) -> nw.LazyFrame:
    """Stays that last long enough in the end, seen from the day when that is so."""
    start, end = nw.col("start"), nw.col("end")
    stays = matching(node, node.of[0], run).filter(~start.is_null())
    if node.days_at_least is not None:
        enough = start.dt.offset_by(f"{node.days_at_least}d").cast(nw.Date)
        stays = stays.with_columns(enough=enough)
        lasted = end.is_null() | (end >= nw.col("enough")).fill_null(value=False)
        stays = stays.filter(lasted)
    if node.dated == "end":
        stays = stays.filter(~end.is_null())
        return stays.with_columns(date=later_of(start, end), dated=end)
    return stays.with_columns(date=later_of(start, nw.col("enough")), dated=start)


def later_of(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    """The later of two days, neither of them null."""
    return nw.when(one > other).then(one).otherwise(other)
