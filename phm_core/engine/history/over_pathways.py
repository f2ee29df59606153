"""Pathways of care on every day: waiting lists, cancers and births."""

from datetime import timedelta

import narwhals as nw
import numpy as np
import pyarrow as pa

from phm_core.definitions.events import Waiting
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.pathways import Cancer, Maternity
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.history.moving import any_within, still_open
from phm_core.engine.history.over_counts import later_of
from phm_core.engine.history.past import Past, over
from phm_core.engine.history.records import DATED, Records
from phm_core.engine.inner import tree_key
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves.found import is_in
from phm_core.engine.leaves.pathways import matching
from phm_core.engine.tables import Run

NEVER = np.int32(np.iinfo(np.int32).max)


@over.register
def _(node: Cancer | Maternity, past: Past) -> Bounds:
    found = pathways(node, past)
    return Bounds.known(any_within(found, past.people, node.within_months))


def pathways(node: Cancer | Maternity, past: Past) -> Records:
    """Cancers by the day of being told, births by their day."""
    whole = node.model_copy(update={"within_months": None})
    return past.read(
        f"pathways:{tree_key(whole)}", lambda run: _dated(whole, run), DATED
    )


def _dated(node: Criterion, run: Run) -> nw.LazyFrame:
    if isinstance(node, Cancer):
        told = nw.col("informed_on")
        seen = told
        if node.treated_within_days is not None:
            seen = later_of(told, nw.col("treated_on"))
        return matching(node, run).with_columns(date=seen, dated=told)
    born = nw.col("delivered_on")
    return matching(node, run).with_columns(date=born, dated=born)


@over.register
def _(node: Waiting, past: Past) -> Bounds:
    with past.index.tables.run(past.watch) as run:
        lists = run.scan("waiting").filter(~nw.col("referred_on").is_null())
        if node.specialty is not None:
            lists = lists.filter(is_in("specialty", node.specialty))
        found = run.collect(lists.select("person_id", "referred_on", "treated_on"))
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
