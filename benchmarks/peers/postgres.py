"""The latest-value leaf in PostgreSQL, with the index that suits it best."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ground import Ground
from benchmarks.timing import PASSES_OF_SLOW, Timing, side_by_side
from phm_core.engine.bits import size
from phm_core.engine.kleene import Bounds

PROGRAMS = ("initdb", "pg_ctl", "psql")
SETTINGS = (
    "-c listen_addresses= -c fsync=off -c shared_buffers=1GB -c work_mem=256MB "
    "-c maintenance_work_mem=1GB -c max_wal_size=4GB"
)
LOAD = """
CREATE UNLOGGED TABLE measurement
    (person_id integer, measure_id text, date date, value double precision);
\\copy measurement FROM '{csv}' CSV
CREATE INDEX ON measurement (measure_id, person_id, date) INCLUDE (value);
VACUUM ANALYZE measurement;
"""
# The highest or lowest of the last day: one pass, no window.
LEAF = """
SELECT count(*) FROM (
    SELECT person_id FROM measurement
    WHERE measure_id = 'hba1c' AND date <= '{day}' AND value IS NOT NULL
    GROUP BY person_id
    HAVING {holds}
) AS people
"""
HOLDS = {
    "highest": "max(date) = max(date) FILTER (WHERE value >= 58)",
    "lowest": "max(date) > coalesce(max(date) FILTER (WHERE value < 58), '-infinity')",
}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL of our own, reached by a socket in its folder."""

    folder: Path

    def run(self, *words: str) -> str:
        """Run one of its programs, never as root."""
        user = "postgres" if os.geteuid() == 0 else None
        done = subprocess.run(  # noqa: S603  # programs found on the path, no shell
            words, check=True, capture_output=True, text=True, user=user, cwd="/"
        )
        return done.stdout

    def ask(self, statement: str) -> str:
        """The answer to a statement, or to a script with psql's own commands."""
        script = self.folder / "statement.sql"
        script.write_text(statement, encoding="utf-8")
        address = ("-h", str(self.folder), "-d", "postgres")
        return self.run(
            "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", *address, "-f", str(script)
        )


@contextmanager
def started(folder: Path) -> Iterator[Server]:
    """A server with its data in a folder, stopped afterwards."""
    server, data = Server(folder), str(folder / "data")
    server.run("initdb", "-D", data, "--auth=trust")
    options = f"-k {folder} {SETTINGS}"
    log = str(folder / "log")
    server.run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        yield server
    finally:
        server.run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def latest_hba1c(ground: Ground, ours: Callable[[], Bounds]) -> dict[str, Timing] | str:
    """Our time and PostgreSQL's, or why PostgreSQL was not asked."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"PostgreSQL is not installed ({', '.join(missing)} not found)"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        csv = folder / "measurement.csv"
        files = [str(path) for path in ground.snapshot.files("measurement")]
        ground.duck.read_parquet(files).select(
            "person_id, measure_id, date, value"
        ).write_csv(str(csv), header=False)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        with started(folder) as server:
            server.ask(LOAD.format(csv=csv))
            return _timed(ground, ours, server)


def _timed(
    ground: Ground, ours: Callable[[], Bounds], server: Server
) -> dict[str, Timing]:
    same_day = ground.catalogue.measurements["hba1c"].same_day
    statement = LEAF.format(day=ground.day, holds=HOLDS[same_day])
    assert int(server.ask(statement)) == size(ours().must)
    return side_by_side(
        {
            "ours": ours,
            "postgres": lambda: server.ask(statement),
        },
        PASSES_OF_SLOW,
    )
