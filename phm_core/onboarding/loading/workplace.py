"""The folder in which one load works: private, and kept while the load is not done.

A load that was broken off finds what it had done when it is started again with the same
files, mapping and day. It holds records of people: their owner alone may look into it,
and it is gone when the load is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from phm_core.errors import NoRoom, PhmError, RefusedInput
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.room import kept
from phm_core.onboarding.staging import room_in

LOADING = ".loading-"
LOCK = ".lock"
OWNER_FOLDER = 0o700
NAME_LENGTH = 16
SPILLED = "max_temp_directory_size"
"""What the data engine names where it may write no more beside its memory."""
MAKE_ROOM = "Make room where snapshots are kept and load again; what runs still does."
GOES_ON = (
    "The files that were read are kept beside the snapshots: the same again goes on "
    "from there."
)


@contextmanager
def workplace(into: Path, what: str) -> Iterator[Path]:
    """The folder of a load. what: words that say exactly which load it is.

    Raises RefusedInput while another process works on the same load, and NoRoom when
    the disk is full.
    """
    into.mkdir(parents=True, exist_ok=True)
    folder = into / f"{LOADING}{sha256(what.encode()).hexdigest()[:NAME_LENGTH]}"
    lock = folder.with_name(folder.name + LOCK)
    _others_gone(into, folder)
    try:
        with FileLock(lock, timeout=0):
            folder.mkdir(OWNER_FOLDER, exist_ok=True)
            with _gone_unless_broken_off(folder, lock), room_in(into):
                yield folder
    except Timeout:
        raise RefusedInput(
            "The same files are being loaded by another process. Wait until it is done."
        ) from None


@contextmanager
def _gone_unless_broken_off(folder: Path, lock: Path) -> Iterator[None]:
    """Remove a folder when its work is done or refused, not when it was stopped.

    Where the disk has no room, what was finished is left for when there is.
    """
    try:
        yield
    except NoRoom as fault:
        if kept(folder):
            raise NoRoom(f"{fault} {GOES_ON}") from fault
        remove_tree(folder)
        lock.unlink()
        raise
    except PhmError:
        remove_tree(folder)
        lock.unlink()
        raise
    remove_tree(folder)
    lock.unlink()


def _others_gone(into: Path, mine: Path) -> None:
    """Remove what other loads left that were broken off and not taken up again."""
    for lock in into.glob(f"{LOADING}*{LOCK}"):
        folder = lock.with_name(lock.name.removesuffix(LOCK))
        if folder == mine:
            continue
        try:
            with FileLock(lock, timeout=0):
                remove_tree(folder)
        except Timeout:
            continue
        lock.unlink(missing_ok=True)


@contextmanager
def connected(work: Path, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills into the work folder."""
    spill = work / "spill"
    spill.mkdir(exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET temp_directory = ?", [str(spill)])
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET autoinstall_known_extensions = false")
        if memory:
            connection.execute("SET memory_limit = ?", [memory])
        with _said():
            yield connection


@contextmanager
def _said() -> Iterator[None]:
    """What the data engine lacks of the machine, as a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException as fault:
        if SPILLED in str(fault):
            raise NoRoom(
                "Nothing was published: what does not fit into memory fills the disk. "
                f"{MAKE_ROOM}"
            ) from None
        raise RefusedInput(
            "Nothing was published: the load needs more memory than it may have. Raise "
            "PHM_MEMORY_LIMIT, or load fewer files at once."
        ) from None
    except duckdb.IOException:
        raise NoRoom(
            f"Nothing was published: the disk is full or cannot be written. {MAKE_ROOM}"
        ) from None
