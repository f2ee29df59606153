"""Releases a list as work: who is on it, how far a month reaches, who moved and why."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import text

LEFT_OUT = (
    "Whoever is not reached in the first month waits; nobody who cannot wait is among "
    "them: these stand in their own lane, whatever the capacity."
)
NOT_KNOWN = (
    "Not known: nothing was recorded by which they could be found, such as no test. "
    "A group with few tests is found less often than it is ill."
)
COUNTED = ("eligible", "listed", "not_known", "withheld")
Row = dict[str, object]


def membership(asked: Asked, answer: answers.Membership) -> Parts:
    """Everybody of a list by pseudonym, and who cannot wait."""
    del asked
    return Parts(
        facts={"listed": len(answer.people), "withheld": answer.withheld},
        tables={
            "people": pa.table({"pseudonym": text(answer.people)}),
            "urgent": pa.table({"pseudonym": text(answer.urgent)}),
        },
    )


def capacity(asked: Asked, answer: answers.Capacity) -> Parts:
    """For each order: who is reached in the first month, by priority and by group.

    Tables: priorities (order, priority, people, reached) and groups (order, by, group,
    label, people, reached). Fact: waiting, whose turn it is.
    """
    del asked
    priorities = [
        {"order": one.order, "priority": title, "people": people, "reached": reached}
        for one in answer.reached
        for title, people, reached in zip(
            answer.titles,
            answer.priorities.tolist(),
            one.priorities.tolist(),
            strict=True,
        )
    ]
    return Parts(
        facts={"waiting": answer.waiting},
        tables={
            "priorities": pa.Table.from_pylist(priorities),
            "groups": pa.Table.from_pylist(list(_groups(answer))),
        },
        notes=(LEFT_OUT,),
    )


def _groups(answer: answers.Capacity) -> Iterator[Row]:
    for one in answer.reached:
        parts = zip(answer.breakdowns, one.groups, strict=True)
        for (groups, people), reached in parts:
            for place, group in enumerate(groups.groups):
                if people[place]:
                    yield {
                        "order": one.order,
                        "by": groups.by,
                        "group": group,
                        "label": groups.labels[place],
                        "people": int(people[place]),
                        "reached": int(reached[place]),
                    }


MOVES = pa.schema(
    [
        ("pseudonym", pa.string()),
        ("way", pa.string()),
        ("why", pa.string()),
        ("family", pa.string()),
        ("identity", pa.string()),
        ("code", pa.string()),
        ("code_system", pa.string()),
        ("outcome", pa.string()),
        ("value", pa.float64()),
        ("on", pa.date32()),
    ]
)


def moved(asked: Asked, answer: answers.Moved) -> Parts:
    """Who joined, left or was seen since a day: why, and the entry that says so.

    Table moves: pseudonym, way (joined, left, seen), why, and of the entry family,
    identity, code, code_system, outcome, value, on. Joined less left is the difference.
    """
    del asked
    rows = [
        *_moves("joined", answer.joined),
        *_moves("left", answer.left),
        *_moves("seen", {who: ("record", one) for who, one in answer.stayed.items()}),
    ]
    return Parts(
        facts={
            "joined": len(answer.joined),
            "left": len(answer.left),
            "now": answer.now,
            "since": answer.since.isoformat(),
        },
        tables={"moves": pa.Table.from_pylist(rows, MOVES)},
    )


def _moves(
    way: str, moves: Mapping[str, tuple[str, answers.Entry | None]]
) -> Iterator[Row]:
    for who, (why, entry) in moves.items():
        row: Row = {"pseudonym": who, "way": way, "why": why}
        if entry is not None:
            row |= {
                "family": entry.family,
                "identity": entry.identity,
                "code": entry.code,
                "code_system": entry.code_system,
                "outcome": entry.outcome,
                "value": None if np.isnan(entry.value) else entry.value,
                "on": entry.as_at,
            }
        yield row


def reach(asked: Asked, answer: answers.Reach) -> Parts:
    """By group: who could be found, who is, who may be, who is withheld."""
    del asked
    rows = [
        {
            "by": groups.by,
            "group": group,
            "label": groups.labels[place],
            **dict(zip(COUNTED, map(int, counts[place]), strict=True)),
        }
        for groups, counts in answer.breakdowns
        for place, group in enumerate(groups.groups)
        if counts[place].any()
    ]
    return Parts(tables={"groups": pa.Table.from_pylist(rows)}, notes=(NOT_KNOWN,))
