"""The only writer of snapshots: check, hash, make durable, then rename into place.

Readers see a whole snapshot or none. Work happens in a folder whose name starts with
'.staging-', which no reader opens; the rename is the moment of publication.
"""

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding.contract import (
    Datasets,
    reference_faults,
    shape_faults,
    table_faults,
)
from phm_core.onboarding.deliveries import EARLIER, before
from phm_core.onboarding.durable import flush_folder, seal, write_durably
from phm_core.onboarding.filled import filled
from phm_core.onboarding.staging import staging_in
from phm_core.snapshot import (
    MANIFEST,
    FileEntry,
    Manifest,
    Snapshot,
    listed,
    manifest_json,
    sha256_of,
    verified,
)

SCHEMA_VERSION = 1
PERSON = "person"
SHAPE_FOLDER = "boundary"
READ_ONLY_FOLDER = 0o555
SHOWN_FAULTS = 8


@dataclass(frozen=True)
class About:
    """What a manifest says besides its files."""

    as_at: date
    kind: Literal["area", "people"]
    name: str
    synthetic: bool
    sources: tuple[dict[str, Any], ...] = ()
    seed: int | None = None
    planted: tuple[dict[str, Any], ...] = ()
    pseudonym_key: str = ""
    implausible: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def publish(
    staging: Path,
    *,
    into: Path,
    about: About,
    named: str | None = None,
    datasets: Datasets | None = None,
) -> Path:
    """Check a staging folder and publish it as an immutable snapshot below `into`.

    Its directory is called `named`, or else by its as-at date and content. Tables are
    checked against `datasets` (default: the shipped catalogue). Raises RefusedInput
    when a table breaks its declaration, or the directory is already there; then
    nothing was published.
    """
    declared = datasets or load_catalogue().datasets
    _refuse_faults(staging, declared)
    manifest = _manifest(staging, about, declared)
    snapshot = _with_earlier(Snapshot(staging, manifest), into)
    target = into / (named or f"{about.as_at.isoformat()}-{snapshot.id}")
    if target.exists():
        return _already_there(target, snapshot, named)
    _seal_all(staging, snapshot.manifest)
    into.mkdir(parents=True, exist_ok=True)
    _move(staging, target)
    return target


def _with_earlier(new: Snapshot, into: Path) -> Snapshot:
    """With the deliveries before it, so that they are known when they are gone."""
    if not new.has_people:
        return new
    manifest = new.manifest.model_dump() | {EARLIER: before(listed(into), new)}
    return Snapshot(new.path, Manifest.model_validate(manifest))


def _seal_all(staging: Path, manifest: Manifest) -> None:
    for entry in manifest.files:
        seal(staging / entry.name)
    write_durably(staging / MANIFEST, manifest_json(manifest))
    seal(staging / MANIFEST)
    for folder in sorted(staging.rglob("*/"), reverse=True):
        flush_folder(folder)
        folder.chmod(READ_ONLY_FOLDER)
    flush_folder(staging)


def _tables(staging: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(staging.rglob("*.parquet")):
        first = path.relative_to(staging).parts[0]
        found.setdefault(first.removesuffix(".parquet"), []).append(path)
    return found


def _refuse_faults(staging: Path, datasets: Datasets) -> None:
    tables = _tables(staging)
    shapes = sorted(staging.glob(f"{SHAPE_FOLDER}/*.geojson"))
    faults = [fault for path in shapes for fault in shape_faults(path)]
    with duckdb.connect() as connection:
        for table, files in tables.items():
            try:
                faults += table_faults(table, files, datasets, connection)
            except pa.ArrowInvalid as fault:
                faults.append(f"Table '{table}' is not whole Parquet ({fault}).")
        faults += _missing_tables(tables, datasets)
        faults += [] if faults else reference_faults(tables, datasets, connection)
    if faults:
        more = len(faults) - SHOWN_FAULTS
        shown = [*faults[:SHOWN_FAULTS], *([f"And {more} more."] if more > 0 else [])]
        raise RefusedInput("Nothing was published. " + " ".join(shown))


def _missing_tables(tables: Mapping[str, Any], datasets: Datasets) -> list[str]:
    tiers = {datasets[table].tier for table in tables if table in datasets}
    return [
        f"The table '{table}' is missing: {dataset.without_it}."
        for table, dataset in datasets.items()
        if dataset.required and dataset.tier in tiers and table not in tables
    ]


def _manifest(staging: Path, about: About, datasets: Datasets) -> Manifest:
    people = _tables(staging).get(PERSON, [])
    paths = sorted(
        path for path in staging.rglob("*") if path.is_file() and path.name != MANIFEST
    )
    with ThreadPoolExecutor() as pool:
        digests = list(pool.map(sha256_of, paths))
    files = tuple(
        FileEntry.model_validate(
            {
                "name": path.relative_to(staging).as_posix(),
                "rows": _rows(path),
                "sha256": digest,
                "bytes": path.stat().st_size,
            }
        )
        for path, digest in zip(paths, digests, strict=True)
    )
    return Manifest.model_validate(
        {
            **about.extra,
            "as_at": about.as_at,
            "kind": about.kind,
            "name": about.name,
            "synthetic": about.synthetic,
            "schema_version": SCHEMA_VERSION,
            "seed": about.seed,
            "sources": about.sources,
            "planted": about.planted,
            "pseudonym_key": about.pseudonym_key,
            "implausible": dict(about.implausible),
            "filled": filled(people, datasets[PERSON]) if people else {},
            "files": files,
        }
    )


def _rows(path: Path) -> int | None:
    return pq.read_metadata(path).num_rows if path.suffix == ".parquet" else None


def _already_there(target: Path, snapshot: Snapshot, named: str | None) -> Path:
    if named is None and verified(target).id == snapshot.id:
        return target
    raise RefusedInput(_taken(target))


def _taken(target: Path) -> str:
    return (
        f"'{target}' is already there and snapshots are never overwritten. Choose "
        "another --out, or remove it first."
    )


def _move(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        if target.exists():  # another process was first
            raise RefusedInput(_taken(target)) from None
        # On another disk nothing can be renamed: copy beside the target first.
        with staging_in(target.parent) as beside:
            copy = beside / target.name
            shutil.copytree(staging, copy)
            copy.rename(target)
    target.chmod(READ_ONLY_FOLDER)
    flush_folder(target.parent)
