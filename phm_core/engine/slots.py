"""Answered leaves beside the snapshot: one file of slots, mapped, with a list of names.

Several processes may use it at once. Slots are only ever added, so that a mapped slot
never changes; a slot is named after it is written. A damaged slot or list of names is
noticed, forgotten and worked out again. Losing the folder loses nothing but time.
"""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from threading import Lock

import numpy as np

from phm_core.engine.bits import Words
from phm_core.engine.kleene import Bounds

FORMAT = 1
LIMIT_BYTES = 4 << 30
TABLE = (
    "CREATE TABLE IF NOT EXISTS slot"
    " (name TEXT PRIMARY KEY, first INTEGER, sets INTEGER, checksum INTEGER)"
)


class Slots:
    """Bounds by name, each of the same number of words."""

    def __init__(self, folder: Path, words: int) -> None:
        self._words = words
        self._names = folder / f"names-{FORMAT}.sqlite"
        self._file = folder / f"slots-{FORMAT}.bin"
        self._lock = Lock()
        self._usable = words > 0
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._ask(TABLE)
        except sqlite3.DatabaseError:
            self._begin_again()
        except OSError:
            self._usable = False

    def read(self, name: str) -> Bounds | None:
        """The bounds kept under a name; None when there are none, or damaged ones."""
        if not self._usable:
            return None
        try:
            rows = self._ask(
                "SELECT first, sets, checksum FROM slot WHERE name = ?", (name,)
            )
        except sqlite3.DatabaseError:
            self._begin_again()
            return None
        return self._mapped(name, *rows[0]) if rows else None

    def _mapped(self, name: str, first: int, sets: int, checksum: int) -> Bounds | None:
        try:
            held = np.memmap(
                self._file,
                dtype=np.uint64,
                mode="r",
                offset=first * self._words * 8,
                shape=(sets, self._words),
            )
        except (OSError, ValueError):
            held = None
        if held is None or zlib.crc32(held.tobytes()) != checksum:
            self._ask("DELETE FROM slot WHERE name = ?", (name,))
            return None
        must: Words = np.asarray(held[0])
        return Bounds.known(must) if sets == 1 else Bounds(must, np.asarray(held[1]))

    def write(self, name: str, bounds: Bounds) -> None:
        """Keep bounds under a name; silently not, when the folder cannot be used."""
        if not self._usable:
            return
        sets = [bounds.must] if bounds.definite else [bounds.must, bounds.may]
        content = np.concatenate(sets).tobytes()
        try:
            self._add(name, len(sets), content)
        except sqlite3.DatabaseError:
            self._begin_again()
        except OSError:
            self._usable = False

    def _add(self, name: str, sets: int, content: bytes) -> None:
        with self._lock, closing(self._connect()) as names:
            names.execute("BEGIN IMMEDIATE")
            (first,) = names.execute(
                "SELECT coalesce(max(first + sets), 0) FROM slot"
            ).fetchone()
            offset = first * self._words * 8
            if offset + len(content) > LIMIT_BYTES:
                return
            self._file.touch(mode=0o600, exist_ok=True)
            with self._file.open("r+b") as file:
                file.seek(offset)
                file.write(content)
            names.execute(
                "INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)",
                (name, first, sets, zlib.crc32(content)),
            )
            names.commit()

    def _connect(self) -> sqlite3.Connection:
        names = sqlite3.connect(self._names, timeout=10)
        # What a power cut takes away is worked out again.
        names.execute("PRAGMA synchronous = OFF")
        return names

    def _ask(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple]:
        with self._lock, closing(self._connect()) as names, names:
            return names.execute(statement, values).fetchall()

    def _begin_again(self) -> None:
        """Drop a damaged list of names; without names the slots are free again."""
        try:
            self._names.unlink(missing_ok=True)
            self._file.unlink(missing_ok=True)
            self._ask(TABLE)
        except (OSError, sqlite3.DatabaseError):
            self._usable = False
