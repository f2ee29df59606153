"""A snapshot: an immutable directory of Parquet files with a manifest.

Snapshots are written only by phm_core.onboarding.publish. Here they are opened,
checked and chosen. An area pack is a snapshot without people.
"""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from phm_core.errors import RefusedInput

MANIFEST = "manifest.json"
ACTIVE = "ACTIVE"
PREVIOUS = "PREVIOUS"
STAGING = ".staging-"  # begins the name of a folder that is not published yet
CHUNK = 1 << 20


class FileEntry(BaseModel):
    """One file of a snapshot as it was when it was published."""

    model_config = ConfigDict(frozen=True, extra="allow")
    name: str
    rows: int | None = None
    sha256: str
    bytes: int | None = None


class Manifest(BaseModel):
    """What a snapshot holds, as at when, and from where."""

    model_config = ConfigDict(frozen=True, extra="allow")
    as_at: date
    synthetic: bool
    schema_version: int | str
    files: tuple[FileEntry, ...]
    sources: tuple[dict[str, Any], ...] | dict[str, Any] = ()
    kind: Literal["area", "people"] | None = None
    name: str = ""
    seed: int | None = None
    planted: tuple[dict[str, Any], ...] = ()
    # Id of the project key that made its pseudonyms; none on synthetic people.
    pseudonym_key: str = ""


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot: the resolved path is pinned for every later read."""

    path: Path
    manifest: Manifest

    @property
    def as_at(self) -> date:
        """Date up to which records are held."""
        return self.manifest.as_at

    @cached_property
    def id(self) -> str:
        """Digest of the content; the same for the same files anywhere."""
        lines = sorted(f"{f.name} {f.sha256}" for f in self.manifest.files)
        text = "\n".join([self.as_at.isoformat(), *lines])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def files(self, table: str) -> list[Path]:
        """Parquet files of a table: T.parquet, or every file below the folder T.

        Raises RefusedInput when the snapshot was removed meanwhile.
        """
        return sorted(self._files(table))

    def _files(self, table: str) -> Iterator[Path]:
        single = self.path / f"{table}.parquet"
        if single.exists():
            yield single
            return
        if not self.path.exists():
            raise RefusedInput(
                "The records that this was begun with have been removed meanwhile. "
                "Load the page again, or begin again: newer ones may run."
            )
        yield from self.path.glob(f"{table}/**/*.parquet")

    def has(self, table: str) -> bool:
        """Whether the table is part of this snapshot."""
        return any(True for _ in self._files(table))

    @cached_property
    def has_people(self) -> bool:
        """Whether there are person-level records, or published aggregates only."""
        return self.has("person")


def open_snapshot(path: Path) -> Snapshot:
    """Open a snapshot directory and pin its resolved path.

    Raises RefusedInput when there is no readable manifest.
    """
    resolved = path.resolve()
    if resolved.name.startswith(STAGING):
        raise RefusedInput(
            f"'{path}' was never published: the work on it was broken off. Remove it "
            "and make the snapshot again."
        )
    try:
        manifest = Manifest.model_validate_json((resolved / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedInput(
            f"'{path}' is not a snapshot: it has no {MANIFEST}. "
            "Make one with 'python -m phm_core demo'."
        ) from None
    except OSError as fault:
        raise RefusedInput(
            f"The {MANIFEST} of '{path}' cannot be read ({fault.strerror}). "
            "Let this account read the folder, or use another snapshot."
        ) from None
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RefusedInput(
            f"The manifest of '{path}' cannot be read "
            f"({where or 'file'}: {first['msg']}). "
            "Publish the snapshot again."
        ) from None
    return Snapshot(resolved, manifest)


def sha256_of(path: Path) -> str:
    """Digest of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def problems(snapshot: Snapshot) -> list[str]:
    """Compare every file with the manifest and say, in sentences, what differs."""
    entries = {entry.name: entry for entry in snapshot.manifest.files}
    present = {
        path.relative_to(snapshot.path).as_posix()
        for path in snapshot.path.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    found = [f"'{name}' is missing." for name in sorted(entries.keys() - present)]
    found += [
        f"'{name}' is not in the manifest." for name in sorted(present - entries.keys())
    ]
    names = sorted(entries.keys() & present)
    with ThreadPoolExecutor() as pool:
        digests = pool.map(lambda name: sha256_of(snapshot.path / name), names)
        found += [
            _alteration(snapshot.path / name, entries[name])
            for name, digest in zip(names, digests, strict=True)
            if digest != entries[name].sha256
        ]
    return found


def _alteration(path: Path, entry: FileEntry) -> str:
    size = path.stat().st_size
    if entry.bytes is not None and size < entry.bytes:
        return f"'{entry.name}' is cut short: {size:,} of {entry.bytes:,} bytes."
    return f"'{entry.name}' was altered after it was published."


def verified(path: Path) -> Snapshot:
    """Open a snapshot and refuse it when any file differs from its manifest."""
    snapshot = open_snapshot(path)
    if found := problems(snapshot):
        raise RefusedInput(
            f"The snapshot '{path}' is refused: {' '.join(found[:3])} "
            "Publish it again, or use another snapshot."
        )
    return snapshot


def active(snapshots: Path) -> Path | None:
    """Directory of the active snapshot, or None when none was chosen yet.

    Raises RefusedInput when the pointer to it is not text.
    """
    return _pointed(snapshots, ACTIVE)


def previous(snapshots: Path) -> Path | None:
    """Directory of the snapshot that was active before; None where it is gone."""
    try:
        before, now = _pointed(snapshots, PREVIOUS), active(snapshots)
    except RefusedInput:
        return None
    there = before is not None and (before / MANIFEST).exists()
    return before if there and before != now else None


def _pointed(snapshots: Path, named: str) -> Path | None:
    pointer = snapshots / named
    if not pointer.exists():
        return None
    try:
        name = pointer.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise RefusedInput(
            f"'{pointer}' is not text in UTF-8. Choose a snapshot again with "
            "'python -m phm_core snapshot use DIR'."
        ) from None
    return snapshots / name if name else None


def listed(snapshots: Path) -> list[Snapshot]:
    """Every snapshot that can be opened directly below a folder, newest first."""
    opened = [_opened(path.parent) for path in sorted(snapshots.glob(f"*/{MANIFEST}"))]
    found = [snapshot for snapshot in opened if snapshot is not None]
    return sorted(found, key=lambda snapshot: snapshot.as_at, reverse=True)


def _opened(path: Path) -> Snapshot | None:
    # One unreadable directory must not hide the others; `snapshot check` says why.
    try:
        return open_snapshot(path)
    except RefusedInput:
        return None


def manifest_json(manifest: Manifest) -> str:
    """The manifest as it is written to disk."""
    return json.dumps(manifest.model_dump(mode="json"), indent=2) + "\n"
