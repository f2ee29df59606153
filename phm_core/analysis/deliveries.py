"""What each delivery held: the snapshots that are kept, by their manifests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from phm_core.snapshot import Manifest, Snapshot

PERSON = "person"


@dataclass(frozen=True)
class Delivery:
    """One published snapshot with people.

    filled: percent of people of whom each field is known. implausible: values set
    aside, by measure. through: how far each source goes.
    """

    as_at: date
    snapshot: str
    people: int
    rows: int
    filled: Mapping[str, float]
    implausible: Mapping[str, int]
    through: Mapping[str, str]


def deliveries(kept: Iterable[Snapshot], current: Snapshot) -> tuple[Delivery, ...]:
    """Those of the same system and kind of people as the one that is used."""
    found = {
        one.id: _delivery(one)
        for one in (*kept, current)
        if one.has_people
        and one.manifest.synthetic == current.manifest.synthetic
        and one.manifest.name == current.manifest.name
    }
    return tuple(sorted(found.values(), key=lambda one: (one.as_at, one.snapshot)))


def _delivery(snapshot: Snapshot) -> Delivery:
    manifest = snapshot.manifest
    more: Mapping[str, Any] = manifest.model_extra or {}
    return Delivery(
        as_at=manifest.as_at,
        snapshot=snapshot.id,
        people=_rows(manifest, PERSON),
        rows=sum(file.rows or 0 for file in manifest.files),
        filled=more.get("filled", {}),
        implausible=more.get("implausible", {}),
        through=_through(manifest),
    )


def _rows(manifest: Manifest, table: str) -> int:
    return sum(
        file.rows or 0
        for file in manifest.files
        if file.name.partition("/")[0].removesuffix(".parquet") == table
    )


def _through(manifest: Manifest) -> dict[str, str]:
    sources = manifest.sources
    rows = sources if isinstance(sources, tuple) else tuple(sources.values())
    return {
        str(row.get("title", row.get("name", ""))): str(row["data_through"])
        for row in rows
        if row.get("data_through")
    }
