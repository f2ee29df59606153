"""Columns beside the snapshot: one value a person, mapped into memory where needed.

What is mapped belongs to the system's page cache and not to this process, so that
columns of many people need no memory of their own. A damaged file is noticed,
forgotten and worked out again. Losing the folder loses nothing but time.
"""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
SUFFIX = ".npy"


class Shelf:
    """Arrays by name in one folder; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError:
                self._folder = None

    def get(self, name: str, make: Callable[[], NDArray]) -> NDArray:
        """The array of a name, made now if it is not there."""
        if self._folder is None:
            return make()
        known = hashlib.sha256(f"{FORMAT}:{name}".encode()).hexdigest()[:32]
        for path in self._folder.glob(f"{known}-*{SUFFIX}"):
            found = _mapped(path)
            if found is not None:
                return found
        return _written(self._folder, known, make())


def own_bytes(*arrays: NDArray) -> int:
    """Memory that arrays take of this process; mapped ones take none."""
    return sum(one.nbytes for one in arrays if not _is_mapped(one))


def _is_mapped(array: NDArray) -> bool:
    held: object = array
    while isinstance(held, np.ndarray):
        if isinstance(held, np.memmap):
            return True
        held = held.base
    return False


def _mapped(path: Path) -> NDArray | None:
    """The array of a file that still has the checksum in its name."""
    try:
        found = np.asarray(np.load(path, mmap_mode="r"))
        if f"{zlib.crc32(found.data):08x}" == path.stem.rpartition("-")[2]:
            return found
        path.unlink()
    except (OSError, ValueError):
        path.unlink(missing_ok=True)
    return None


def _written(folder: Path, known: str, array: NDArray) -> NDArray:
    """Put the array in its place at once or not at all, and map it."""
    try:
        handle, waiting = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.save(file, array)
        path = folder / f"{known}-{zlib.crc32(array.data):08x}{SUFFIX}"
        Path(waiting).replace(path)
        return np.asarray(np.load(path, mmap_mode="r"))
    except (OSError, ValueError):
        return array
