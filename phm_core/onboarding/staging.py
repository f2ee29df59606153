"""Folders in which a snapshot is prepared, or waits to be removed: nobody reads them.

Whoever works in one holds its lock, which the system lets go of when the process ends,
however it ends. So what was left by a process that was killed is known, and removed.
"""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from phm_core.errors import NoRoom
from phm_core.onboarding.durable import remove_tree
from phm_core.snapshot import STAGING

LOCK = ".lock"
NAME_BYTES = 6
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def staging_in(into: Path) -> Iterator[Path]:
    """A folder to prepare a snapshot in; it is gone afterwards, published or not.

    Raises NoRoom when the disk is full.
    """
    with room_in(into):
        into.mkdir(parents=True, exist_ok=True)
        sweep(into)
        staging = into / f"{STAGING}{secrets.token_hex(NAME_BYTES)}"
        with held(staging):
            staging.mkdir()
            yield staging


@contextmanager
def room_in(into: Path) -> Iterator[None]:
    """Say a full disk as a sentence. Raises NoRoom."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        raise NoRoom(
            f"Nothing was published: there is no room in '{into}' ({fault.strerror}). "
            "Make room there and publish again; what was active still is."
        ) from fault


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that is not there yet; it is removed afterwards."""
    lock = _lock_of(folder)
    try:
        with FileLock(lock):
            try:
                yield
            finally:
                remove_tree(folder)
    finally:
        lock.unlink(missing_ok=True)


def sweep(into: Path) -> None:
    """Remove what was left by processes that are there no more."""
    for lock in into.glob(f"{STAGING}*{LOCK}"):
        try:
            with FileLock(lock, timeout=0):
                remove_tree(lock.with_name(lock.name.removesuffix(LOCK)))
        except Timeout:
            continue
        lock.unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{LOCK}")
