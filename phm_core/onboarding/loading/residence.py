"""Where people live and are registered, by the public tables of an area pack."""

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.expressions import first_known
from phm_core.snapshot import Snapshot

CHANGES = "small_area_change"


def read(
    connection: DuckDBPyConnection, area: Snapshot, table: str
) -> DuckDBPyRelation:
    """A table of an area pack. Raises RefusedInput where it has none."""
    files = [str(path) for path in area.files(table)]
    if not files:
        raise RefusedInput(
            f"The area pack '{area.path}' has no table '{table}'. Build it again with "
            "that source."
        )
    return connection.read_parquet(files, union_by_name=True)


def beside_areas(
    connection: DuckDBPyConnection, people: DuckDBPyRelation, area: Snapshot
) -> DuckDBPyRelation:
    """People with lsoa21, imd_decile and where their practice belongs.

    A small area of 2011 becomes one of 2021 by the pack's table of changes; of those
    that were split, the part with most people.
    """
    areas = read(connection, area, "small_area")
    held = areas.select(
        ColumnExpression("lsoa21").alias("held"),
        ColumnExpression("imd_decile").cast("TINYINT").alias("imd_decile"),
    )
    found = _joined(people, _changed(connection, area, areas), "small_area", "was")
    now = first_known(ColumnExpression("became"), ColumnExpression("small_area"))
    found = found.select(*map(ColumnExpression, people.columns), now.alias("lives_in"))
    found = _joined(found, held, "lives_in", "held")
    practices = _practices(connection, area)
    found = _joined(found, practices, "practice_code", "of_practice")
    return found.select(
        *map(ColumnExpression, people.columns),
        ColumnExpression("held").alias("lsoa21"),
        *map(ColumnExpression, ("imd_decile", "place_code", "pcn_code", "of_practice")),
    )


def _changed(
    connection: DuckDBPyConnection, area: Snapshot, areas: DuckDBPyRelation
) -> DuckDBPyRelation:
    """Each small area of 2011 that is none of 2021, and what it became."""
    if not area.has(CHANGES):
        text = ConstantExpression(None).cast("VARCHAR")
        none = areas.limit(0)
        return none.select(text.alias("was"), text.alias("became"))
    size = areas.select(
        ColumnExpression("lsoa21").alias("part"), ColumnExpression("population")
    )
    changes = read(connection, area, CHANGES)
    sized = _joined(changes, size, "lsoa21", "part")
    people = first_known(ColumnExpression("population"), ConstantExpression(0))
    largest = FunctionExpression("arg_max", ColumnExpression("lsoa21"), people)
    return sized.aggregate(
        [ColumnExpression("lsoa11").alias("was"), largest.alias("became")]
    )


def _practices(connection: DuckDBPyConnection, area: Snapshot) -> DuckDBPyRelation:
    rows = read(connection, area, "organisation")
    newest = FunctionExpression(
        "arg_max",
        FunctionExpression(
            "struct_pack",
            ColumnExpression("place_code").alias("place"),
            ColumnExpression("pcn_code").alias("pcn"),
        ),
        first_known(
            ColumnExpression("valid_from"),
            ConstantExpression("1900-01-01").cast("DATE"),
        ),
    )
    found = rows.aggregate(
        [ColumnExpression("practice_code").alias("of_practice"), newest.alias("newest")]
    )
    return found.select(
        ColumnExpression("of_practice"),
        _part("place").alias("place_code"),
        _part("pcn").alias("pcn_code"),
    )


def _part(name: str) -> Expression:
    return FunctionExpression(
        "struct_extract", ColumnExpression("newest"), ConstantExpression(name)
    )


def _joined(
    left: DuckDBPyRelation, right: DuckDBPyRelation, mine: str, theirs: str
) -> DuckDBPyRelation:
    same = ColumnExpression(mine) == ColumnExpression(theirs)
    return left.set_alias("a").join(right.set_alias("b"), same, how="left")
