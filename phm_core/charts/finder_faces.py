"""Case finders as tiles: those with people who cannot wait first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.finders import KINDS
from phm_core.charts.tiles import face
from phm_core.charts.words import number
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

PERCENT = 100.0
RED_FLAGS, LIST = "red_flags", "list"


@dataclass(frozen=True)
class Face:
    """A finder as it looks. lane: which of its lists is read first."""

    finder: str
    looks: str
    lane: str


def not_counted(released: Released, finders: Mapping[str, CaseFinder]) -> list[str]:
    """Finders that cannot be counted, those with one reason together."""
    by_why: dict[str, list[str]] = {}
    for row in released.tables["finders"].to_pylist():
        if row["without"]:
            short = finders[row["finder"]].short
            by_why.setdefault(row["without"], []).append(short)
    return [f"Not counted: {'; '.join(some)}. {why}" for why, some in by_why.items()]


@kept_by_answer
def faces(released: Released, finders: tuple[CaseFinder, ...]) -> tuple[Face, ...]:
    """A tile of each finder that is counted: most that cannot wait, then by size."""
    by_id = {one.id: one for one in finders}
    asked = released.tables["finders"].to_pylist()
    rows = [row for row in asked if not row["without"]]
    rows.sort(key=lambda row: (-(row["red_flags"] or 0), -(row["listed"] or 0)))
    return tuple(_face(row, by_id[row["finder"]]) for row in rows)


def _face(row: dict[str, Any], finder: CaseFinder) -> Face:
    waits = bool(row["red_flags"])
    return Face(
        finder=finder.id,
        looks=face(
            finder.short,
            number(row["listed"]),
            _words(row, finder),
            looks="tile out" if waits else "tile",
        ),
        lane=RED_FLAGS if waits else LIST,
    )


def _words(row: dict[str, Any], finder: CaseFinder) -> list[str]:
    """Who cannot wait, of how many they are found, and of what kind it is."""
    listed, eligible = row["listed"], row["eligible"]
    among = f"of {number(eligible)} {finder.whom}"
    if listed is not None and eligible:
        among = f"{PERCENT * listed / eligible:.1f}% {among}"
    return [_urgent(row, finder), among, KINDS[finder.kind]]


def _urgent(row: dict[str, Any], finder: CaseFinder) -> str:
    """How many cannot wait; nothing where no such finding is declared."""
    if finder.red_flag is None:
        return ""
    count = row["red_flags"]
    said = "none" if count == 0 else f"{number(count)}. {finder.red_flag.title}"
    return f"Cannot wait: {said}"
