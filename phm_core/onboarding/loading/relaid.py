"""A saved mapping on a delivery whose layout has changed since."""

from collections.abc import Iterable, Mapping

from phm_core.catalogue.schema import ColumnMap, SourceFormat, SourceTable, TableMap
from phm_core.catalogue.schema.source_format import Join
from phm_core.catalogue.schema.source_table import Filter, Removal
from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.loading.matching import Change
from phm_core.onboarding.loading.read_columns import (
    called_in,
    joined_by,
    own_names,
)

Names = Mapping[str, str]
"""What a column was called -> what it is called now."""
Now = Mapping[str, str | None]
"""The same in small letters; None where it is gone."""


def relaid(
    mapping: SourceFormat,
    changed: Iterable[Change],
    same: Mapping[str, Names],
) -> SourceFormat:
    """The mapping with the layout of this delivery, so that it can be edited on.

    same: by source, columns that somebody says are the same by a new name; they are
    followed into tables that are joined to it too. A column that is gone is read no
    more. Raises RefusedInput where rows are chosen, joined or told apart by one: that
    is changed in the mapping alone.
    """
    sources, tables = dict(mapping.sources), list(mapping.tables)
    for change in changed:
        name, names = change.source, same.get(change.source, {})
        moved = (*change.gone, *change.renamed)
        now = {was.casefold(): names.get(was) for was in moved}
        _held(mapping, name, [was for was in moved if was not in names])
        sources = {key: _source(one, key, name, now) for key, one in sources.items()}
        update = {"layout": change.layout}
        sources[name] = sources[name].model_copy(update=update)
        tables = [_table(table, name, now) for table in tables]
    kept = tuple(table for table in tables if table.columns)
    return mapping.model_copy(update={"sources": sources, "tables": kept})


def _held(mapping: SourceFormat, name: str, lost: Iterable[str]) -> None:
    """Refuse what only the file of the mapping can say."""
    by = {one.casefold() for one in _telling(mapping, name)}
    if missing := sorted(one for one in lost if one.casefold() in by):
        raise RefusedInput(
            f"The mapping tells by {listed(missing)} which rows of '{name}' it takes, "
            "and that is no longer there. Say that it is a column by a new name, or "
            "change the mapping in its file."
        )


def _telling(mapping: SourceFormat, name: str) -> Iterable[str]:
    """Columns of a source by which rows are known, chosen, joined or removed."""
    source = mapping.sources[name]
    yield from (*source.columns, *source.key)
    yield from [] if source.gone is None else [source.gone.column]
    for removal in source.removes:
        yield from (*removal.on.values(), *(test.column for test in removal.where))
    for other in mapping.sources.values():
        for removal in other.removes:
            yield from removal.on if removal.from_ == name else ()
    for table in mapping.tables:
        chosen = [test.column for test in table.where]
        yield from own_names(table, name, chosen) | joined_by(table, name)


def _source(source: SourceTable, key: str, name: str, now: Now) -> SourceTable:
    mine = now if key == name else {}
    gone = source.gone
    update = {
        "columns": _renamed(source.columns, mine),
        "key": _renamed(source.key, mine),
        "gone": None if gone is None else _test(gone, mine),
        "removes": tuple(
            _removal(one, mine, now if one.from_ == name else {})
            for one in source.removes
        ),
    }
    return source.model_copy(update=update)


def _removal(removal: Removal, mine: Now, theirs: Now) -> Removal:
    on = {_new(k, theirs): _new(v, mine) for k, v in removal.on.items()}
    where = tuple(_test(test, mine) for test in removal.where)
    return removal.model_copy(update={"on": on, "where": where})


def _table(table: TableMap, name: str, now: Now) -> TableMap:
    """A map with the columns of a source as they are called now, joined ones too."""
    whole: dict[str, str | None] = {}
    for start in called_in(table, name):
        for was, new in now.items():
            full = None if new is None else f"{start}{new}"
            whole[f"{start.casefold()}{was}"] = full
    columns = {
        ours: read
        for ours, how in table.columns.items()
        if (read := _column(how, whole)) is not None
    }
    join = tuple(_join(one, whole, now if one.table == name else {})
                 for one in table.join)  # fmt: skip
    update = {
        "columns": columns,
        "where": tuple(_test(test, whole) for test in table.where),
        "join": join,
    }
    if table.each is not None:
        each = _each(table.each.columns, whole)
        update["columns"] = columns if each else {}
        update["each"] = table.each.model_copy(update={"columns": each})
    return table.model_copy(update=update)


def _join(join: Join, mine: Now, theirs: Now) -> Join:
    on = {_new(k, mine): _new(v, theirs) for k, v in join.on.items()}
    return join.model_copy(update={"on": on})


def _test(test: Filter, now: Now) -> Filter:
    return test.model_copy(update={"column": _new(test.column, now)})


def _each(
    columns: tuple[str, ...] | dict[str, str], now: Now
) -> tuple[str, ...] | dict[str, str]:
    left = [name for name in columns if not _lost(name, now)]
    if isinstance(columns, dict):
        return {_new(name, now): columns[name] for name in left}
    return _renamed(left, now)


def _column(how: ColumnMap, now: Now) -> ColumnMap | None:
    """Where a column comes from now; None where nothing of it is left."""
    if how.constant is not None:
        return how
    left = [name for name in how.sources if not _lost(name, now)]
    if not left:
        return None
    if how.column is not None:
        return how.model_copy(update={"column": _new(how.column, now)})
    kind = "first_of" if how.first_of else "joined"
    return how.model_copy(update={kind: _renamed(left, now)})


def _lost(name: str, now: Now) -> bool:
    return now.get(name.casefold(), name) is None


def _new(name: str, now: Now) -> str:
    """What a column is called now; whatever is gone keeps its name."""
    return now.get(name.casefold()) or name


def _renamed(columns: Iterable[str], now: Now) -> tuple[str, ...]:
    return tuple(_new(name, now) for name in columns)
