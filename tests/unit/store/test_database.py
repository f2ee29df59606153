"""The app database opens by itself, migrates once, and says what is wrong."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from phm_core.errors import RefusedInput
from phm_core.store import database as opening
from phm_core.store.audit import Entry
from phm_core.store.tables import HEAD
from phm_core.store.work_tables import METADATA

ENTRY = Entry("anna", "analyst", "planning", "s", "HowMany", "Adults", "d", "x")


def test_the_migrations_make_exactly_the_declared_tables(database):
    with database.begin() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert opening.form_of(connection) == HEAD


def test_every_migration_goes_down_and_up_again(database, audit):
    audit.intend(ENTRY)
    for back in range(1, int(HEAD)):
        with database.begin() as connection:
            command.downgrade(opening.migrations(connection), f"-{back}")
            command.upgrade(opening.migrations(connection), "head")
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, METADATA) == []
    assert audit.verify().rows == 1
    with database.begin() as connection:
        command.downgrade(opening.migrations(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_many_questions_asked_at_once_fit_into_one_row(audit):
    audit.intend(replace(ENTRY, action="HowMany, " * 20))
    assert audit.verify().bad is None


def test_the_newest_migration_is_the_declared_one():
    folder = Path(opening.__file__).parent / "migrations" / "versions"
    assert max(path.name for path in folder.glob("[0-9]*.py")).startswith(HEAD)


def test_a_start_with_nothing_to_migrate_changes_nothing(address, database):
    with database.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": HEAD})
    opening.open_database(address).dispose()


def test_starts_at_once_migrate_once(address):
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(opening.open_database, [address] * 4))
    for engine in engines:
        with engine.begin() as connection:
            assert opening.form_of(connection) == HEAD
        engine.dispose()


def test_a_start_waits_for_whoever_writes_a_new_database(tmp_path):
    file = tmp_path / "app.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE theirs (one)")
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            start = pool.submit(opening.open_database, f"sqlite:///{file}")
            with pytest.raises(TimeoutError):
                start.result(timeout=0.5)
            other.execute("COMMIT")
            start.result().dispose()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_sqlite_is_durable(database):
    with database.begin() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert modes == ["wal", 2, 1]


def test_a_reader_is_not_held_up_by_a_writer(database):
    with database.begin() as writer:
        writer.execute(text("DELETE FROM audit"))
        with opening.reading(database).begin() as reader:
            assert reader.execute(text("SELECT count(*) FROM audit")).scalar() == 0


def test_a_database_of_a_newer_version_is_refused(address, database):
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RefusedInput, match="form 9999; this version knows"):
        opening.open_database(address)


def test_a_database_that_cannot_be_opened_is_said(tmp_path):
    with pytest.raises(RefusedInput, match="cannot be opened"):
        opening.open_database(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "app.db").write_bytes(b"something else altogether" * 100)
    with pytest.raises(RefusedInput, match="cannot be opened"):
        opening.open_database(f"sqlite:///{tmp_path / 'app.db'}")
