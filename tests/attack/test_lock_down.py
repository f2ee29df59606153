"""The data engine's own connection: it reads one snapshot, and does nothing else."""

from pathlib import Path

import duckdb
import pytest

from phm_core.engine.duckdb import DuckRun, DuckTables, connect
from phm_core.engine.watch import Watch
from phm_core.errors import RefusedInput
from phm_core.snapshot import Snapshot
from tests.snapshots import write_snapshot

# One SELECT each, so that DuckDB itself has to deny it. SNAP is the snapshot, OUT a
# folder beside it, LINK a link from the snapshot to a file there.
READS = (
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_text('file:///etc/passwd')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_text('SNAP/../beside/secret.csv')",
    "SELECT * FROM read_text('LINK')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/self/maps')",
    "SELECT * FROM read_blob('SNAP/../beside/*')",
    "SELECT * FROM read_csv('OUT/secret.csv')",
    "SELECT * FROM read_csv('LINK')",
    "SELECT * FROM read_csv('/etc/passwd', delim=':')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM read_json_auto('OUT/secret.csv')",
    "SELECT * FROM read_json_objects('/etc/passwd', format='unstructured')",
    "SELECT * FROM read_ndjson_objects('/etc/passwd')",
    "SELECT * FROM read_parquet('OUT/person.parquet')",
    "SELECT * FROM read_parquet(['SNAP/person.parquet', 'OUT/person.parquet'])",
    "SELECT * FROM parquet_scan('OUT/person.parquet')",
    "SELECT * FROM parquet_metadata('OUT/person.parquet')",
    "SELECT * FROM parquet_file_metadata('OUT/person.parquet')",
    "SELECT * FROM parquet_kv_metadata('OUT/person.parquet')",
    "SELECT * FROM parquet_schema('OUT/person.parquet')",
    "SELECT * FROM parquet_bloom_probe('OUT/person.parquet', 'person_id', 1)",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM glob('SNAP/../*')",
    "SELECT * FROM glob('SNAP/../beside/**')",
    "SELECT * FROM 'OUT/secret.csv'",
    "SELECT * FROM 'OUT/person.parquet'",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM query('FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM query_table('OUT/secret.csv')",
    "SELECT getenv('HOME')",
    "FROM read_text('/etc/hostname')",
    "WITH a AS MATERIALIZED (FROM read_blob('/etc/hostname')) SELECT * FROM a",
    "SELECT (SELECT content FROM read_text('/etc/hostname'))",
    "VALUES ((SELECT count(*) FROM glob('/home/*')))",
    "SUMMARIZE FROM read_csv('/etc/passwd')",
    "DESCRIBE FROM read_csv('/etc/passwd')",
)
# Denied by DuckDB and by the gate before it.
CHANGES_OF_THE_LOCK = (
    "SET enable_external_access = true",
    "SET GLOBAL allowed_directories = ['/']",
    "SET allowed_paths = ['/etc/passwd']",
    "SET lock_configuration = false",
    "SET disabled_filesystems = ''",
    "SET temp_directory = 'OUT'",
    "SET threads = 64",
    "SET profiling_output = 'SNAP/profile.json'",
    "SET file_search_path = '/etc'",
    "RESET lock_configuration",
    "RESET GLOBAL enable_external_access",
    "RESET memory_limit",
    "PRAGMA threads = 64",
    "PRAGMA enable_profiling",
    "CALL enable_logging(storage = 'file', storage_path = 'OUT')",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM community",
    "INSTALL 'OUT/evil.duckdb_extension'",
    "LOAD httpfs",
    "LOAD 'OUT/evil.duckdb_extension'",
    "ATTACH 'OUT/other.duckdb'",
    "ATTACH 'OUT/other.sqlite' (TYPE sqlite)",
    "COPY (SELECT 1) TO 'OUT/stolen.csv'",
    "COPY (SELECT 1) TO 'SNAP/../stolen.parquet'",
    "COPY (SELECT 1) TO 'LINK'",
    "EXPORT DATABASE 'OUT/stolen'",
    "IMPORT DATABASE 'OUT'",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
)
# DuckDB would do these: its one list of directories permits reading and writing alike.
GATED = (
    "COPY (SELECT 1) TO 'SNAP/extra.csv'",
    "COPY (SELECT 1) TO 'SNAP/person.parquet'",
    "COPY (SELECT 1) TO 'SNAP/person.parquet' (USE_TMP_FILE false)",
    "EXPORT DATABASE 'SNAP/stolen'",
    "ATTACH 'SNAP/other.duckdb'",
    "ATTACH ':memory:' AS person",
    "CREATE TEMP VIEW person AS SELECT 1 AS person_id",
    "CREATE TABLE person AS SELECT 1 AS person_id",
    "CREATE MACRO read_parquet(a) AS TABLE SELECT 7 AS person_id",
    "SET VARIABLE person = 1",
    "PREPARE later AS COPY (SELECT 1) TO 'SNAP/extra.csv'",
    "EXPLAIN ANALYZE SELECT 1",
    "CHECKPOINT",
    "BEGIN",
    "PIVOT (SELECT 1 a, 2 b) ON a USING sum(b)",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY (SELECT 1) TO 'SNAP/extra.csv'",
    "/* SELECT */ CREATE TEMP VIEW person AS SELECT 1",
    "",
)
PEOPLE = [{"person_id": 1}, {"person_id": 2}]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    beside = write_snapshot(tmp_path / "beside", {"person": PEOPLE}).path
    (beside / "secret.csv").write_text("name\nAnna\n")
    snapshot = write_snapshot(tmp_path / "snapshot", {"person": PEOPLE})
    (snapshot.path / "link.csv").symlink_to(beside / "secret.csv")
    return snapshot


@pytest.fixture
def run(snapshot: Snapshot):
    with DuckTables(snapshot).run(Watch()) as run:
        yield run


@pytest.fixture(autouse=True)
def nothing_is_changed(snapshot: Snapshot):
    folder = snapshot.path.parent
    before = contents(folder)
    yield
    assert contents(folder) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def aimed(probe: str, snapshot: Snapshot) -> str:
    folder = snapshot.path
    places = {
        "SNAP": folder,
        "OUT": folder.parent / "beside",
        "LINK": folder / "link.csv",
    }
    for word, place in places.items():
        probe = probe.replace(word, str(place))
    return probe


@pytest.mark.parametrize("probe", READS)
def test_nothing_but_the_snapshot_is_read(run: DuckRun, probe: str):
    denied = "disabled by configuration|getenv does not exist"
    with pytest.raises(duckdb.Error, match=denied):
        run.cursor.sql(aimed(probe, run.snapshot)).fetchall()


@pytest.mark.parametrize("probe", CHANGES_OF_THE_LOCK)
def test_the_lock_holds_behind_the_gate(snapshot: Snapshot, probe: str):
    with pytest.raises(duckdb.Error, match=r"disabled|has been locked"):
        connect(snapshot).execute(aimed(probe, snapshot)).fetchall()


@pytest.mark.parametrize("probe", CHANGES_OF_THE_LOCK + GATED)
def test_the_gate_lets_one_select_through(run: DuckRun, probe: str):
    with pytest.raises((RefusedInput, duckdb.ParserException)):
        run.cursor.sql(aimed(probe, run.snapshot))


def test_what_is_asked_for_rightly_is_read(run: DuckRun):
    path = run.snapshot.path / "person.parquet"
    found = run.cursor.sql(f"SELECT person_id FROM '{path}'").fetchall()  # noqa: S608  # what the test is about
    assert found == [(1,), (2,)]
    assert run.collect(run.scan("person"))["person_id"].to_pylist() == [1, 2]


def test_names_that_shadow_a_table_are_never_looked_up(snapshot: Snapshot):
    tables = DuckTables(snapshot)
    for probe in GATED:
        if probe.startswith("CREATE"):
            tables._connection.execute(probe)
    with tables.run(Watch()) as run:
        assert run.collect(run.scan("person"))["person_id"].to_pylist() == [1, 2]
