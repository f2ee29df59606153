"""The plain reference for what was recorded."""

from collections.abc import Callable
from datetime import date, timedelta

from phm_core.definitions.events import (
    Activity,
    Condition,
    Measurement,
    Medication,
    NoRecordOf,
    Procedure,
    Process,
    Sequence,
    Waiting,
)
from phm_core.definitions.nodes import Criterion
from phm_core.engine.inner import ScoreWithin, Span
from phm_core.engine.reference.core import Row, Truth, World, holds


def diagnoses(node: Condition, person: Row, world: World) -> list[date]:
    """Dates of diagnosis entries up to the day."""
    return [entry["date"] for entry in entries(node, person, world, "diagnosis")]


def entries(node: Condition, person: Row, world: World, kind: str) -> list[Row]:
    """Entries of a condition up to the day, of one kind.

    A diagnosis without a day is the oldest of all.
    """
    oldest = date.min if kind == "diagnosis" else None
    return [
        {**row, "date": row["date"] or oldest}
        for row in world.records("condition", person)
        if row["condition_id"] == node.is_
        and row["kind"] == kind
        and world.seen(row["date"] or oldest)
    ]


@holds.register
def _(node: Condition, person: Row, world: World) -> Truth:
    begun = diagnoses(node, person, world)
    ended = [row["date"] for row in entries(node, person, world, "resolution")]
    if node.count_at_least is not None:
        counted = [day for day in begun if world.seen(day, node.within_months)]
        if len(counted) < node.count_at_least:
            return False
    if node.state == "ever":
        return bool(begun)
    if node.state == "new":
        return bool(begun) and world.seen(min(begun), node.within_months)
    if not begun and not ended:
        return False
    resolved = bool(ended) and max(ended) == max(begun + ended)
    return resolved if node.state == "resolved" else not resolved


def events(node: Criterion, person: Row, world: World) -> list[date]:
    """Dates of the records that meet an event's own filters."""
    if isinstance(node, Condition):
        return [
            day
            for day in diagnoses(node, person, world)
            if day != date.min and world.seen(day, node.within_months)
        ]
    if isinstance(node, Measurement):
        results = usable(node, person, world)
        return [row["date"] for row in results if qualifies(node, row["value"])]
    if isinstance(node, Activity):
        return contacts(node, person, world)
    table, matches = _FILTERS[type(node)]
    return [
        row["date"]
        for row in world.records(table, person)
        if matches(node, row) and world.seen(row["date"], node.within_months)  # type: ignore[attr-defined]  # every event here has a window
    ]


def _is_code(code: str | None, prefixes: tuple[str, ...]) -> bool:
    if code is None:
        return False
    plain = code.replace(".", "").upper()
    return any(plain.startswith(prefix.replace(".", "").upper()) for prefix in prefixes)


def _is_process(node: Process, row: Row) -> bool:
    outcome = node.outcome is None or row["outcome"] in node.outcome
    return row["process_id"] == node.of and outcome


_FILTERS = {
    Medication: ("medication", lambda node, row: row["medicine_id"] == node.of),
    Process: ("process", _is_process),
    Procedure: ("procedure", lambda node, row: _is_code(row["opcs4"], node.opcs4)),
}


@holds.register(Medication)
@holds.register(Process)
@holds.register(Procedure)
def _(node: Medication | Process | Procedure, person: Row, world: World) -> Truth:
    return len(events(node, person, world)) >= node.count_at_least


def contacts(node: Activity, person: Row, world: World) -> list[date]:
    """Dates of contacts that match."""
    found = []
    for row in world.records("activity", person):
        if row["setting"] not in node.of or not world.seen(row["start"]):
            continue
        if not world.seen(row[node.dated], node.within_months):
            continue
        if node.arrival is not None and row["arrival_mode"] not in node.arrival:
            continue
        if node.days_at_least is not None and _stay(row, world) < node.days_at_least:
            continue
        if node.icd10 is not None and not _is_code(row["icd10"], node.icd10):
            continue
        if (
            node.acsc is not None
            and (row["acsc"] not in (None, False, "")) != node.acsc
        ):
            continue
        found.append(row[node.dated])
    return found


def _stay(row: Row, world: World) -> int:
    """Days from admission to discharge, or up to the day while it lasts."""
    end = row["end"]
    last = world.day if end is None or end > world.day else end
    return (last - row["start"]).days


@holds.register
def _(node: Activity, person: Row, world: World) -> Truth:
    times = len(contacts(node, person, world))
    if times < node.count_at_least:
        return False
    return node.count_at_most is None or times <= node.count_at_most


@holds.register
def _(node: Waiting, person: Row, world: World) -> Truth:
    for row in world.records("waiting", person):
        if not world.seen(row["referred_on"]):
            continue
        if row["treated_on"] is not None and row["treated_on"] <= world.day:
            continue
        if node.specialty is not None and row["specialty"] not in node.specialty:
            continue
        if (world.day - row["referred_on"]).days >= 7 * (node.weeks_at_least or 0):
            return True
    return False


def usable(node: Measurement, person: Row, world: World) -> list[Row]:
    """Results with a value, in the window."""
    return [
        row
        for row in world.records("measurement", person)
        if row["measure_id"] == node.of
        and row["value"] is not None
        and world.seen(row["date"], node.within_months)
    ]


def qualifies(node: Measurement | Span, value: float) -> bool:
    """Whether a value lies within the bounds."""
    return not (
        (node.at_least is not None and value < node.at_least)
        or (node.above is not None and value <= node.above)
        or (node.at_most is not None and value > node.at_most)
        or (node.below is not None and value >= node.below)
    )


@holds.register
def _(node: Measurement, person: Row, world: World) -> Truth:
    results = usable(node, person, world)
    if not results:
        return None
    if node.times_at_least is not None:
        return _repeated(node, results)
    values = [row["value"] for row in results]
    if node.which == "any":
        return any(qualifies(node, value) for value in values)
    chosen = {
        "latest": _latest(results, min if node.same_day == "lowest" else max),
        "min": min(values),
        "max": max(values),
        "mean": round(sum(values) / len(values), 9),
    }
    return qualifies(node, chosen[node.which])


def _latest(results: list[Row], choose: Callable[[list[float]], float]) -> float:
    last = max(row["date"] for row in results)
    return choose([row["value"] for row in results if row["date"] == last])


def _repeated(node: Measurement, results: list[Row]) -> bool:
    """Try every pair of qualifying days as the first and the last."""
    good = sorted({r["date"] for r in results if qualifies(node, r["value"])})
    bad = {r["date"] for r in results if not qualifies(node, r["value"])}
    for first in good:
        for last in good:
            if last < first or (last - first).days < (node.days_apart or 0):
                continue
            between = [day for day in good if first <= day <= last]
            broken = any(first < day < last for day in bad) and node.none_between
            if len(between) >= (node.times_at_least or 1) and not broken:
                return True
    return False


@holds.register
def _(node: ScoreWithin, person: Row, world: World) -> Truth:
    recorded = [
        row
        for row in world.records("score", person)
        if row["score_id"] == node.of
        and row["value"] is not None
        and world.seen(row["date"])
    ]
    if not recorded:
        return None
    value = _latest(recorded, max)
    return any(qualifies(span, value) for span in node.spans)


@holds.register
def _(node: NoRecordOf, person: Row, world: World) -> Truth:
    event = node.of
    if isinstance(event, Condition):
        kinds = ("diagnosis", "resolution")
        return not any(entries(event, person, world, kind) for kind in kinds)
    return not events(event, person, world)


@holds.register
def _(node: Sequence, person: Row, world: World) -> Truth:
    for earlier in events(node.first, person, world):
        for later in events(node.then, person, world):
            if earlier < later <= earlier + timedelta(days=node.within_days):
                return True
    return False
