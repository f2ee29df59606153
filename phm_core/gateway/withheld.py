"""Keeps back what the data do not carry: a figure that is not fit is not shown."""

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa

from phm_core.definitions.questions import Question, RateBy
from phm_core.gateway.asked import Parts
from phm_core.governance.confidence import level_of

# Says where a row stands, and nothing of people.
PLACES = ("order", "rankable")
UNFIT = "unfit"


def withheld(parts: Parts, question: Question, notes: Iterable[str]) -> Parts:
    """The same without its numbers, where some note refuses them.

    Of an answer by group everybody's figure stays: only the cut is not fit.
    """
    if level_of(notes) != "refused":
        return parts
    kept = {"whole"} if isinstance(question, RateBy) else set[str]()
    tables = {
        name: table if name in kept else _blank(table)
        for name, table in parts.tables.items()
    }
    words = {
        name: fact if isinstance(fact, str) else None
        for name, fact in parts.facts.items()
    }
    return replace(parts, tables=tables, facts=words)


def _blank(table: pa.Table) -> pa.Table:
    """A table whose numbers are null and whose mark says why."""
    out: dict[str, pa.Array | pa.ChunkedArray] = {}
    for name in table.column_names:
        column = table[name]
        if name == "mark":
            out[name] = pa.array([UNFIT] * len(table), pa.string())
        elif name in PLACES or not _counts(column.type):
            out[name] = column
        else:
            out[name] = pa.nulls(len(table), column.type)
    return pa.Table.from_pydict(out)


def _counts(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)
