"""Opens the app database and brings it to the newest form.

SQLite beside the data by default: write-ahead log, every commit on disk before it is
acknowledged, one writer at a time. PostgreSQL by its address.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DataError, OperationalError

from phm_core.errors import NotPermitted, PhmError, RefusedInput
from phm_core.store.tables import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_MILLISECONDS = 15_000
# Any number, as long as every process uses the same: it names the lock.
MIGRATION_LOCK = 7_431_902
READING = {"reading": True}
NO_RIGHT = "42501"  # what PostgreSQL calls an insufficient privilege
START_IT = "Ask whoever runs it to start it, and to check the way to it."
NEXT_STEPS = (
    ("full", "Ask whoever runs it to make room on its disk."),
    ("No space", "Ask whoever runs it to make room on its disk."),
    ("locked", "Another program holds it: wait for that to end, or close it."),
    ("readonly", "Ask whoever runs it to let the app's account write to its folder."),
)
PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
WRITE_AHEAD = "PRAGMA journal_mode=WAL"


class DatabaseDown(PhmError):
    """The app database does not answer, or has no room; it is tried again each time."""


def open_database(address: str) -> Engine:
    """Connect, and migrate under a lock if needed.

    Raises RefusedInput when the database cannot be reached or was written by a newer
    version.
    """
    engine = connected(address)
    try:
        with engine.begin() as connection:
            _lock(connection)
            _migrate(connection)
    except BaseException as fault:
        engine.dispose()
        if not isinstance(fault, DatabaseError):
            raise
        raise RefusedInput(
            f"The app database '{make_url(address).render_as_string()}' cannot be "
            f"opened ({fault.orig}). Check PHM_DATABASE_URL, or that the data folder "
            "can be written to."
        ) from fault
    event.listen(engine, "handle_error", _said, retval=True)
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for reading: never waits for a writer, never makes one wait."""
    return engine.execution_options(**READING)


def connected(address: str) -> Engine:
    """Connect to a database as it is; a folder for it is made."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: Any, _: Any) -> None:
    # Python's own transactions are switched off: they begin too late to lock.
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch a new database to its log, in turn where several programs do so at once.

    SQLite waits for a writer, but refuses this switch at once while others look in.
    """
    try:
        cursor.execute(WRITE_AHEAD)
    except sqlite3.OperationalError:
        cursor.execute("BEGIN EXCLUSIVE")  # waits its turn; the others have switched
        cursor.execute("COMMIT")
        cursor.execute(WRITE_AHEAD)


def _begin(connection: Connection) -> None:
    """Take the writer's place at once: two writers then queue instead of failing."""
    only_reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _said(context: ExceptionContext) -> PhmError | None:
    """A fault of a running database as a sentence; None for what its callers handle."""
    fault = context.sqlalchemy_exception
    if context.is_pre_ping or fault is None:
        return None
    why = str(context.original_exception).partition("\n")[0]
    if isinstance(fault, OperationalError):
        next_step = next((step for part, step in NEXT_STEPS if part in why), START_IT)
        return DatabaseDown(
            f"The app database cannot be used just now ({why}), so nothing is let out "
            f"or saved. {next_step} Then try again: nothing has to be started anew."
        )
    if isinstance(fault, DataError):
        return RefusedInput(
            f"The app database cannot keep this ({why}). Shorten it, or leave out "
            "characters that cannot be printed."
        )
    if getattr(context.original_exception, "sqlstate", "") == NO_RIGHT:
        return NotPermitted(
            f"The account of PHM_DATABASE_URL may not do this ({why}). Use the account "
            "that owns the tables."
        )
    return None


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK}
        )


def _migrate(connection: Connection) -> None:
    found = form_of(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise RefusedInput(
            f"The app database has form {found}; this version knows {HEAD}. "
            "Use the newer version of the app, or another PHM_DATABASE_URL."
        )
    # Loaded only when there is something to migrate: it slows every start otherwise.
    from alembic import command

    command.upgrade(migrations(connection), "head")


def migrations(connection: Connection) -> "Config":
    """What Alembic needs to change the database behind a connection."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    settings.attributes["connection"] = connection
    return settings


def form_of(connection: Connection) -> str | None:
    """The newest migration that a database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(
        select(text("version_num")).select_from(text("alembic_version"))
    ).scalar()
