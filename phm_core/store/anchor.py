"""The anchor: signed heads of the audit, in a file that is only ever added to.

A chain alone cannot show that its end was cut off, or that the whole database was put
back to an earlier day. So each outcome leaves a line here before anything is let out.
The file should stand where whoever can write to the database cannot write.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from phm_core.errors import PhmError

OWNER_ALONE = 0o600
SIGNED = 32  # characters of a signature: 128 bits
FIELDS = 4


@dataclass(frozen=True)
class Head:
    """Number, time and seal of an audit row."""

    seq: int
    utc: str
    mac: str


@dataclass(frozen=True)
class Heads:
    """What a file holds, and the first line of it that was not written here.

    Lines that were broken off, as on a full disk, prove nothing and are left out.
    """

    found: tuple[Head, ...]
    forged: int | None


class Anchor:
    """The anchor of one audit. Safe for several threads and processes."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key

    def add(self, head: Head) -> None:
        """Write a head. Raises PhmError when it cannot be written whole."""
        text = f"{head.seq} {head.utc} {head.mac}"
        # A line begins by ending the one before, which may have been broken off.
        line = f"\n{text} {self._signature(text)}".encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            handle = os.open(self.path, flags, OWNER_ALONE)
            try:
                written = os.write(handle, line)
            finally:
                os.close(handle)
        except OSError as fault:
            raise PhmError(_unwritten(self.path, fault.strerror or "")) from fault
        if written != len(line):
            raise PhmError(_unwritten(self.path, "the disk is full"))

    def heads(self) -> Heads:
        """Every head in the file."""
        found: list[Head] = []
        for number, line in self._lines():
            text, _, signature = line.rpartition(" ")
            if len(text.split(" ")) != FIELDS - 1 or len(signature) != SIGNED:
                continue
            if not hmac.compare_digest(signature, self._signature(text)):
                return Heads(tuple(found), number)
            seq, utc, mac = text.split(" ")
            found.append(Head(int(seq), utc, mac))
        return Heads(tuple(found), None)

    def _lines(self) -> Iterator[tuple[int, str]]:
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                yield number, line.rstrip("\n")

    def _signature(self, text: str) -> str:
        made = hmac.new(self._key, f"anchor {text}".encode(), hashlib.sha256)
        return made.hexdigest()[:SIGNED]


def _unwritten(path: Path, why: str) -> str:
    return (
        f"The audit cannot be anchored in '{path}' ({why}), so nothing was let out. "
        "Make room there, or let this account write to it."
    )
