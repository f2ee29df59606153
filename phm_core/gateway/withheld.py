"""Keeps back what the data do not carry: a figure that is not fit is not shown."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.definitions.finders import Reach
from phm_core.definitions.questions import Profile, Question, RateBy, Spread
from phm_core.gateway.asked import Parts
from phm_core.gateway.confidence import Judged
from phm_core.governance.confidence import UNFIT, level_of

# Says where a row stands, and nothing of people.
PLACES = ("order", "rankable")
# The table, and in it the column, that names the breakdowns of an answer with several.
CUTS = {Profile: ("breakdowns", "breakdown"), Reach: ("groups", "by")}


def withheld(parts: Parts, question: Question, judged: Judged) -> Parts:
    """The same without its numbers, where some note refuses them.

    Of an answer by group everybody's figure stays: only the cut is not fit. Where a cut
    is one part of an answer, the others stay.
    """
    if level_of(judged.notes) != "refused":
        unfit = [by for by, said in judged.parts.items() if level_of(said) == "refused"]
        if isinstance(question, Spread):
            return _without_figures(parts, unfit)
        return _without_cuts(parts, question, unfit) if unfit else parts
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


def _without_cuts(parts: Parts, question: Question, unfit: list[str]) -> Parts:
    """The same without some breakdowns among others."""
    name, column = CUTS[type(question)]
    table = parts.tables[name]
    out = pc.is_in(table[column], pa.array(unfit, pa.string()))
    kept = table.filter(pc.invert(out))
    if isinstance(question, Profile):
        kept = pa.concat_tables([kept, _blank(table.filter(out))])
    return replace(parts, tables={**parts.tables, name: kept})


def _without_figures(parts: Parts, unfit: list[str]) -> Parts:
    """The same without some figures of each row."""
    tables = {
        name: _emptied(table, [one for one in unfit if one in table.column_names])
        for name, table in parts.tables.items()
    }
    return replace(parts, tables=tables)


def _emptied(table: pa.Table, columns: list[str]) -> pa.Table:
    for name in columns:
        at, kind = table.column_names.index(name), table.schema.field(name).type
        table = table.set_column(at, name, pa.nulls(len(table), kind))
    return table


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
