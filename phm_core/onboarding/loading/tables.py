"""The tables of a snapshot from what was carried out: in order, each kind a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading import avoidable
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.kidney import EQUATIONS, worked_out
from phm_core.onboarding.loading.person_table import SQL_TYPES, Everybody
from phm_core.onboarding.loading.records import WHOLE, Staged, parts

ROW_GROUP = 122_880
ONCE = ("condition", "measurement", "process", "score", "opt_out", "sharing_flag")
"""Tables in which two rows that say the same are one."""
Saying = Callable[[str], None]


def write_people(ground: Ground, found: Everybody, staging: Path) -> None:
    """Write who people are and where they were registered."""
    for name, rows in (("person", found.people), ("registration", found.spells)):
        _write(rows, staging / f"{name}.parquet", ground.catalogue.datasets[name])


def write_records(
    ground: Ground, found: Iterable[Staged], staging: Path, say: Saying
) -> None:
    """Write every other table."""
    folders: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for one in found:
        for kind, folder in parts(one.folder):
            folders[one.report.into, kind].append(folder)
    for (table, kind), several in folders.items():
        say(
            f"Writing {table.replace('_', ' ')} {'' if kind == WHOLE else kind}".strip()
        )
        rows = _read(ground, several, ground.catalogue.datasets[table])
        if (table, kind) == ("activity", avoidable.SETTING):
            rows = avoidable.told_apart(rows, _operations(ground, folders))
        _write_kind(ground, rows, table, kind, staging)
    if ("measurement", "creatinine") in folders:
        _write_kidney(ground, folders, staging)


def _operations(
    ground: Ground, folders: dict[tuple[str, str], list[Path]]
) -> DuckDBPyRelation | None:
    """What was operated on; None where the source tells of no operations."""
    held = folders.get(("procedure", WHOLE))
    dataset = ground.catalogue.datasets["procedure"]
    return _read(ground, held, dataset) if held else None


def _write_kidney(
    ground: Ground, folders: dict[tuple[str, str], list[Path]], staging: Path
) -> None:
    """Add the eGFR that creatinine gives to the eGFR that was reported."""
    dataset = ground.catalogue.datasets["measurement"]
    creatinine = _read(ground, folders["measurement", "creatinine"], dataset)
    given = folders.get(("measurement", "egfr"))
    reported = _read(ground, given, dataset) if given else None
    people = ground.connection.read_parquet(str(staging / "person.parquet"))
    equation = EQUATIONS[ground.mapping.creatinine]
    rows = worked_out(creatinine, reported, people, equation)
    both = rows if reported is None else reported.union(rows)
    _write_kind(ground, both, "measurement", "egfr", staging)


def _write_kind(
    ground: Ground, rows: DuckDBPyRelation, table: str, kind: str, staging: Path
) -> None:
    dataset = ground.catalogue.datasets[table]
    rows = rows.distinct() if table in ONCE else rows
    single = staging / f"{table}.parquet"
    path = single if kind == WHOLE else staging / table / f"{kind}.parquet"
    path.parent.mkdir(exist_ok=True)
    _write(rows, path, dataset)


def _read(
    ground: Ground, folders: Iterable[Path], dataset: Dataset
) -> DuckDBPyRelation:
    files = [
        str(path) for folder in folders for path in sorted(folder.glob("*.parquet"))
    ]
    rows = ground.connection.read_parquet(
        files, union_by_name=True, hive_partitioning=False
    )
    return rows.select(*map(ColumnExpression, dataset.names))


def _write(rows: DuckDBPyRelation, path: Path, dataset: Dataset) -> None:
    order = [ColumnExpression(name).asc().nulls_last() for name in dataset.sorted_by]
    typed = rows.select(
        *(
            ColumnExpression(column.name)
            .cast(SQL_TYPES[column.type])
            .alias(column.name)
            for column in dataset.columns
            if column.name in rows.columns
        )
    )
    typed.sort(*order).to_parquet(
        str(path), compression="zstd", row_group_size=ROW_GROUP, overwrite=True
    )


def empty(ground: Ground, table: str) -> DuckDBPyRelation:
    """A table of the contract without rows."""
    none = [
        ConstantExpression(None).cast(SQL_TYPES[column.type]).alias(column.name)
        for column in ground.catalogue.datasets[table].columns
    ]
    first = next(iter(ground.sources.values())).rows
    return first.limit(0).select(*none)
