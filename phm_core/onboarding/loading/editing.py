"""A mapping as rows that somebody edits in a table, and rows as a mapping again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import CodeMap, ColumnMap, SourceFormat, TableMap
from phm_core.onboarding.loading.called import DAYS, FORMS, meant, titles
from phm_core.onboarding.loading.pairs import said_by_code
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import spelt

OF_EACH = "each."
Code = tuple[str, str]
"""A coding system and a code in it."""
NOT_HERE = "put together in the mapping"
"""What stands for a column that is put together: it is edited in the file alone."""


@dataclass(frozen=True)
class Row:
    """One column of ours in one map: where it comes from, or what it always is.

    title: what it is called on screen. always: in words that people use. dates: how its
    days are written, by an example.
    """

    ours: str
    meaning: str
    column: str = ""
    always: str = ""
    dates: str = ""
    title: str = ""


def rows_of(table: TableMap, catalogue: Catalogue) -> list[Row]:
    """Every column that a map could fill, in order, with what fills it now."""
    found = []
    for given in catalogue.intake[table.into].columns:
        how = table.columns.get(given.name)
        called = titles(given, catalogue)
        found.append(
            Row(given.name, given.meaning, *_now(how, called), title=given.label)
        )
    return found


def choices(
    mapping: SourceFormat, table: TableMap, held: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The columns that can fill ours in a map, joined ones too. held: by source."""
    names = list(held.get(table.from_) or mapping.sources[table.from_].layout)
    for join in table.join:
        theirs = held.get(join.table) or mapping.sources[join.table].layout
        names += [f"{join.name}.{name}" for name in theirs]
    return tuple(names)


def with_rows(
    mapping: SourceFormat, number: int, rows: Iterable[Row], catalogue: Catalogue
) -> SourceFormat:
    """The mapping with one of its maps as it was edited; it is `checked` at the end."""
    table = mapping.tables[number]
    intake = catalogue.intake[table.into]
    now = {row.ours: row for row in rows_of(table, catalogue)}
    columns: dict[str, ColumnMap] = {}
    for row in rows:
        how = table.columns.get(row.ours)
        if row != now[row.ours]:
            always = meant(row.always, intake.column(row.ours), catalogue)
            how = _edited(row, always, how)
        if how is not None:
            columns[row.ours] = how
    tables = list(mapping.tables)
    tables[number] = table.model_copy(update={"columns": columns})
    return mapping.model_copy(update={"tables": tuple(tables)})


def unknown_words(
    table: TableMap, profile: Profile, catalogue: Catalogue
) -> dict[str, dict[str, str | None]]:
    """Values that are not known of each column of words, and what they mean so far.

    What they mean is said in words that people use.
    """
    seen = {column.name: column for column in profile.columns}
    found: dict[str, dict[str, str | None]] = {}
    for ours, how in table.columns.items():
        given = catalogue.intake[table.into].column(ours)
        known, called = spelt(given, catalogue), titles(given, catalogue)
        if how.column not in seen or not known:
            continue
        means = {
            key: None if value is None else called.get(str(value), str(value))
            for key, value in how.values.items()
        }
        by_name = () if said_by_code(table, ours) else seen[how.column].values
        for value, _ in by_name:
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
    """The mapping with what values of a column mean; it is `checked` at the end."""
    table = mapping.tables[number]
    given = catalogue.intake[table.into].column(ours)
    kept = {
        value: meant(word, given, catalogue) for value, word in means.items() if word
    }
    how = table.columns[ours].model_copy(update={"values": kept})
    columns = {**table.columns, ours: how}
    tables = list(mapping.tables)
    tables[number] = table.model_copy(update={"columns": columns})
    return mapping.model_copy(update={"tables": tuple(tables)})


def with_codes(
    mapping: SourceFormat, said: Mapping[Code, Iterable[str]], catalogue: Catalogue
) -> SourceFormat:
    """The mapping with what some codes mean besides: 'conditions/asthma', say.

    A third part says what kind of record they are of: conditions/asthma/resolution.
    Raises RefusedInput where an entry is not declared.
    """
    groups: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for (system, code), names in sorted(said.items()):
        for name in names:
            family, identity, kind = (*name.split("/"), "", "")[:3]
            group = groups.setdefault((system, family, kind), {})
            group.setdefault(code, []).append(identity)
    more = [
        CodeMap.model_validate(
            {
                "system": system,
                "into": family,
                "kind": kind or None,
                "is": {c: ids[0] if len(ids) == 1 else ids for c, ids in codes.items()},
            }
        )
        for (system, family, kind), codes in groups.items()
    ]
    update = {"codes": (*mapping.codes, *more), "version": mapping.version + 1}
    return checked(mapping.model_copy(update=update), catalogue)


def _now(how: ColumnMap | None, called: Mapping[str, str]) -> tuple[str, str, str]:
    if how is None:
        return "", "", ""
    if how.constant is not None:
        value = str(how.constant)
        return "", called.get(value, value), ""
    made = how.column is None or how.column.startswith(OF_EACH)
    dates = DAYS[how.dates[0]] if how.dates else ""
    return (NOT_HERE if made else how.column or ""), "", dates


def _edited(row: Row, always: str, before: ColumnMap | None) -> ColumnMap | None:
    if row.column == NOT_HERE:
        return before
    if row.column:
        given: dict[str, Any] = {"column": row.column}
        if before is not None and before.column == row.column:
            given = before.model_dump(exclude_defaults=True)
        given["dates"] = (FORMS[row.dates],) if row.dates else ()
        return ColumnMap.model_validate(given)
    return ColumnMap(constant=always) if always else None


def checked(mapping: SourceFormat, catalogue: Catalogue) -> SourceFormat:
    """The same mapping. Raises RefusedInput with every fault that it has."""
    return parsed(saved(mapping), "as it stands", catalogue)
