"""Values that come as one, such as a blood pressure of 142/88: a map for each part."""

from collections.abc import Iterable, Iterator

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import ColumnMap, Pair, SourceFormat, TableMap
from phm_core.catalogue.schema.source_table import Filter

CODE = "code"


def apart(mapping: SourceFormat, catalogue: Catalogue) -> SourceFormat:
    """The mapping with a map for each part of what comes as one, and for the rest."""
    found = list(mapping.tables)
    for intake in catalogue.intake.values():
        for given in intake.columns:
            for name, pair in given.pairs.items():
                found = [
                    part
                    for table in found
                    for part in (
                        _parted(table, given.name, name, pair)
                        if table.into == intake.id
                        else (table,)
                    )
                ]
    return mapping.model_copy(update={"tables": tuple(found)})


def _parted(table: TableMap, ours: str, name: str, pair: Pair) -> Iterator[TableMap]:
    how = table.columns.get(ours)
    said = [] if how is None else [w for w, v in how.values.items() if v == name]
    if how is not None and how.constant == name:
        yield from _parts(table, ours, pair)
    elif how is None or how.column is None or not said:
        yield table
    else:
        cells = tuple(dict.fromkeys(c for word in said for c in _spelt(word)))
        rest = {w: v for w, v in how.values.items() if w not in said}
        others = how.model_copy(update={"values": rest})
        not_these = Filter.model_validate({"column": how.column, "is_not": cells})
        left = _with(table, {ours: others}, (not_these,))
        yield _by_code(left, ours) if said_by_code(table, ours) else left
        these = Filter.model_validate({"column": how.column, "is": cells})
        yield from _parts(table, ours, pair, (these,))


def said_by_code(table: TableMap, ours: str) -> bool:
    """Whether what comes as one is told by the code of a row, and by no name."""
    how, code = table.columns.get(ours), table.columns.get(CODE)
    return (
        how is not None
        and code is not None
        and ours != CODE
        and how.column is not None
        and how.column == code.column
    )


def _by_code(table: TableMap, ours: str) -> TableMap:
    """The map of the other rows, whose codes say what they are."""
    columns = {name: how for name, how in table.columns.items() if name != ours}
    return table.model_copy(update={"columns": columns})


def _spelt(word: str) -> Iterable[str]:
    """A word in small and capital letters: where values are read they are alike."""
    plain = word.strip()
    return plain, plain.lower(), plain.upper(), plain.capitalize(), plain.title()


def _parts(
    table: TableMap, ours: str, pair: Pair, where: tuple[Filter, ...] = ()
) -> Iterator[TableMap]:
    value = table.columns.get(pair.column)
    for number, entry in enumerate(pair.parts, start=1):
        columns = {ours: ColumnMap(constant=entry)}
        if value is not None:
            update = {"split_by": pair.split_by, "part": number}
            columns[pair.column] = value.model_copy(update=update)
        yield _with(table, columns, where)


def _with(
    table: TableMap, columns: dict[str, ColumnMap], where: tuple[Filter, ...]
) -> TableMap:
    update = {
        "columns": {**table.columns, **columns},
        "where": (*table.where, *where),
    }
    return table.model_copy(update=update)
