"""Requests of the airlock as a table."""

from collections.abc import Sequence

import pyarrow as pa

from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day
from phm_core.store.airlock import Request


def of_requests(found: Sequence[Request]) -> Sheet:
    """Each request with who asked, who decided, and why."""
    columns = (
        Column("number", "Number"),
        Column("title", "What"),
        Column("person", "Asked by"),
        Column("asked", "Asked on"),
        Column("reason", "Reason"),
        Column("decision", "Decision"),
        Column("by", "Decided by"),
        Column("on", "Decided on"),
        Column("because", "Because"),
    )
    rows = [
        {
            "number": one.id,
            "title": one.asked.title,
            "person": one.asked.person,
            "asked": day(one.asked_at.date()),
            "reason": one.asked.reason,
            "decision": one.decision,
            "by": one.decided_by,
            "on": "" if one.decided_at is None else day(one.decided_at.date()),
            "because": one.decided_because,
        }
        for one in found
    ]
    return Sheet(pa.Table.from_pylist(rows), columns)
