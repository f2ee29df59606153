"""The tables of a snapshot from what was carried out: in order, each kind a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading import avoidable
from phm_core.onboarding.loading.delivery import Progress
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.in_order import ROW_GROUP, write_in_order
from phm_core.onboarding.loading.kidney import EQUATIONS, worked_out
from phm_core.onboarding.loading.person_table import SQL_TYPES, Everybody
from phm_core.onboarding.loading.records import PART, WHOLE, Staged

C, K = ColumnExpression, ConstantExpression
AT_ONCE = 2
ONCE = ("condition", "measurement", "process", "score", "opt_out", "sharing_flag")
"""Tables in which two rows that say the same are one."""
Parts = Mapping[tuple[str, str], list[Path]]
"""Files that hold rows of a table and kind."""


def write_people(ground: Ground, found: Everybody, staging: Path) -> None:
    """Write who people are and where they were registered."""
    for name, rows in (("person", found.people), ("registration", found.spells)):
        _write(rows, staging / f"{name}.parquet", ground.catalogue.datasets[name])


def write_records(
    ground: Ground, found: Iterable[Staged], staging: Path, progress: Progress
) -> None:
    """Write every other table, a kind of it after the other, two at once."""
    parts: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for one in found:
        for kind in one.kinds:
            parts[one.report.into, kind].append(one.file)

    def write(table: str, kind: str, files: list[Path]) -> str:
        dataset = ground.catalogue.datasets[table]
        with ground.connection.cursor() as connection:
            rows = _read(connection, files, kind, dataset)
            if (table, kind) == ("activity", avoidable.SETTING):
                done = _operations(connection, ground, parts)
                rows = avoidable.told_apart(rows, done)
            _write_kind(rows, dataset, kind, staging)
        return f"{table.replace('_', ' ')} {'' if kind == WHOLE else kind}".strip()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        written = [pool.submit(write, *key, files) for key, files in parts.items()]
        for done, one in enumerate(as_completed(written), 1):
            progress(done / len(written), f"Written {one.result()}")
    if ("measurement", "creatinine") in parts:
        _write_kidney(ground, parts, staging)


def _operations(
    connection: DuckDBPyConnection, ground: Ground, parts: Parts
) -> DuckDBPyRelation | None:
    """What was operated on; None where the source tells of no operations."""
    held = parts.get(("procedure", WHOLE))
    dataset = ground.catalogue.datasets["procedure"]
    return _read(connection, held, WHOLE, dataset) if held else None


def _write_kidney(ground: Ground, parts: Parts, staging: Path) -> None:
    """Add the eGFR that creatinine gives to the eGFR that was reported."""
    dataset = ground.catalogue.datasets["measurement"]
    connection = ground.connection
    given, egfr = (parts.get(("measurement", one)) for one in ("creatinine", "egfr"))
    creatinine = _read(connection, given or [], "creatinine", dataset)
    reported = _read(connection, egfr, "egfr", dataset) if egfr else None
    people = connection.read_parquet(str(staging / "person.parquet"))
    equation = EQUATIONS[ground.mapping.creatinine]
    rows = worked_out(creatinine, reported, people, equation)
    both = rows if reported is None else reported.union(rows)
    _write_kind(both, dataset, "egfr", staging)


def _write_kind(
    rows: DuckDBPyRelation, dataset: Dataset, kind: str, staging: Path
) -> None:
    single = staging / f"{dataset.id}.parquet"
    path = single if kind == WHOLE else staging / dataset.id / f"{kind}.parquet"
    path.parent.mkdir(exist_ok=True)
    write_in_order(rows, path, dataset, once=dataset.id in ONCE)


def _read(
    connection: DuckDBPyConnection, files: Iterable[Path], kind: str, dataset: Dataset
) -> DuckDBPyRelation:
    rows = connection.read_parquet([str(path) for path in files], union_by_name=True)
    return rows.filter(C(PART) == K(kind)).select(*map(C, dataset.names))


def _write(rows: DuckDBPyRelation, path: Path, dataset: Dataset) -> None:
    order = [C(name).asc().nulls_last() for name in dataset.sorted_by]
    typed = rows.select(
        *(
            C(column.name).cast(SQL_TYPES[column.type]).alias(column.name)
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
        K(None).cast(SQL_TYPES[column.type]).alias(column.name)
        for column in ground.catalogue.datasets[table].columns
    ]
    first = next(iter(ground.sources.values())).rows
    return first.limit(0).select(*none)
