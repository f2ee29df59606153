"""What each delivery held, as manifests tell it: its own, and those before it.

A manifest carries the deliveries before its own along, so that they are known when
their snapshots are gone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from phm_core.snapshot import Manifest, Snapshot

PERSON = "person"
EARLIER = "earlier"
MOST = 60  # deliveries that are carried along: five years by month


@dataclass(frozen=True)
class Delivery:
    """One published snapshot with people.

    filled: percent of people of whom each field is known. implausible: values set
    aside, by measure. through: how far each source goes, as it says. checked: percent
    at fault, by check. newest: the day up to which each table reaches.
    """

    as_at: date
    snapshot: str
    people: int
    rows: int
    filled: Mapping[str, float] = field(default_factory=dict[str, float])
    implausible: Mapping[str, int] = field(default_factory=dict[str, int])
    through: Mapping[str, str] = field(default_factory=dict[str, str])
    checked: Mapping[str, float] = field(default_factory=dict[str, float])
    newest: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def row(self) -> dict[str, Any]:
        """It as a manifest carries it."""
        return asdict(self) | {"as_at": self.as_at.isoformat()}


def delivery(snapshot: Snapshot) -> Delivery:
    """What one snapshot says of itself."""
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
        checked=more.get("checked", {}),
        newest=more.get("newest", {}),
    )


def carried(snapshot: Snapshot) -> tuple[Delivery, ...]:
    """The deliveries before its own that a manifest carries along."""
    more: Mapping[str, Any] = snapshot.manifest.model_extra or {}
    return tuple(_read(row) for row in more.get(EARLIER, ()))


def _read(row: Mapping[str, Any]) -> Delivery:
    return Delivery(**{**row, "as_at": date.fromisoformat(str(row["as_at"]))})


def before(kept: Iterable[Snapshot], new: Snapshot) -> list[dict[str, Any]]:
    """Every delivery before a new one of the same people, as manifests carry them."""
    found: dict[str, Delivery] = {}
    for one in kept:
        if same_people(one, new) and one.as_at <= new.as_at and one.id != new.id:
            found |= {each.snapshot: each for each in (*carried(one), delivery(one))}
    in_order = sorted(found.values(), key=lambda one: (one.as_at, one.snapshot))
    return [one.row for one in in_order[-MOST:]]


def same_people(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots are of one system, of people of one kind and source."""
    first, second = one.manifest, other.manifest
    return (
        one.has_people
        and other.has_people
        and origin(one) == origin(other)
        and (first.synthetic, first.name, first.seed)
        == (second.synthetic, second.name, second.seed)
    )


def origin(snapshot: Snapshot) -> str:
    """What the records of a snapshot came from, as people call it."""
    sources = snapshot.manifest.sources
    first = sources[0] if isinstance(sources, tuple) and sources else {}
    return str(first.get("title") or first.get("name") or snapshot.manifest.name)


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
