"""Where the data of a snapshot come from, as its manifest says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from phm_core.snapshot import Manifest


@dataclass(frozen=True)
class Source:
    """One source: what, up to when, how complete, on which terms."""

    title: str
    up_to: str
    coverage: str
    licence: str
    note: str


def sources(manifest: Manifest) -> tuple[Source, ...]:
    """Every source of a snapshot, in the order of the manifest."""
    given = manifest.sources
    rows: Iterable[dict[str, Any]] = (
        given.values() if isinstance(given, dict) else given
    )
    return tuple(
        Source(
            title=_headed(str(row.get("title") or row.get("name") or "Not named")),
            up_to=str(_up_to(row) or "not dated"),
            coverage=_coverage(row),
            licence=str(row.get("licence") or "not stated"),
            note=str(row.get("note") or ""),
        )
        for row in rows
    )


def _up_to(row: dict[str, Any]) -> Any:
    """The last day of the data, or the years that they are about."""
    return row.get("data_through") or row.get("as_at") or row.get("period")


def _headed(title: str) -> str:
    return title[:1].upper() + title[1:]


def _coverage(row: dict[str, Any]) -> str:
    given = row.get("coverage")
    if isinstance(given, int | float):
        whom = f" of {row['practices']} practices" if row.get("practices") else ""
        return f"{given:.0%}{whom}"
    return str(given) if given else "not stated"
