"""What the numbers of cells tell of a map's rows, where that is all that rows say."""

from collections.abc import Iterable

import numpy as np
import polars as pl
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation
from numpy.typing import NDArray

from phm_core.onboarding.loading.columns import values_of
from phm_core.onboarding.loading.finishing import FATE, FIRST, PART
from phm_core.onboarding.loading.in_order import PERSON
from phm_core.onboarding.loading.once import NUMBER, SAID, WHOSE
from phm_core.onboarding.loading.once import Told as ToldOnce
from phm_core.onboarding.loading.plain_rows import (
    NO_DAY,
    NOT_PLAIN,
    Flags,
    Numbers,
    Plain,
    Told,
)
from phm_core.onboarding.loading.said import MEANT
from phm_core.onboarding.loading.staged_files import StagedFiles
from phm_core.onboarding.loading.wanted import BEYOND, UNREAD

C, K = ColumnExpression, ConstantExpression
FINE = "fine"


def plain_of(files: StagedFiles, rows: DuckDBPyRelation) -> Plain | None:
    """How plain rows of a map are found; None where rows say more than is numbered.

    rows: those of the map, with SAID of what is said together.
    """
    once, dataset = files.one.once, files.dataset
    if once.cells is None:
        return None
    with files.ground.connection.cursor() as connection:
        says = files.said(connection, rows)
    by_more = {told.more: told for told in once.told if told.more}
    said, whose = by_more.get((SAID,)), by_more.get(WHOSE)
    if says is None or said is None or whose is None:
        return None
    days = [told for told in once.told if not told.more]
    worked_out = values_of(files.ground, dataset.id, files.one.rows.columns)
    if worked_out.keys() & {told.several[0].given.name for told in days}:
        return None
    who = {PERSON: Told(whose.raw, _people(whose))}
    for told in days:
        name = told.several[0].given.name
        # Of a day that the table does not have nothing is asked but that it can be.
        needed = name in dataset.names and not dataset.column(name).nullable
        who[name] = Told(told.raw, _days(told, name, needed=needed))
    kinds = says[PART].drop_nulls().unique().sort().to_list()
    layers = [Told(said.raw, layer) for layer in _layers(says, _fine(said))]
    if not layers:
        return None
    kind, first, odd = _by_meant(says, kinds)
    return Plain(once.cells, who, layers, kind, kinds, first, odd)


def _people(told: ToldOnce) -> Numbers:
    people, fine = _by_number(told, PERSON)
    found = (
        people.fill_null(pa.scalar(NOT_PLAIN, people.type)).cast(pa.int32()).to_numpy()
    )
    return np.where(fine, found, NOT_PLAIN).astype(np.int32)


def _days(told: ToldOnce, name: str, *, needed: bool) -> Numbers:
    days, fine = _by_number(told, name)
    none = pa.scalar(NOT_PLAIN if needed else NO_DAY, pa.int32())
    found = days.cast(pa.int32()).fill_null(none).to_numpy()
    return np.where(fine, found, NOT_PLAIN).astype(np.int32)


def _fine(told: ToldOnce) -> NDArray[np.bool_]:
    return _by_number(told, NUMBER)[1]


def _by_number(told: ToldOnce, name: str) -> tuple[pa.ChunkedArray, NDArray[np.bool_]]:
    """A column by the number of its cells, and whether these are values that can be."""
    wrong = C(told.name(UNREAD)) + C(told.name(BEYOND))
    columns = [C(NUMBER), C(name), (wrong == K(0)).alias(FINE)]
    rows = told.rows.select(*columns).sort(C(NUMBER)).to_arrow_table()
    return rows[1], rows[2].to_numpy()


def _layers(says: pl.DataFrame, fine: Flags) -> Iterable[Numbers]:
    """MEANT by SAID, in layers: of what is said and means two things there are two."""
    layer = pl.int_range(pl.len()).over(SAID).alias("layer")
    ordered = says.sort(SAID, MEANT).with_columns(layer)
    for _, part in ordered.group_by("layer", maintain_order=True):
        found = np.full(len(fine), NOT_PLAIN, dtype=np.int32)
        found[part[SAID].to_numpy()] = part[MEANT].to_numpy()
        yield np.where(fine, found, NOT_PLAIN).astype(np.int32)


def _by_meant(
    says: pl.DataFrame, kinds: list[str]
) -> tuple[NDArray[np.uint16], Flags, Flags]:
    """By MEANT its kind, whether it is one of a row, and whether it is odd."""
    meant = says[MEANT].to_numpy()
    size = int(meant.max(initial=0)) + 1
    kind = np.full(size, len(kinds), dtype=np.uint16)
    first, odd = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    places = {part: place for place, part in enumerate(kinds)}
    kind[meant] = [places.get(part, len(kinds)) for part in says[PART]]
    first[meant] = says[FIRST].to_numpy()
    odd[meant] = says[FATE].is_not_null().to_numpy()
    return kind, first, odd
