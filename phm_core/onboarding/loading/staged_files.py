"""The files that one map of a load yielded, and the rows that they hold.

ROWS are read one by one, SAYS is what several columns of them say together. Of rows
about which nothing is odd PLAIN holds a file for each kind: who, when, and MEANT.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    FunctionExpression,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading.carrying_out import CarriedOut
from phm_core.onboarding.loading.counting import Places
from phm_core.onboarding.loading.expressions import constants
from phm_core.onboarding.loading.finishing import FATE, FIRST, PART, finished
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.in_order import PERSON
from phm_core.onboarding.loading.once import SAID
from phm_core.onboarding.loading.said import MEANT, by_anybody, with_said
from phm_core.onboarding.loading.wanted import FILE, ROW

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
ROWS, SAYS, ODD_ROWS = "rows.parquet", "says.parquet", "odd.parquet"
PLAIN, OTHERS, PLAIN_ODD = "plain", "others.parquet", "plain_odd.parquet"
PLACE = "place"


@dataclass(frozen=True)
class StagedFiles:
    """What a folder holds of one map: read by any connection."""

    ground: Ground
    one: CarriedOut
    places: Places
    folder: Path

    @property
    def dataset(self) -> Dataset:
        """The table that the rows are of."""
        return self.ground.catalogue.datasets[self.one.table.into]

    def rows(self, connection: DuckDBPyConnection) -> DuckDBPyRelation:
        """Every row: the columns of its table, PART, FIRST, MARKS and MEANT."""
        others = self.others(connection)
        files = sorted(map(str, (self.folder / PLAIN).glob("*.parquet")))
        told = self._told(connection, connection.read_parquet(str(self.folder / ROWS)))
        if told is None or not files:
            return others
        plain = connection.read_parquet(files)
        own = [name for name in plain.columns if name != MEANT]
        both = plain.select(*map(C, own), C(MEANT).alias(PLACE)).set_alias("a")
        rest = [name for name in told.columns if name not in own]
        both = both.join(
            told.select(*map(C, rest)).set_alias("b"), C(PLACE) == C(MEANT)
        )
        kinds = dict(zip(others.columns, others.types, strict=True))
        return others.union(
            both.select(*(C(n).cast(kind).alias(n) for n, kind in kinds.items()))
        )

    def others(self, connection: DuckDBPyConnection) -> DuckDBPyRelation:
        """The rows that are not plain."""
        found = connection.read_parquet(str(self.folder / ROWS))
        if (self.folder / SAYS).exists():
            says = connection.read_parquet(str(self.folder / SAYS))
            rows = with_said(found, says, self.places)
            found = finished(self.ground, self.one, rows)
        return found

    def odd(self, connection: DuckDBPyConnection) -> DuckDBPyRelation:
        """Of the rows about which something is odd: whose they are, FIRST and MARKS."""
        others = connection.read_parquet(str(self.folder / ODD_ROWS))
        told = self._told(connection, connection.read_parquet(str(self.folder / ROWS)))
        path = self.folder / PLAIN_ODD
        if told is None or not path.exists():
            return others
        plain = connection.read_parquet(str(path))
        file = F("list_extract", constants(self.places.files), C(FILE)).alias(FILE)
        own = {PERSON: C(PERSON).cast("BIGINT").alias(PERSON), ROW: C(ROW), FILE: file}
        rows = plain.select(*own.values(), C(MEANT).alias(PLACE)).set_alias("a")
        rest = [name for name in others.columns if name not in own]
        says = told.select(*map(C, rest), C(MEANT)).set_alias("b")
        both = rows.join(says, C(PLACE) == C(MEANT))
        return others.union(both.select(*map(C, others.columns)))

    def numbers(self, connection: DuckDBPyConnection, kind: str) -> DuckDBPyRelation:
        """Person, days and MEANT of the rows of a kind, where each has one."""
        days = [column.name for column in self.dataset.columns if column.type == "date"]
        rows = of_kind(self.others(connection), kind, self.dataset)
        rows = rows.select(PERSON, *days, MEANT)
        path = self.folder / PLAIN / f"{kind}.parquet"
        if not path.exists():
            return rows
        plain = connection.read_parquet(str(path))
        none = K(None).cast("DATE")
        held = [C(n) if n in plain.columns else none.alias(n) for n in days]
        person = C(PERSON).cast("BIGINT").alias(PERSON)
        return rows.union(plain.select(person, *held, C(MEANT)))

    @cached_property
    def says(self) -> pl.DataFrame | None:
        """What each MEANT of SAID says in all columns but a person and days, with PART.

        FATE is null where nothing is odd. None where rows are not told so.
        """
        with self.ground.connection.cursor() as connection:
            rows = connection.read_parquet(str(self.folder / ROWS))
            return self.said(connection, rows)

    def said(
        self, connection: DuckDBPyConnection, rows: DuckDBPyRelation
    ) -> pl.DataFrame | None:
        """The same of rows that are not written yet."""
        told = self._told(connection, rows)
        if told is None:
            return None
        numbers = connection.read_parquet(str(self.folder / SAYS))
        both = told.set_alias("a").join(
            numbers.select(C(SAID), C(MEANT).alias(PLACE)).set_alias("b"),
            C(MEANT) == C(PLACE),
        )
        names = [PART, FATE, FIRST, *self.dataset.names, MEANT, SAID]
        return pl.DataFrame(both.select(*map(C, names)).to_arrow_table())

    def _told(
        self, connection: DuckDBPyConnection, rows: DuckDBPyRelation
    ) -> DuckDBPyRelation | None:
        if not (self.folder / SAYS).exists():
            return None
        says = connection.read_parquet(str(self.folder / SAYS))
        found = by_anybody(rows, says)
        return None if found is None else finished(self.ground, self.one, found)


def of_kind(rows: DuckDBPyRelation, kind: str, dataset: Dataset) -> DuckDBPyRelation:
    """Rows of a table that are of a kind."""
    if dataset.partitioned_by:
        # Told first of what is said together, so that few rows are looked up.
        rows = rows.filter(C(dataset.partitioned_by) == K(kind))
    return rows.filter(C(PART) == K(kind))
