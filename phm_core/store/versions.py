"""Rows that are kept in every version: none is changed, two writers lose nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, Table, func, select
from sqlalchemy.exc import IntegrityError

from phm_core.store.database import reading


class NotNewest(Exception):
    """The version that was edited is not the newest; `newest` is, None for none."""

    def __init__(self, newest: RowMapping | None) -> None:
        self.newest = newest
        super().__init__()


class Versions:
    """The versions in one table, with the columns id, version and created_at."""

    def __init__(self, engine: Engine, table: Table) -> None:
        self._engine = engine
        self._table = table

    def add(self, row: Mapping[str, Any], edited: int | None) -> None:
        """Write a row as the version after `edited`, None for the first one.

        Raises NotNewest when that is no longer the newest; nothing is written then.
        """
        identity = row["id"]
        try:
            with self._engine.begin() as connection:
                newest = self._one(connection, identity)
                if (newest["version"] if newest else None) != edited:
                    raise NotNewest(newest)
                connection.execute(self._table.insert().values(**row))
        except IntegrityError:
            # PostgreSQL lets two writers get this far; the first of them stands.
            raise NotNewest(self.find(identity)) from None

    def find(self, identity: str, version: int | None = None) -> RowMapping | None:
        """One version, the newest when none is named; None if not there."""
        with reading(self._engine).begin() as connection:
            return self._one(connection, identity, version)

    def newest(self) -> list[RowMapping]:
        """The newest version of each, most lately saved first."""
        table = self._table
        last = select(table.c.id, func.max(table.c.version).label("version"))
        last = last.group_by(table.c.id).subquery()
        both = (table.c.id == last.c.id) & (table.c.version == last.c.version)
        query = select(table).join(last, both).order_by(table.c.created_at.desc())
        return self._all(query)

    def of(self, identity: str) -> list[RowMapping]:
        """Every version of one, newest first."""
        return self._all(self._of(identity))

    def every(self) -> list[RowMapping]:
        """Every version of all."""
        return self._all(select(self._table))

    def revision(self) -> int:
        """How many versions there are: changes whenever anything is saved."""
        with reading(self._engine).begin() as connection:
            found = connection.execute(select(func.count()).select_from(self._table))
            return int(found.scalar_one())

    def _all(self, query: Select[Any]) -> list[RowMapping]:
        with reading(self._engine).begin() as connection:
            return list(connection.execute(query).mappings())

    def _one(
        self, connection: Connection, identity: str, version: int | None = None
    ) -> RowMapping | None:
        query = self._of(identity)
        if version is not None:
            query = query.where(self._table.c.version == version)
        return connection.execute(query.limit(1)).mappings().first()

    def _of(self, identity: str) -> Select[Any]:
        table = self._table
        found = select(table).where(table.c.id == identity)
        return found.order_by(table.c.version.desc())
