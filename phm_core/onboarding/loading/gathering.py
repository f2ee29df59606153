"""The rows of delivered tables side by side: what is read of each, and where it stood.

So a delivery can be kept and changed by the next one, and an example of it is still
found in the file that it came in.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
)

from phm_core.onboarding.loading.carrying_out import united
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.read_columns import among

C, K = ColumnExpression, ConstantExpression
OF_FILE, OF_ROW = "phm_origin_file", "phm_origin_row"
"""Columns of a kept table: the file a row came in, and its number there, from 0."""
PLACE, TURN = "phm_place", "phm_turn"
"""By what rows are in order; both are written, since nothing may come after sorting."""
OWN = (OF_FILE, OF_ROW)
OURS = (*OWN, PLACE, TURN)


def gathered(
    connection: DuckDBPyConnection,
    several: Sequence[Delivered],
    read: Iterable[str],
    day: str,
) -> DuckDBPyRelation:
    """Rows of several tables of one source: columns that are read, OWN and PLACE.

    day: of the delivery, which is told beside the names of its files.
    """
    wanted = list(read)
    names: dict[str, str] = {}
    for one in several:
        for name in among(wanted, one.columns):
            names.setdefault(name.casefold(), name)
    parts, before = [], 0
    for one in several:
        parts.append(_part(connection, one, list(names.values()), before, day))
        before += one.rows
    return united(parts)


def dated(said: str, day: str) -> str:
    """A file of a delivery, told from the file of the same name in another."""
    return f"{said} of {day}"


def origins(several: Iterable[Delivered], day: str) -> dict[str, tuple[int, ...]]:
    """The lines that are no rows of each file that rows came in."""
    found: dict[str, tuple[int, ...]] = {}
    for one in several:
        found |= one.origins or {dated(one.said, day): one.no_rows}
    return found


def origin(file: Path, row: int) -> tuple[str, int]:
    """The file that a row of a kept table came in, and its number there."""
    table = pq.read_table(file, columns=list(OWN)).slice(row, 1).to_pylist()[0]
    return str(table[OF_FILE]), int(table[OF_ROW])


def _part(
    connection: DuckDBPyConnection,
    one: Delivered,
    names: list[str],
    before: int,
    day: str,
) -> DuckDBPyRelation:
    rows = connection.read_parquet(str(one.file), file_row_number=True)
    held = {name.casefold(): name for name in one.columns}
    columns: list[Expression] = [
        C(held[name.casefold()]).alias(name)
        if name.casefold() in held
        else K(None).cast("VARCHAR").alias(name)
        for name in names
    ]
    number = C("file_row_number")
    if one.origins:
        columns += map(C, OWN)
    else:
        columns += [K(dated(one.said, day)).alias(OF_FILE), number.alias(OF_ROW)]
    return rows.select(*columns, (number + K(before)).alias(PLACE))
