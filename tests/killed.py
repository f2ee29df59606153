"""Processes of our own that are killed while they write, and what they had said.

They are forked from a server that has the modules loaded, so that a start costs little;
each opens its files and connections itself.
"""

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Age
from phm_core.errors import PhmError
from phm_core.onboarding.keeping import prune, use
from phm_core.onboarding.publish import About, publish
from phm_core.onboarding.staging import staging_in
from phm_core.store.anchor import Anchor
from phm_core.store.audit import Audit, Entry
from phm_core.store.cohorts import Cohorts
from phm_core.store.database import open_database

ROOT = Path(__file__).parents[1]
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__, "tests.unit.onboarding.extract"])

CATALOGUE = load_catalogue()
DATASETS = CATALOGUE.datasets
KEY = bytes(32)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ENTRY = Entry("anna", "analyst", "planning", "s", "HowMany", "Adults", "d", "x")
# What Python calls the steps that change a folder or open a file in it.
STEPS = {"open", "os.chmod", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}
KEEP = 2
FIRST_DAY = date(2026, 1, 1).toordinal()


@dataclass(frozen=True)
class Writing:
    """One process at work: what it has said comes through `said`."""

    process: Any
    said: Connection

    def heard(self) -> list[Any]:
        """Everything that it said before it ended."""
        found = []
        try:
            while True:
                found.append(self.said.recv())
        except EOFError:
            self.said.close()
            self.process.join()
            return found

    def killed_after(self, words: int, seconds: float) -> list[Any]:
        """Kill it so long after so many words; everything that it had said."""
        first = [self.said.recv() for _ in range(words)]
        sleep(seconds)
        self.process.kill()
        return first + self.heard()

    def killed_at(self, word: str, seconds: float) -> list[Any]:
        """The same so long after it first said a word."""
        before = []
        while word not in before:
            before.append(self.said.recv())
        return before + self.killed_after(0, seconds)


def started(work: Callable[..., None], *told: Any, **how: Any) -> Writing:
    """Start `work(connection, *told, **how)` in a process of its own."""
    said, saying = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=work, args=(saying, *told), kwargs=how, daemon=True)
    # The server of 3.11 looks for what it loads beforehand from its own folder and
    # PYTHONPATH alone; where it does not find it, every process loads all anew. So it
    # would where a test of a page has left the app as the main program.
    main = patch.dict("sys.modules", __main__=ModuleType("__main__"))
    with main, patch.dict("os.environ", PYTHONPATH=str(ROOT)):
        process.start()
    saying.close()
    return Writing(process, said)


def write_without_end(saying: Connection, address: str, anchor: Path) -> None:
    """Save cohorts and audit what is asked; says each that it was told is kept."""
    saying.send("started")
    database = open_database(address)
    audit = Audit(database, KEY, lambda: NOON, Anchor(anchor, KEY))
    library = Cohorts(database, lambda: NOON, {})
    for _ in count():
        found = library.find("one")
        text = f"{os.getpid()} {found.version if found else 0}"
        saved = library.save(
            Definition(name="One", description=text, criteria=Age(min=40)),
            identity="one",
            edited=found.version if found else None,
        )
        saying.send(("cohort", saved.version, text))
        seq = audit.conclude(audit.intend(ENTRY), ENTRY, outcome="released")
        saying.send(("audit", seq, ""))


def publish_once(saying: Connection, snapshots: Path, day: int, step: int) -> None:
    """Publish a snapshot, choose it, prune; killed before a step, never for 0.

    Says how many steps there were.
    """
    steps = count(1)

    def before(event: str, given: tuple[Any, ...]) -> None:
        inside = event in STEPS and str(given[0]).startswith(str(snapshots))
        if inside and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    saying.send("started")
    sys.addaudithook(before)
    publish_day(snapshots, day)
    saying.send(next(steps) - 1)


def publish_without_room(saying: Connection, snapshots: Path, room: int) -> None:
    """Publish where no file may have more bytes than there is room for."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        publish_day(snapshots, 2)
    except PhmError as refused:
        saying.send(str(refused))


def publish_day(snapshots: Path, day: int) -> Path:
    """Publish the small area of a day, choose it and remove what is old."""
    as_at = date.fromordinal(FIRST_DAY + day)
    about = About(as_at=as_at, kind="area", name="Wessmere", synthetic=True)
    with staging_in(snapshots) as staging:
        for table, rows in area_of(day).items():
            pq.write_table(rows, staging / f"{table}.parquet")
        path = publish(staging, into=snapshots, about=about, datasets=DATASETS)
    use(snapshots, path)
    prune(snapshots, keep=KEEP)
    return path


def area_of(day: int) -> dict[str, pa.Table]:
    """Two tables with the day in each, so that a mixture of days is seen."""
    kinds = {"string": pa.string(), "date": pa.date32(), "float64": pa.float64()}
    practice = {"practice_code": "A90001", "name": str(day), "special": False}
    return {
        "organisation": pa.table(
            {
                one.name: pa.array([practice.get(one.name)], kinds.get(one.type))
                for one in DATASETS["organisation"].columns
                if one.required or one.name in practice
            }
        ),
        "published_register": pa.table(
            {
                "practice_code": ["A90001"],
                "condition_id": ["diabetes"],
                "year": ["2024-25"],
                "register": pa.array([day], pa.int32()),
                "list_size": pa.array([100_000], pa.int32()),
                "list_type": ["17OV"],
            }
        ),
    }
