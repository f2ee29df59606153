"""A saved mapping on a delivery whose layout has changed since."""

from collections.abc import Iterable, Mapping

from phm_core.catalogue.schema import ColumnMap, SourceFormat, SourceTable, TableMap
from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.loading.matching import Change

Names = Mapping[str, str]
"""What a column was called -> what it is called now."""


def relaid(
    mapping: SourceFormat,
    changed: Iterable[Change],
    same: Mapping[str, Names],
) -> SourceFormat:
    """The mapping with the layout of this delivery, so that it can be edited on.

    same: by source, columns that somebody says are the same by a new name. A column
    that is gone is read no more. Raises RefusedInput where rows are chosen or told
    apart by one: that is changed in the mapping alone.
    """
    sources, tables = dict(mapping.sources), list(mapping.tables)
    for change in changed:
        name, names = change.source, same.get(change.source, {})
        lost = {was for was in (*change.gone, *change.renamed) if was not in names}
        _held(mapping, name, lost)
        sources[name] = _source(sources[name], change.layout, names)
        tables = [
            _table(table, names, lost) if table.from_ == name else table
            for table in tables
        ]
    kept = tuple(table for table in tables if table.columns)
    return mapping.model_copy(update={"sources": sources, "tables": kept})


def _held(mapping: SourceFormat, name: str, lost: set[str]) -> None:
    """Refuse what only the file of the mapping can say."""
    source = mapping.sources[name]
    tables = [table for table in mapping.tables if table.from_ == name]
    tests = [test for table in tables for test in table.where]
    tests += [] if source.gone is None else [source.gone]
    by = {*source.columns, *source.key, *(test.column for test in tests)}
    by |= {ours for table in tables for join in table.join for ours in join.on}
    if missing := sorted(by & lost):
        raise RefusedInput(
            f"The mapping tells by {listed(missing)} which rows of '{name}' it takes, "
            "and that is no longer there. Say that it is a column by a new name, or "
            "change the mapping in its file."
        )


def _source(source: SourceTable, layout: tuple[str, ...], names: Names) -> SourceTable:
    gone = source.gone
    if gone is not None:
        gone = gone.model_copy(update={"column": names.get(gone.column, gone.column)})
    update = {
        "layout": layout,
        "columns": _renamed(source.columns, names),
        "key": _renamed(source.key, names),
        "gone": gone,
    }
    return source.model_copy(update=update)


def _table(table: TableMap, names: Names, lost: set[str]) -> TableMap:
    columns = {
        ours: read
        for ours, how in table.columns.items()
        if (read := _column(how, names, lost)) is not None
    }
    where = tuple(
        test.model_copy(update={"column": names.get(test.column, test.column)})
        for test in table.where
    )
    join = tuple(
        one.model_copy(update={"on": {names.get(k, k): v for k, v in one.on.items()}})
        for one in table.join
    )
    update = {"columns": columns, "where": where, "join": join}
    if table.each is not None:
        each = _each(table.each.columns, names, lost)
        update["columns"] = columns if each else {}
        update["each"] = table.each.model_copy(update={"columns": each})
    return table.model_copy(update=update)


def _each(
    columns: tuple[str, ...] | dict[str, str], names: Names, lost: set[str]
) -> tuple[str, ...] | dict[str, str]:
    if isinstance(columns, dict):
        return {names.get(n, n): v for n, v in columns.items() if n not in lost}
    return _renamed((n for n in columns if n not in lost), names)


def _column(how: ColumnMap, names: Names, lost: set[str]) -> ColumnMap | None:
    """Where a column comes from now; None where nothing of it is left."""
    if how.constant is not None:
        return how
    left = [name for name in how.sources if name not in lost]
    if not left:
        return None
    if how.column is not None:
        return how.model_copy(update={"column": names.get(how.column, how.column)})
    kind = "first_of" if how.first_of else "joined"
    return how.model_copy(update={kind: _renamed(left, names)})


def _renamed(columns: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(names.get(name, name) for name in columns)
