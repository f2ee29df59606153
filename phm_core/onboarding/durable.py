"""Files that survive a power cut or are private, and folders removed whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from phm_core.errors import RefusedInput

OWNER_ALONE = 0o600
READ_ONLY = 0o444
WRITABLE = 0o644
OWNER_FOLDER = 0o755


def write_durably(path: Path, text: str) -> None:
    """Write a text file and wait until it is on the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def privately(path: Path) -> Iterator[TextIO]:
    """A text file that its owner alone can read; whole at the end, or not there at all.

    Raises RefusedInput when it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as fault:
        why = fault.strerror
        raise RefusedInput(f"'{path}' cannot be written ({why}).") from None
    finally:
        part.unlink(missing_ok=True)


def seal(path: Path) -> None:
    """Wait until a file is on the disk, then make it read-only."""
    path.chmod(WRITABLE)  # Windows flushes only what it may write
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.chmod(READ_ONLY)


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk (Windows needs no such step)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_tree(folder: Path) -> None:
    """Remove a folder with everything in it, read-only parts too, if it is there."""
    if not folder.exists():
        return
    for path in [folder, *folder.rglob("*")]:
        path.chmod(OWNER_FOLDER)
    shutil.rmtree(folder)
