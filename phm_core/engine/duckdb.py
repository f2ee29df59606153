"""DuckDB: the embedded default. One locked-down connection a process and snapshot."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import duckdb
import narwhals as nw
import pyarrow as pa

from phm_core.engine.tables import files_of, only
from phm_core.engine.watch import Watch
from phm_core.errors import PhmError, RefusedInput
from phm_core.snapshot import Snapshot

# The order matters: access is closed after its one exception, the lock comes last.
LOCKS = (
    ("temp_directory", ""),
    ("autoinstall_known_extensions", "false"),
    ("autoload_known_extensions", "false"),
    ("allow_community_extensions", "false"),
    ("allow_persistent_secrets", "false"),
    ("python_enable_replacements", "false"),
    ("enable_external_access", "false"),
    ("lock_configuration", "true"),
)


def connect(snapshot: Snapshot, memory_limit: str = "") -> duckdb.DuckDBPyConnection:
    """A connection that can read this snapshot's directory and nothing else.

    memory_limit: such as 1GB; DuckDB's own choice when empty.
    """
    connection = duckdb.connect(":memory:")
    if memory_limit:
        connection.execute("SET GLOBAL memory_limit = ?", [memory_limit])
    connection.execute("SET GLOBAL allowed_directories = ?", [[str(snapshot.path)]])
    for name, value in LOCKS:
        connection.execute(f"SET GLOBAL {name} = '{value}'")
    return connection


class Gate:
    """A cursor of the locked connection: it reads Parquet, and of text one SELECT.

    DuckDB lets whoever may read a directory write there too, so COPY could replace a
    file of the snapshot wherever the system's own permissions do not stop it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = connection.cursor()
        self.read_parquet = self._cursor.read_parquet
        self.interrupt = self._cursor.interrupt
        self.close = self._cursor.close

    def sql(self, text: str) -> duckdb.DuckDBPyRelation:
        """The rows of one SELECT. Raises RefusedInput for any other text."""
        kinds = [found.type for found in self._cursor.extract_statements(text)]
        if kinds != [duckdb.StatementType.SELECT]:
            raise RefusedInput(
                "The data engine runs one SELECT at a time and nothing else. Ask by a "
                "definition or a question instead."
            )
        return self._cursor.sql(text)


@dataclass(frozen=True)
class DuckRun:
    """One cursor, used by one thread."""

    snapshot: Snapshot
    cursor: Gate
    watch: Watch

    def scan(self, table: str, kind: str | None = None) -> nw.LazyFrame:
        """Rows of a table; with a kind, only rows of that kind."""
        files = files_of(self.snapshot, table, kind)
        # Files may differ in order and width; folder names are never columns.
        rows = self.cursor.read_parquet(
            [str(path) for path in files],
            union_by_name=len(files) > 1,
            hive_partitioning=False,
        )
        return only(nw.from_native(rows), table, kind, files)

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Run a query. Raises Cancelled when it was stopped."""
        try:
            with self.watch.guarding(self.cursor.interrupt):
                return frame.to_native().to_arrow_table()
        except duckdb.OutOfMemoryException as fault:
            raise PhmError(
                "The question needs more memory than PHM_MEMORY_LIMIT allows. "
                "Ask about fewer people, or raise the limit."
            ) from fault


class DuckTables:
    """A snapshot opened with DuckDB."""

    def __init__(self, snapshot: Snapshot, memory_limit: str = "") -> None:
        self.snapshot = snapshot
        self._connection = connect(snapshot, memory_limit)

    def has(self, table: str) -> bool:
        """Whether the snapshot has this table."""
        return self.snapshot.has(table)

    @contextmanager
    def run(self, watch: Watch) -> Iterator[DuckRun]:
        """Begin a use of the data engine, on a cursor of its own."""
        with closing(Gate(self._connection)) as cursor:
            yield DuckRun(self.snapshot, cursor, watch)
