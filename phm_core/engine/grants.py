"""Which tables about people a policy opens: others are as if they were not there."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from phm_core.catalogue.held import called
from phm_core.engine.tables import Run, Tables
from phm_core.engine.watch import Watch
from phm_core.errors import NotPermitted
from phm_core.snapshot import Snapshot

# Read to protect people, whoever asks; nothing of them is ever an answer.
PROTECTING = frozenset({"opt_out", "sharing_flag"})


@dataclass(frozen=True)
class GrantedTables:
    """An opened snapshot of which only some tables about people may be read."""

    tables: Tables
    granted: frozenset[str]

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is read."""
        return self.tables.snapshot

    def has(self, table: str) -> bool:
        """Whether the table is there and open."""
        return self._open(table) and self.tables.has(table)

    @contextmanager
    def _run(self, watch: Watch) -> Iterator[Run]:
        with self.tables.run(watch) as run:
            yield _GrantedRun(run, self)

    def run(self, watch: Watch) -> AbstractContextManager[Run]:
        """Begin a use of the data engine."""
        return self._run(watch)

    def check(self, table: str) -> None:
        """Raise NotPermitted for a table that is not open."""
        if not self._open(table):
            raise NotPermitted(
                f"Your role may not use {called(table)} for this purpose, so they "
                "cannot be asked for. Leave them out, or use published figures."
            )

    def _open(self, table: str) -> bool:
        return table in self.granted or table in PROTECTING


@dataclass(frozen=True)
class _GrantedRun:
    run: Run
    tables: GrantedTables

    def scan(self, table: str, kind: str | None = None) -> nw.LazyFrame:
        self.tables.check(table)
        return self.run.scan(table, kind)

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        return self.run.collect(frame)
