"""Records that are counted, on every day: issues, contacts, reviews, operations."""

from datetime import timedelta

import narwhals as nw
import numpy as np
import pyarrow as pa

from phm_core.definitions.events import (
    Activity,
    Condition,
    Medication,
    NoRecordOf,
    Procedure,
    Process,
    Waiting,
)
from phm_core.definitions.nodes import Criterion
from phm_core.engine.bits import Words
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.history.moving import any_within, still_open, times_within
from phm_core.engine.history.past import Past, over
from phm_core.engine.history.records import Records, together
from phm_core.engine.kleene import Bounds, negated
from phm_core.engine.leaves.conditions import entries
from phm_core.engine.leaves.found import is_in

NEVER = np.int32(np.iinfo(np.int32).max)


def at_least(records: Records, past: Past, within: int | None, times: int = 1) -> Words:
    """Who has at least so many records in the window, once or more."""
    if times == 1:
        return any_within(records, past.months, past.people, within)
    return times_within(records, past.months, past.people, within, least=times)


@over.register
def _(node: Medication | Process | Procedure, past: Past) -> Bounds:
    found = past.records(node)
    return Bounds.known(at_least(found, past, node.within_months, node.count_at_least))


@over.register
def _(node: Activity, past: Past) -> Bounds:
    found = together(by_kind(node, past))
    if node.count_at_most is None and node.count_at_least >= 1:
        return Bounds.known(
            at_least(found, past, node.within_months, node.count_at_least)
        )
    times = times_within(
        found,
        past.months,
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


def by_kind(event: Criterion, past: Past) -> list[Records]:
    """Records of an event, those of each setting by themselves."""
    if isinstance(event, Activity):
        settings = [event.model_copy(update={"of": (one,)}) for one in event.of]
        return [past.records(one) for one in settings]
    if isinstance(event, Condition):
        # A resolution alone is a record of the condition too.
        last = past.months.last
        key = f"entries:{event.is_}"
        return [past.read(key, lambda run: entries(event, run, last))]
    return [past.records(event)]


@over.register
def _(node: Waiting, past: Past) -> Bounds:
    with past.index.tables.run(past.watch) as run:
        pathways = run.scan("waiting").filter(~nw.col("referred_on").is_null())
        if node.specialty is not None:
            pathways = pathways.filter(is_in("specialty", node.specialty))
        found = run.collect(pathways.select("person_id", "referred_on", "treated_on"))
    ids = found.column("person_id").to_numpy()
    waited = timedelta(weeks=node.weeks_at_least or 0).days
    inside = (ids >= 0) & (ids < past.people)
    return Bounds.known(
        still_open(
            ids[inside].astype(np.int32),
            _days(found, "referred_on", NO_DAY)[inside] + np.int32(waited),
            _days(found, "treated_on", NEVER)[inside],
            past.months.ends,
            past.people,
        )
    )


def _days(found: pa.Table, name: str, missing: np.int32) -> Days:
    numbers = found.column(name).cast(pa.date32()).cast(pa.int32())
    return numbers.fill_null(pa.scalar(int(missing), pa.int32())).to_numpy()


def referrals(past: Past) -> Records:
    """When each pathway on a waiting list began."""
    return past.read(
        "referrals",
        lambda run: run.scan("waiting").with_columns(date=nw.col("referred_on")),
    )
