"""Which columns of a delivery say whose its rows are: by name, or by references.

A table of people often calls its own key no more than Id. It is found by what is in it:
hardly two rows share it, and other tables hold the same values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.cells import text_of
from phm_core.onboarding.loading.kinds import NHS_NUMBER
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import plain, words_of

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
MOST = 0.95
"""Share of the values looked at that must be found in the key that they refer to."""
SHORTEST = 5
"""Shorter values, such as 17, are found in too many columns that mean another thing."""
BARE = ("id", "key", "guid", "uuid")
"""What a table of people calls a key of its own that nothing else refers to."""
KEYS = ("text", "identifier", "whole number", "SNOMED CT code", "practice code")
BORN = ("birth_date", "age")


@dataclass(frozen=True)
class Column:
    """A column of one of the tables, by the place of the table."""

    table: int
    name: str


def linked(profiles: Sequence[Profile], catalogue: Catalogue) -> list[Profile]:
    """The profiles, each with the columns that say whose its rows are."""
    found = [_named(one, catalogue) for one in profiles]
    keys = list(_keys(profiles, catalogue))
    referring = _referring(profiles, keys)
    best = max(keys, key=lambda key: _tables(referring[key]), default=None)
    if best is not None and referring[best]:
        for column in (best, *referring[best]):
            found[column.table].add(column.name)
    else:
        for column in _bare(keys, found) or _first(keys, profiles, found):
            found[column.table].add(column.name)
    return [
        replace(one, whose=tuple(s.name for s in one.columns if s.name in names))
        for one, names in zip(profiles, found, strict=True)
    ]


def _named(one: Profile, catalogue: Catalogue) -> set[str]:
    """The columns that are called so, or hold NHS numbers."""
    known = {
        words_of(word)
        for given in catalogue.intake["person"].columns
        if given.name in PERSON_KEYS
        for word in (given.name, *given.also_called)
    }
    return {
        seen.name
        for seen in one.columns
        if words_of(seen.name) in known or seen.kind == NHS_NUMBER
    }


def _keys(profiles: Sequence[Profile], catalogue: Catalogue) -> Iterator[Column]:
    """Columns of tables of people in which each row has a value of its own."""
    for number, one in enumerate(profiles):
        ours = columns_for(one, catalogue.intake["person"], catalogue)
        if not any(name in ours for name in BORN):
            continue
        each = [seen for seen in one.columns if own(seen, one.table.rows)]
        for seen in each:
            # A person may be told of twice.
            if different(one, seen.name) >= one.table.rows * MOST:
                yield Column(number, seen.name)


def own(seen: Seen, rows: int) -> bool:
    """Whether each row may have its own value; how many differ is roughly known."""
    nearly = seen.different >= rows * (1 - 2 * (1 - MOST))
    return seen.kind in KEYS and seen.filled == rows and nearly


def different(one: Profile, name: str) -> int:
    """How many values a column has, counted in all its rows."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.read_parquet(str(one.table.file))
        return len(rows.select(text_of(name).alias("value")).distinct())


def _referring(
    profiles: Sequence[Profile], keys: Sequence[Column]
) -> Mapping[Column, list[Column]]:
    """The columns of other tables whose values are those of each key."""
    looked = [
        (Column(number, seen.name), [value for value, _ in seen.samples])
        for number, one in enumerate(profiles)
        for seen in one.columns
        if seen.kind in KEYS and _long(seen)
    ]
    found: dict[Column, list[Column]] = {}
    for key in keys:
        others = [(c, values) for c, values in looked if c.table != key.table]
        there = held(profiles[key.table], key.name, others)
        found[key] = [c for c, values in others if there[c] >= MOST * len(values)]
    return found


def _long(seen: Seen) -> bool:
    return bool(seen.samples) and all(len(v) >= SHORTEST for v, _ in seen.samples)


def held(
    one: Profile, key: str, others: Sequence[tuple[Column, list[str]]]
) -> dict[Column, int]:
    """How many of the values of each column a key holds."""
    wanted = sorted({value for _, values in others for value in values})
    with duckdb.connect(":memory:") as connection:
        sought = connection.from_arrow(pa.table({"value": pa.array(wanted, "string")}))
        rows = connection.read_parquet(str(one.table.file)).select(
            text_of(key).alias("value")
        )
        there = {value for (value,) in sought.join(rows, "value", "semi").fetchall()}
    return {column: sum(v in there for v in values) for column, values in others}


def _tables(columns: Sequence[Column]) -> int:
    return len({column.table for column in columns})


def _bare(keys: Sequence[Column], named: Sequence[set[str]]) -> list[Column]:
    """Keys of tables that say nowhere else whose their rows are."""
    return [c for c in keys if not named[c.table] and plain(c.name) in BARE]


def _first(
    keys: Sequence[Column], profiles: Sequence[Profile], named: Sequence[set[str]]
) -> list[Column]:
    """Of each such table the first key that looks like an id, whatever it is called."""
    found: dict[int, Column] = {}
    for key in keys:
        one = profiles[key.table]
        if not named[key.table] and different(one, key.name) == one.table.rows:
            (seen,) = (each for each in one.columns if each.name == key.name)
            if _long(seen) and all(map(_like_an_id, seen.samples)):
                found.setdefault(key.table, key)
    return list(found.values())


def _like_an_id(sample: tuple[str, int]) -> bool:
    value, _ = sample
    return value.isascii() and " " not in value and any(map(str.isdigit, value))
