"""Deliveries kept so that the next one may say only what changed.

Of each source the columns that the mapping reads are kept, sealed under the key of the
project, in a hidden folder beside the snapshot that was made of them; they go when it
goes. Nothing is kept unless it is asked for.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.durable import flush_folder, seal, write_durably
from phm_core.onboarding.keeping import KEPT
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.sealed import open_file, seal_file
from phm_core.snapshot import active
from phm_core.store.keys import derived
from phm_core.store.project_keys import ProjectKey

ABOUT = "kept.json"
SUFFIX = ".sealed"
OWNER_FOLDER = 0o700
MADE_UP = b"people who are made up"


@dataclass(frozen=True)
class Held:
    """One source of a kept delivery."""

    said: str
    columns: tuple[str, ...]
    rows: int
    origins: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Kept:
    """A delivery that is kept: by which mapping, as at when, under which key.

    reads: the columns that the mapping read of each source then.
    """

    mapping: str
    as_at: str
    key: str
    reads: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Held] = field(default_factory=dict)


def kept_beside(into: Path) -> Iterator[tuple[str, Kept]]:
    """Every delivery that is kept, by the name of its snapshot."""
    for path in sorted(into.glob(f"{KEPT}*/{ABOUT}")):
        held = json.loads(path.read_text(encoding="utf-8"))
        held["sources"] = {
            name: Held(**{**one, "columns": tuple(one["columns"])})
            for name, one in held["sources"].items()
        }
        yield path.parent.name.removeprefix(KEPT), Kept(**held)


def days_kept(into: Path, mapping: str, key: ProjectKey | None) -> list[str]:
    """Days of the deliveries to which changes can be applied, the latest first."""
    wanted = (mapping, key.id if key else "")
    every = kept_beside(into)
    days = {kept.as_at for _, kept in every if (kept.mapping, kept.key) == wanted}
    return sorted(days, reverse=True)


def kept_since(
    into: Path, mapping: str, key: ProjectKey | None, day: date
) -> tuple[str, Kept]:
    """The delivery of a day, by the same mapping and under the same key.

    Raises RefusedInput where none is kept, with the days of those that are.
    """
    key_id = key.id if key else ""
    alike = {
        name: kept
        for name, kept in kept_beside(into)
        if (kept.mapping, kept.key) == (mapping, key_id)
    }
    found = [name for name, kept in alike.items() if kept.as_at == day.isoformat()]
    if len(found) > 1:
        runs = active(into)
        found = [name for name in found if runs is not None and name == runs.name]
        if not found:
            raise RefusedInput(
                f"Several deliveries as at {day.isoformat()} are kept. Put the one to "
                "use that this one changes ('snapshot use DIR'), and load again."
            )
    if not found:
        days = sorted({kept.as_at for kept in alike.values()})
        has = f"Kept are those as at {listed(days)}" if days else "None is kept"
        raise RefusedInput(
            f"No delivery by the mapping '{mapping}' as at {day.isoformat()} is kept, "
            f"so what changed since cannot be applied. {has}. Load what lies between "
            "first, or load a whole delivery."
        )
    return found[0], alike[found[0]]


def brought_back(
    folder: Path, kept: Kept, source: str, into: Path, key: ProjectKey | None
) -> Delivered:
    """A source of a kept delivery as a table again. Raises RefusedInput."""
    held = kept.sources[source]
    into.mkdir(exist_ok=True)
    file = into / f"{source}.parquet"
    open_file(folder / f"{source}{SUFFIX}", file, _secret(key), _named(kept, source))
    return Delivered(
        name=source,
        said=held.said,
        file=file,
        columns=held.columns,
        rows=held.rows,
        origins=held.origins,
    )


def folder_of(into: Path, snapshot: str) -> Path:
    """Where the delivery of a snapshot is kept."""
    return into / f"{KEPT}{snapshot}"


def seal_all(
    kept: Kept, tables: Mapping[str, Path], folder: Path, key: ProjectKey | None
) -> None:
    """Write a delivery that is kept into a new folder."""
    folder.mkdir(OWNER_FOLDER)
    for source, file in tables.items():
        sealed = folder / f"{source}{SUFFIX}"
        seal_file(file, sealed, _secret(key), _named(kept, source))
        seal(sealed)
    write_durably(folder / ABOUT, json.dumps(asdict(kept), indent=1) + "\n")
    flush_folder(folder)


def put_beside(folder: Path, into: Path, snapshot: str) -> None:
    """Keep a delivery under the name of the snapshot that was made of it."""
    target = folder_of(into, snapshot)
    if not target.exists():
        folder.rename(target)
        flush_folder(into)


def _secret(key: ProjectKey | None) -> bytes:
    return derived(MADE_UP if key is None else key.secret, "kept deliveries")


def _named(kept: Kept, source: str) -> str:
    return f"{kept.mapping} {kept.as_at} {source}"
