"""Write the synthetic people of a snapshot as the files of a source format.

For interchange and for the test that what is loaded is what was written. Each format
has one file of SELECT statements beside this one, a statement for each file written.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import duckdb

from phm_core.catalogue.schema import Dataset
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean
from phm_core.onboarding.contract import Datasets, arrow_schema
from phm_core.snapshot import Snapshot

HERE = Path(__file__).parent
STATEMENT = re.compile(r"^-- file: (?P<name>[\w.]+)$", re.MULTILINE)
AT_ONCE = 50_000
# Our words and the codes that HES and the NHS data dictionary have for them.
LETTERS = (
    ("white_british", "A"), ("white_irish", "B"), ("white_other", "C"),
    ("mixed_white_and_black_caribbean", "D"), ("mixed_white_and_black_african", "E"),
    ("mixed_white_and_asian", "F"), ("mixed_other", "G"), ("asian_indian", "H"),
    ("asian_pakistani", "J"), ("asian_bangladeshi", "K"), ("asian_other", "L"),
    ("black_caribbean", "M"), ("black_african", "N"), ("black_other", "P"),
    ("asian_chinese", "R"), ("other_any", "S"), ("unknown", "Z"),
)  # fmt: skip
DESTINATIONS = (
    ("usual_residence", "19"), ("care_home", "54"), ("other_hospital", "51"),
    ("died", "79"), ("other", "66"),
)  # fmt: skip
LOCAL_CONCEPT = (
    "CREATE MACRO local_concept(key) AS (2000000000 + hash(key) % 147483647)::BIGINT"
)


def exportable() -> list[str]:
    """Formats that can be written."""
    return sorted(path.stem for path in HERE.glob("*.sql"))


def export(
    snapshot: Snapshot, named: str, into: Path, datasets: Datasets
) -> dict[str, int]:
    """Write a snapshot's people into an empty folder. Returns rows by file.

    Raises NotPermitted for records of real people, which leave by released figures
    alone, and RefusedInput for a format that is not written or a folder that is there.
    """
    if not snapshot.manifest.synthetic:
        raise NotPermitted(
            "Records of real people are not exported. Only synthetic people are."
        )
    if named not in exportable():
        raise RefusedInput(
            f"The format '{named}' is not written.{did_you_mean(named, exportable())} "
            f"Choose one of {', '.join(exportable())}."
        )
    try:
        into.mkdir(parents=True)
    except OSError as fault:
        raise RefusedInput(
            f"The folder '{into}' cannot be made ({fault.strerror}). Name a new one."
        ) from None
    with duckdb.connect() as connection:
        _tables(connection, snapshot, datasets)
        return {
            name: _written(connection.sql(select), into / name)
            for name, select in _statements(HERE / f"{named}.sql")
        }


def _tables(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, datasets: Datasets
) -> None:
    """Every table about people by its name; one that is not there is empty."""
    for name, dataset in datasets.items():
        if dataset.tier == "person":
            _rows(connection, snapshot, dataset).create_view(name)
    connection.execute("CREATE TABLE ethnic_letter (ethnicity VARCHAR, letter VARCHAR)")
    connection.executemany("INSERT INTO ethnic_letter VALUES (?, ?)", LETTERS)
    connection.execute(
        "CREATE TABLE destination (discharge_destination VARCHAR, code VARCHAR)"
    )
    connection.executemany("INSERT INTO destination VALUES (?, ?)", DESTINATIONS)
    connection.execute(LOCAL_CONCEPT)


def _rows(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dataset: Dataset
) -> duckdb.DuckDBPyRelation:
    files = [str(path) for path in snapshot.files(dataset.id)]
    empty = connection.from_arrow(arrow_schema(dataset, dataset.names).empty_table())
    if not files:
        return empty
    held = connection.read_parquet(files, union_by_name=True)
    missing = [name for name in dataset.names if name not in held.columns]
    absent = [duckdb.ConstantExpression(None).alias(name) for name in missing]
    return held.select(*map(duckdb.ColumnExpression, held.columns), *absent)


def _statements(path: Path) -> Iterator[tuple[str, str]]:
    """Each file to be written, and the statement that it is written by."""
    _, *parts = STATEMENT.split(path.read_text(encoding="utf-8"))
    yield from zip(parts[::2], parts[1::2], strict=True)


def _written(rows: duckdb.DuckDBPyRelation, path: Path) -> int:
    if path.suffix == ".parquet":
        rows.write_parquet(str(path), compression="zstd")
    elif path.suffix == ".csv":
        rows.write_csv(str(path))
    else:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            _lines(rows, file)
    return rows.aggregate("count(*)").fetchall()[0][0]


def _lines(rows: duckdb.DuckDBPyRelation, file: TextIO) -> None:
    """Each row's one cell on a line of its own."""
    reader = rows.to_arrow_reader(AT_ONCE)
    for batch in reader:
        file.writelines(f"{line}\n" for line in batch.column(0).to_pylist())
