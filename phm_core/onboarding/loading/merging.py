"""A source as it is once a delivery that says only what changed is applied to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import SourceTable
from phm_core.catalogue.schema.source_table import Filter
from phm_core.errors import RefusedInput, several
from phm_core.onboarding.loading.cells import Columns, kept, text_of
from phm_core.onboarding.loading.expressions import every, first_known
from phm_core.onboarding.loading.gathering import OURS, OWN, PLACE, TURN

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
AFTER_ALL = 1 << 60
"""Before the place of rows that are new: they come after what was there."""
IS_GONE, GONE_AT, BRINGS, FIRST = (
    "phm_is_gone", "phm_gone_at", "phm_brings", "phm_first",
)  # fmt: skip


@dataclass(frozen=True)
class Removed:
    """Rows that another source says are gone: the values of some columns of ours."""

    keys: DuckDBPyRelation
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Applied:
    """What a delivery did to a source: keys that are new, changed, gone, and so on."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unknown: int = 0
    taken_along: int = 0

    def sentences(self, source: str) -> Iterator[str]:
        """It in words."""
        yield (
            f"{source}: {self.new:,} new, {self.changed:,} changed, "
            f"{self.gone + self.taken_along:,} gone since the delivery before."
        )
        if self.unknown:
            yield f"{source}: said to be gone and not there: {self.unknown:,}."


@dataclass(frozen=True)
class Change:
    """One source before a delivery, and what the delivery says of it."""

    name: str
    source: SourceTable
    before: DuckDBPyRelation
    given: DuckDBPyRelation | None = None
    removed: tuple[Removed, ...] = field(default=())


def applied(
    connection: DuckDBPyConnection, change: Change
) -> tuple[DuckDBPyRelation, Applied]:
    """The rows of a source afterwards, in order, and what was done.

    A row that replaces another stands where it stood. Raises RefusedInput for a row
    that lacks its key.
    """
    stays, along = change.before, 0
    for number, removed in enumerate(change.removed):
        stays, count = _without(connection, stays, removed, f"{change.name}_{number}")
        along += count
    if change.given is None:
        return stays, Applied(taken_along=along)
    given, keys = _keyed(change.given, change)
    touched = _touched(connection, given, keys, change.name)
    theirs, _ = _keyed(stays, change)
    first = theirs.aggregate(
        [*map(C, keys), F("min", C(PLACE)).alias(FIRST)], ", ".join(keys)
    )
    known = _beside(touched, first, keys, "left").select(
        *map(C, keys), C(GONE_AT), C(BRINGS), C(FIRST)
    )
    known.create(f"known_{change.name}")
    known = connection.table(f"known_{change.name}")
    both = (*change.before.columns, *change.given.columns)
    held = {name.casefold(): name for name in reversed(both)}
    names = [held[n] for n in dict.fromkeys(map(str.casefold, both)) if n not in OURS]
    old = _beside(theirs, known, keys, "anti")
    new = _beside(given.filter(~C(IS_GONE)), known, keys, "inner")
    new = new.filter(C(GONE_AT).isnull() | (C(PLACE) > C(GONE_AT)))
    rows = _turned(old, names, C(PLACE), K(0)).union(
        _turned(new, names, first_known(C(FIRST), K(AFTER_ALL)), C(PLACE) + K(1))
    )
    return rows, _counted(known, along)


def gone_rows(
    rows: DuckDBPyRelation, source: SourceTable, where: tuple[Filter, ...]
) -> DuckDBPyRelation:
    """The rows of a delivery by which rows of other sources go."""
    columns = Columns(tuple(rows.columns), "the delivery")
    tests = (*([source.gone] if source.gone else []), *where)
    for test in tests:
        rows = rows.filter(kept(test, columns))
    return rows


def _without(
    connection: DuckDBPyConnection,
    rows: DuckDBPyRelation,
    removed: Removed,
    name: str,
) -> tuple[DuckDBPyRelation, int]:
    removed.keys.distinct().create(f"gone_{name}")
    keys = connection.table(f"gone_{name}")
    columns = Columns(tuple(rows.columns), f"'{name}'")
    same = every(
        text_of(columns.need(mine)) == C(key)
        for mine, key in zip(removed.columns, keys.columns, strict=True)
    )
    both = (rows.set_alias("a"), keys.set_alias("b"))
    return both[0].join(both[1], same, how="anti"), len(
        both[0].join(both[1], same, how="semi")
    )


def _keyed(
    rows: DuckDBPyRelation, change: Change
) -> tuple[DuckDBPyRelation, list[str]]:
    """Rows with the text of their key, and whether they only say that it is gone."""
    columns = Columns(tuple(rows.columns), f"'{change.name}'")
    keys = [f"phm_key_{number}" for number in range(len(change.source.key))]
    texts = [
        text_of(columns.need(name)).alias(key)
        for key, name in zip(keys, change.source.key, strict=True)
    ]
    gone: Expression = K(value=False)
    if change.source.gone is not None and columns.find(change.source.gone.column):
        gone = first_known(kept(change.source.gone, columns), K(value=False))
    return rows.select(*map(C, rows.columns), *texts, gone.alias(IS_GONE)), keys


def _touched(
    connection: DuckDBPyConnection,
    given: DuckDBPyRelation,
    keys: list[str],
    name: str,
) -> DuckDBPyRelation:
    """Every key that a delivery speaks of: whether it brings rows, when it goes."""
    for key in keys:
        lacking = given.filter(C(key).isnull())
        if count := len(lacking):
            raise RefusedInput(
                f"{several(count, 'row')} of '{name}' without the key by which rows "
                "take the place of others. Ask for it, or load a whole delivery."
            )
    gone = F("max", C(PLACE)).where(C(IS_GONE)).alias(GONE_AT)
    brings = F("max", C(PLACE)).where(~C(IS_GONE)).alias(BRINGS)
    found = given.aggregate([*map(C, keys), gone, brings], ", ".join(keys))
    found.create(f"touched_{name}")
    return connection.table(f"touched_{name}")


def _beside(
    rows: DuckDBPyRelation, other: DuckDBPyRelation, keys: list[str], how: str
) -> DuckDBPyRelation:
    renamed = [f"{key}_of" for key in keys]
    theirs = other.select(
        *(C(key).alias(name) for key, name in zip(keys, renamed, strict=True)),
        *(C(name) for name in other.columns if name not in keys),
    )
    same = every(C(key) == C(name) for key, name in zip(keys, renamed, strict=True))
    return rows.set_alias("a").join(theirs.set_alias("b"), same, how=how)


def _turned(
    rows: DuckDBPyRelation, names: list[str], place: Expression, turn: Expression
) -> DuckDBPyRelation:
    held = {name.casefold(): name for name in rows.columns}
    columns = [
        C(held[name.casefold()]).alias(name)
        if name.casefold() in held
        else K(None).cast("VARCHAR").alias(name)
        for name in names
    ]
    return rows.select(
        *columns, *map(C, OWN), place.alias(PLACE), turn.cast("BIGINT").alias(TURN)
    )


def _counted(known: DuckDBPyRelation, along: int) -> Applied:
    stays = C(BRINGS).isnotnull() & (C(GONE_AT).isnull() | (C(BRINGS) > C(GONE_AT)))
    there = C(FIRST).isnotnull()
    tests = (stays & ~there, stays & there, ~stays & there, ~stays & ~there)
    counts = known.aggregate([F("count_if", test) for test in tests]).fetchall()[0]
    return Applied(*counts, taken_along=along)
