"""Snapshots once published: check one to the last row, choose one, prune old ones."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.errors import RefusedInput, several
from phm_core.onboarding.durable import flush_folder, remove_tree, write_durably
from phm_core.onboarding.staging import held, staging_in, sweep
from phm_core.snapshot import (
    ACTIVE,
    PREVIOUS,
    STAGING,
    Snapshot,
    active,
    listed,
    verified,
)

WRITABLE_FOLDER = 0o755
PARQUET = ".parquet"
KEPT = ".delivered-"
"""Begins the folder of the delivery that a snapshot was made of, if it is kept."""


def whole(path: Path) -> Snapshot:
    """Open a snapshot and refuse it when bytes or rows differ from its manifest."""
    snapshot = verified(path)
    for entry in snapshot.manifest.files:
        if entry.rows is None or not entry.name.endswith(PARQUET):
            continue
        try:
            rows = pq.read_metadata(snapshot.path / entry.name).num_rows
        except pa.ArrowInvalid:
            raise RefusedInput(
                f"The snapshot '{path}' is refused: '{entry.name}' is not a Parquet "
                "file. Publish it again."
            ) from None
        if rows != entry.rows:
            raise RefusedInput(
                f"The snapshot '{path}' is refused: '{entry.name}' has "
                f"{several(rows, 'row')} and not the {entry.rows:,} of its manifest. "
                "Publish it again."
            )
    return snapshot


def use(snapshots: Path, chosen: Path) -> Snapshot:
    """Make a snapshot the active one, by one atomic replacement of the pointer.

    What was active before is remembered. Raises RefusedInput, with the pointer as it
    was, when a file differs or the disk is full.
    """
    snapshot = whole(chosen)
    inside = snapshot.path.parent == snapshots.resolve()
    named = snapshot.path.name if inside else str(snapshot.path)
    with staging_in(snapshots) as staging:
        write_durably(staging / ACTIVE, named + "\n")
        _remember(snapshots, staging, named)
        (staging / ACTIVE).replace(snapshots / ACTIVE)
    flush_folder(snapshots)
    return snapshot


def _remember(snapshots: Path, staging: Path, named: str) -> None:
    """Keep the name of what is active now, unless it is the one that is chosen."""
    pointer = snapshots / ACTIVE
    before = pointer.read_bytes() if pointer.exists() else b""
    if before.strip() in (b"", named.encode()):
        return
    (staging / PREVIOUS).write_bytes(before)
    (staging / PREVIOUS).replace(snapshots / PREVIOUS)


def prune(snapshots: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` snapshots, never the active one.

    Each is first renamed out of readers' sight, so that none is seen half removed; the
    deliveries that were kept for them go too, and are among those that are returned.
    """
    chosen = active(snapshots)
    pinned = chosen.resolve() if chosen else None
    sweep(snapshots)
    old = [found.path for found in listed(snapshots)[keep:] if found.path != pinned]
    for path in old:
        path.chmod(WRITABLE_FOLDER)
        hidden = path.with_name(f"{STAGING}removed-{path.name}")
        with held(hidden):
            path.rename(hidden)
    kept = [
        folder
        for folder in sorted(snapshots.glob(f"{KEPT}*"))
        if not (snapshots / folder.name.removeprefix(KEPT)).exists()
    ]
    for folder in kept:
        remove_tree(folder)
    return [*old, *kept]


def removal(path: Path) -> str:
    """What is said of a snapshot, or a kept delivery, that was removed."""
    if not path.name.startswith(KEPT):
        return f"Removed '{path}'."
    name = path.name.removeprefix(KEPT)
    return f"Removed the delivery that was kept, sealed, for '{name}'."
