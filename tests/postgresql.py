"""A PostgreSQL server of our own: on a free port, in a temporary folder, then gone."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

INSTALLED = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is not installed: apt-get install postgresql"
# The server is not what is killed here, so it need not wait for the disk.
SPEEDY = "-c fsync=off -c full_page_writes=off"


def programs() -> Path | None:
    """Folder of initdb and pg_ctl as Debian installs them; None without the package."""
    found = INSTALLED.glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


@dataclass
class Server:
    """A server with its superuser 'owner', who needs no password."""

    programs: Path
    folder: Path
    port: int
    numbers: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 {SPEEDY}"
        self._run("pg_ctl", "start", "-w", "-l", f"{self.folder}/log", "-o", options)

    def stop(self, how: str = "immediate") -> None:
        """Stop it at once, or as pg_ctl's modes say."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def initialise(self) -> None:
        """Make its files."""
        self._run("initdb", "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync")

    def address(self, database: str, user: str = "owner") -> str:
        """The address of a database for a user."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"app{next(self.numbers)}"
        engine = create_engine(
            self.address("postgres"), isolation_level="AUTOCOMMIT", pool_size=1
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.address(name)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), "-D", f"{self.folder}/data", *words]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["setpriv", "--reuid=postgres", "--regid=postgres",
                       "--clear-groups", *command]  # fmt: skip
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def running(folder: Path, programs: Path) -> Iterator[Server]:
    """A running server in a new folder; stopped and removed at the end."""
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(programs, folder, _free_port())
    server.initialise()
    server.start()
    try:
        yield server
    finally:
        if (folder / "data/postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
