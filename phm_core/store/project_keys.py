"""Keys by which NHS numbers become pseudonyms: one a project, and a new one in time.

A pseudonym is an HMAC: without the key nobody can try all numbers, which takes minutes
for a plain digest. Each project has its own key, so that its pseudonyms fit no other's.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from phm_core.errors import RefusedInput, did_you_mean
from phm_core.nhs_number import nhs_number
from phm_core.store.keys import OWNER_ALONE_FOLDER, derived, key_at

NAMED = re.compile(r"[a-z][a-z0-9_]{1,39}")
PSEUDONYM_LENGTH = 26  # of base 32: 130 bits
BASE_32 = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
LETTER_BITS, BYTE_BITS = 5, 8
FINGERPRINT = 8
SUFFIX = ".key"
LOCAL_ID = "local id "  # before an id that is no NHS number


@dataclass(frozen=True)
class ProjectKey:
    """The key of a project since a rotation: `epoch` is 1, 2, 3 and so on."""

    project: str
    epoch: int
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Name of the key beside what it made; says nothing of the key."""
        fingerprint = derived(self.secret, "key id").hex()[:FINGERPRINT]
        return f"{self.project}-{self.epoch}-{fingerprint}"

    def pseudonym(self, number: str) -> str:
        """Pseudonym of an NHS number. Raises RefusedInput for one that is not valid.

        HMAC-SHA256 (RFC 2104) over its ten digits, the first 130 bits in base 32.
        """
        return self.pseudonyms([number])[0]

    def pseudonyms(self, numbers: Iterable[str]) -> list[str]:
        """The same of many at once, in their order."""
        digests = [self.digest(number) for number in numbers]
        return list(map(str, in_letters(digests).to_pylist()))

    def digest(self, number: str) -> bytes:
        """The HMAC of an NHS number, which its pseudonym is the beginning of."""
        return self._made(nhs_number(number))

    def digest_of_id(self, local_id: str) -> bytes:
        """The same of somebody whom a source knows by an id of its own alone."""
        return self._made(f"{LOCAL_ID}{local_id}")

    def _made(self, words: str) -> bytes:
        return hmac.digest(self.secret, words.encode(), hashlib.sha256)


def in_letters(digests: Sequence[bytes]) -> pa.StringArray:
    """The first 130 bits of each digest in base 32 (RFC 4648), small letters."""
    held = np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), -1)
    letters = np.empty((len(digests), PSEUDONYM_LENGTH), np.uint8)
    for place in range(PSEUDONYM_LENGTH):
        at, bit = divmod(place * LETTER_BITS, BYTE_BITS)
        two = held[:, at].astype(np.uint16) << BYTE_BITS | held[:, at + 1]
        number = two >> (2 * BYTE_BITS - LETTER_BITS - bit)
        letters[:, place] = BASE_32[number % BASE_32.size]
    ends = np.arange(len(digests) + 1, dtype=np.int32) * PSEUDONYM_LENGTH
    buffers = (pa.py_buffer(ends.tobytes()), pa.py_buffer(letters.tobytes()))
    return pa.StringArray.from_buffers(len(digests), *buffers)


class ProjectKeys:
    """The keys in a folder: files that their owner alone can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def every(self) -> list[ProjectKey]:
        """Every key, by project and then oldest first."""
        files = self.folder.glob(f"*-*{SUFFIX}")
        names = (path.stem.rpartition("-") for path in files)
        kept = sorted((project, int(epoch)) for project, _, epoch in names)
        return [self._read(project, epoch) for project, epoch in kept]

    def make(self, project: str) -> ProjectKey:
        """The first key of a project. Raises RefusedInput where it has one."""
        if not NAMED.fullmatch(project):
            raise RefusedInput(
                f"'{project}' cannot name a project. Use 2 to 40 small letters, digits "
                "and underscores, such as 'planning_2026'."
            )
        if self._epochs(project):
            raise RefusedInput(
                f"The project '{project}' has a key. To replace it: "
                f"'python -m phm_core identity rotate {project}'."
            )
        return self._read(project, 1)

    def newest(self, project: str) -> ProjectKey:
        """The key that a project uses now. Raises RefusedInput where it has none."""
        epochs = self._epochs(project)
        if not epochs:
            hint = did_you_mean(project, {key.project for key in self.every()})
            raise RefusedInput(
                f"There is no project called '{project}'.{hint} "
                f"Make its key with 'python -m phm_core identity make {project}'."
            )
        return self._read(project, max(epochs))

    def rotate(self, project: str) -> ProjectKey:
        """A new key for a project; the ones before stay until they are retired."""
        return self._read(project, self.newest(project).epoch + 1)

    def named(self, identity: str) -> ProjectKey:
        """A key by its id. Raises RefusedInput where it is not here."""
        known = {key.id: key for key in self.every()}
        if identity not in known:
            raise RefusedInput(
                f"The key '{identity}' is not in '{self.folder}'."
                f"{did_you_mean(identity, known)} Restore it from a backup: what it "
                "made cannot be looked up without it."
            )
        return known[identity]

    def remove(self, key: ProjectKey) -> None:
        """Destroy a key: what it made can never be looked up again."""
        self._file(key.project, key.epoch).unlink()

    def _epochs(self, project: str) -> list[int]:
        return [key.epoch for key in self.every() if key.project == project]

    def _read(self, project: str, epoch: int) -> ProjectKey:
        path = self._file(project, epoch)
        self.folder.mkdir(OWNER_ALONE_FOLDER, parents=True, exist_ok=True)
        return ProjectKey(project, epoch, key_at(path, "a project key"))

    def _file(self, project: str, epoch: int) -> Path:
        return self.folder / f"{project}-{epoch}{SUFFIX}"
