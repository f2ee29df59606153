"""A mapping as rows that somebody edits in a table, and rows as a mapping again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import CodeMap, ColumnMap, SourceFormat, TableMap
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import spelt

Code = tuple[str, str]
"""A coding system and a code in it."""
NOT_HERE = "declared in the file"
"""What stands for a column that is put together: it is edited in the file alone."""


@dataclass(frozen=True)
class Row:
    """One column of ours in one map: where it comes from, or what it always is."""

    ours: str
    meaning: str
    column: str = ""
    always: str = ""
    dates: str = ""


def rows_of(table: TableMap, catalogue: Catalogue) -> list[Row]:
    """Every column that a map could fill, in order, with what fills it now."""
    found = []
    for given in catalogue.intake[table.into].columns:
        how = table.columns.get(given.name)
        found.append(Row(given.name, given.meaning, *_now(how)))
    return found


def with_rows(
    mapping: SourceFormat, number: int, rows: Iterable[Row], catalogue: Catalogue
) -> SourceFormat:
    """The mapping with one of its maps as it was edited.

    Raises RefusedInput where the result cannot be right.
    """
    table = mapping.tables[number]
    columns = {
        row.ours: how
        for row in rows
        if (how := _edited(row, table.columns.get(row.ours))) is not None
    }
    tables = list(mapping.tables)
    tables[number] = table.model_copy(update={"columns": columns})
    return _checked(mapping.model_copy(update={"tables": tuple(tables)}), catalogue)


def unknown_words(
    table: TableMap, profile: Profile, catalogue: Catalogue
) -> dict[str, dict[str, str | None]]:
    """Values that are not known of each column of words, and what they mean so far."""
    seen = {column.name: column for column in profile.columns}
    found: dict[str, dict[str, str | None]] = {}
    for ours, how in table.columns.items():
        known = spelt(catalogue.intake[table.into].column(ours), catalogue)
        if how.column not in seen or not known:
            continue
        means = {key: None if v is None else str(v) for key, v in how.values.items()}
        for value, _ in seen[how.column].values:
            if value.casefold() not in known:
                means.setdefault(value, None)
        if means:
            found[ours] = means
    return found


def with_values(
    mapping: SourceFormat,
    number: int,
    ours: str,
    means: Mapping[str, str | None],
    catalogue: Catalogue,
) -> SourceFormat:
    """The mapping with what the values of one column mean."""
    table = mapping.tables[number]
    kept = {value: word for value, word in means.items() if word}
    how = table.columns[ours].model_copy(update={"values": kept})
    columns = {**table.columns, ours: how}
    tables = list(mapping.tables)
    tables[number] = table.model_copy(update={"columns": columns})
    return _checked(mapping.model_copy(update={"tables": tuple(tables)}), catalogue)


def with_codes(
    mapping: SourceFormat, said: Mapping[Code, str], catalogue: Catalogue
) -> SourceFormat:
    """The mapping with what some codes mean besides: 'conditions/asthma', say.

    Raises RefusedInput where an entry is not declared.
    """
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for (system, code), name in sorted(said.items()):
        family, _, identity = name.partition("/")
        groups.setdefault((system, family), {})[code] = identity
    more = [
        CodeMap.model_validate({"system": system, "into": family, "is": codes})
        for (system, family), codes in groups.items()
    ]
    update = {"codes": (*mapping.codes, *more), "version": mapping.version + 1}
    return _checked(mapping.model_copy(update=update), catalogue)


def _now(how: ColumnMap | None) -> tuple[str, str, str]:
    if how is None:
        return "", "", ""
    if how.constant is not None:
        return "", str(how.constant), ""
    dates = how.dates[0] if how.dates else ""
    return (how.column or NOT_HERE), "", dates


def _edited(row: Row, before: ColumnMap | None) -> ColumnMap | None:
    if row.column == NOT_HERE:
        return before
    if row.column:
        given: dict[str, Any] = {"column": row.column}
        if before is not None and before.column == row.column:
            given = before.model_dump(exclude_defaults=True)
        given["dates"] = (row.dates,) if row.dates else ()
        return ColumnMap.model_validate(given)
    return ColumnMap(constant=row.always) if row.always else None


def _checked(mapping: SourceFormat, catalogue: Catalogue) -> SourceFormat:
    return parsed(saved(mapping), "mapping", catalogue)
