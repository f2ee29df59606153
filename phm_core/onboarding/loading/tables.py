"""The tables of a snapshot from what was carried out: in order, each kind a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import polars as pl
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading import avoidable
from phm_core.onboarding.loading.carrying_out import united
from phm_core.onboarding.loading.delivery import Progress
from phm_core.onboarding.loading.finishing import PART, WHOLE
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.in_numbers import (
    Telling,
    write_in_numbers,
)
from phm_core.onboarding.loading.in_order import PERSON, ROW_GROUP, write_in_order
from phm_core.onboarding.loading.kidney import EQUATIONS, worked_out
from phm_core.onboarding.loading.person_table import SQL_TYPES, Everybody
from phm_core.onboarding.loading.records import Staged
from phm_core.onboarding.loading.said import MEANT
from phm_core.onboarding.loading.staged_files import of_kind

C, K = ColumnExpression, ConstantExpression
AT_ONCE = 2
ONCE = ("condition", "measurement", "process", "score", "opt_out", "sharing_flag")
"""Tables in which two rows that say the same are one."""
Parts = Mapping[tuple[str, str], list[Staged]]
"""What holds rows of a table and kind."""


def write_people(ground: Ground, found: Everybody, staging: Path) -> None:
    """Write who people are and where they were registered."""
    for name, rows in (("person", found.people), ("registration", found.spells)):
        _write(rows, staging / f"{name}.parquet", ground.catalogue.datasets[name])


def write_records(
    ground: Ground, found: Iterable[Staged], staging: Path, progress: Progress
) -> None:
    """Write every other table, a kind of it after the other, two at once."""
    parts: dict[tuple[str, str], list[Staged]] = defaultdict(list)
    for one in found:
        for kind in sorted(one.kinds):
            parts[one.report.into, kind].append(one)

    def write(table: str, kind: str, held: list[Staged]) -> str:
        dataset = ground.catalogue.datasets[table]
        with ground.connection.cursor() as connection:
            avoids = (table, kind) == ("activity", avoidable.SETTING)
            telling = None if avoids else _telling(connection, held, kind, dataset)
            path = _path(dataset, kind, staging)
            once = dataset.id in ONCE
            if telling is None or not write_in_numbers(
                telling, path, dataset, once=once
            ):
                rows = _read(connection, held, kind, dataset)
                if avoids:
                    done = _operations(connection, ground, parts)
                    rows = avoidable.told_apart(rows, done)
                write_in_order(rows, path, dataset, once=once)
        return f"{table.replace('_', ' ')} {'' if kind == WHOLE else kind}".strip()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        written = [pool.submit(write, *key, held) for key, held in parts.items()]
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
    path = _path(dataset, "egfr", staging)
    write_in_order(both, path, dataset, once=dataset.id in ONCE)


def _path(dataset: Dataset, kind: str, staging: Path) -> Path:
    single = staging / f"{dataset.id}.parquet"
    path = single if kind == WHOLE else staging / dataset.id / f"{kind}.parquet"
    path.parent.mkdir(exist_ok=True)
    return path


def _telling(
    connection: DuckDBPyConnection, held: Iterable[Staged], kind: str, dataset: Dataset
) -> Telling | None:
    """Rows of a kind by the numbers of what they say; None where some have none."""
    days = [column.name for column in dataset.columns if column.type == "date"]
    said = [name for name in dataset.names if name not in (PERSON, *days)]
    rows: list[DuckDBPyRelation] = []
    says: list[pl.DataFrame] = []
    before, most = 0, 0
    for one in held:
        told = one.files.says
        if told is None:
            return None
        mine = told.filter(pl.col(PART) == kind)
        says.append(mine.select(*said, pl.col(MEANT) + before))
        number = (C(MEANT) + K(before)).cast("INTEGER").alias(MEANT)
        rows.append(one.files.numbers(connection, kind).select(PERSON, *days, number))
        before += int(told[MEANT].to_numpy().max(initial=0)) + 1
        most += one.kinds[kind]
    return Telling(united(rows), pl.concat(says), most)


def _read(
    connection: DuckDBPyConnection, held: Iterable[Staged], kind: str, dataset: Dataset
) -> DuckDBPyRelation:
    parts = [of_kind(one.files.rows(connection), kind, dataset) for one in held]
    return united([rows.select(*map(C, dataset.names)) for rows in parts])


def _write(rows: DuckDBPyRelation, path: Path, dataset: Dataset) -> None:
    rest = () if dataset.key else rows.columns
    order = [C(name).asc().nulls_last() for name in (*dataset.sorted_by, *rest)]
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
