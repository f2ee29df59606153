"""Leaves made of other events: no record of one, and one after another."""

from datetime import date

import narwhals as nw

from phm_core.definitions.events import Condition, NoRecordOf, Sequence
from phm_core.engine.leaves.conditions import entries
from phm_core.engine.leaves.found import Found, find, rows, true_for
from phm_core.engine.tables import Run


@find.register
def _(node: NoRecordOf, run: Run, day: date) -> Found:
    event = node.of
    # A resolution alone is a record of the condition too.
    either = isinstance(event, Condition)
    records = entries(event, run, day) if either else rows(event, run, day)
    has_one = records.group_by("person_id").agg(holds=nw.len() == 0)
    return Found(has_one, otherwise=True)


@find.register
def _(node: Sequence, run: Run, day: date) -> Found:
    first = _dates(rows(node.first, run, day), "earlier")
    then = _dates(rows(node.then, run, day), "later")
    latest = nw.col("earlier").dt.offset_by(f"{node.within_days}d").cast(nw.Date)
    both = first.join(then, on="person_id", how="inner")
    followed = (nw.col("later") > nw.col("earlier")) & (nw.col("later") <= latest)
    return Found(true_for(both.filter(followed)))


def _dates(records: nw.LazyFrame, name: str) -> nw.LazyFrame:
    return records.select("person_id", nw.col("date").alias(name))
