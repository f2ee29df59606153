"""What each small area and each practice belongs to, on a day."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from threading import RLock
from typing import Any

import pyarrow as pa

from phm_core.area import Lens, Level
from phm_core.catalogue.held import none_held
from phm_core.engine.built import Built, NothingBuilt
from phm_core.engine.whole_tables import whole_table
from phm_core.errors import RefusedInput
from phm_core.snapshot import Snapshot

LSOA, PRACTICE = "lsoa21", "practice_code"
# Columns that put a small area, or a practice, into an area of a level.
OF_LSOA = {
    "lsoa": LSOA,
    "ward": "ward",
    "district": "district",
    "upper_tier": "upper_tier",
    "pcn": "pcn_code",
    "place": "place_code",
}
OF_PRACTICE = {"practice": PRACTICE, "pcn": "pcn_code", "place": "place_code"}
LENS_OF = {PRACTICE: Lens.REGISTERED, LSOA: Lens.RESIDENT}

Parents = Mapping[str, frozenset[str]]
Row = dict[str, Any]


class Places:
    """The public tables of a snapshot that say what belongs to what.

    built: Places that were built here; their parents follow every change.
    """

    def __init__(self, snapshot: Snapshot, built: Built | None = None) -> None:
        self.built = built or NothingBuilt()
        self._snapshot = snapshot
        self._lock = RLock()
        self._columns: dict[str, Mapping[str, Any]] = {}
        self._parents: dict[tuple[str, str, date], Parents] = {}
        self._of_built: dict[tuple[str, date], tuple[int, Parents]] = {}

    def small_area(self, column: str) -> Mapping[str, Any]:
        """A column of the small areas by code.

        Raises RefusedInput when the snapshot does not have it.
        """
        with self._lock:
            if column not in self._columns:
                if column not in self._column_names:
                    raise RefusedInput(
                        f"The small areas of this snapshot have no '{column}', "
                        "so it cannot be asked for. Build the area pack with it."
                    )
                codes, values = (
                    self._small_areas.column(name).to_pylist()
                    for name in (LSOA, column)
                )
                self._columns[column] = dict(zip(map(str, codes), values, strict=True))
            return self._columns[column]

    def has_column(self, column: str) -> bool:
        """Whether the small areas have a column."""
        return column in self._column_names

    def parents(self, unit: str, level: str, day: date) -> Parents:
        """Areas of a level that each small area (LSOA) or practice belongs to.

        A practice belongs to what its row says that is true on the day, or else its
        last row. Neighbourhoods are many to many.
        """
        key = (unit, level, day)
        if level == Level.BUILT_PLACE:
            return self._built_parents(unit, day)
        with self._lock:
            if key not in self._parents:
                self._parents[key] = self._find_parents(*key)
            return self._parents[key]

    def _find_parents(self, unit: str, level: str, day: date) -> Parents:
        if level == "neighbourhood":
            return self._neighbourhoods(unit, day)
        if unit == LSOA:
            pairs = self.small_area(OF_LSOA[level]).items()
        else:
            column = OF_PRACTICE[level]
            rows = self._practices(day)
            pairs = [(code, row[column]) for code, row in rows.items()]
        return {code: frozenset([area]) for code, area in pairs if area is not None}

    def _built_parents(self, unit: str, day: date) -> Parents:
        """Built Places that the unit's lens gives, and whose parts are all here."""
        revision = self.built.revision()
        with self._lock:
            known = self._of_built.get((unit, day))
            if known is None or known[0] != revision:
                known = (revision, self._find_built(unit, day))
                self._of_built[unit, day] = known
            return known[1]

    def _find_built(self, unit: str, day: date) -> Parents:
        lens = LENS_OF[unit]
        found: dict[str, set[str]] = {}
        for identity, place in self.built.places().items():
            if lens not in place.lenses:
                continue
            units = [
                self._units(unit, part.level, part.codes, day) for part in place.parts
            ]
            for one in frozenset().union(*units) if all(units) else ():
                found.setdefault(one, set()).add(identity)
        return {code: frozenset(areas) for code, areas in found.items()}

    def _units(
        self, unit: str, level: Level, codes: tuple[str, ...], day: date
    ) -> frozenset[str]:
        """Units of some areas; nothing where one of the areas has none."""
        wanted, met = frozenset(codes), set[str]()
        units = set[str]()
        for one, areas in self.parents(unit, str(level), day).items():
            if held := areas & wanted:
                units.add(one)
                met |= held
        return frozenset(units) if met == wanted else frozenset()

    def _neighbourhoods(self, unit: str, day: date) -> Parents:
        found: dict[str, set[str]] = {}
        for row in self._rows("neighbourhood_member"):
            if row[unit] is not None and _valid(row, day):
                found.setdefault(row[unit], set()).add(row["neighbourhood_code"])
        return {code: frozenset(areas) for code, areas in found.items()}

    def _practices(self, day: date) -> dict[str, Row]:
        chosen: dict[str, Row] = {}
        for row in self._rows("organisation"):
            known = chosen.get(row[PRACTICE])
            if known is None or _rank(row, day) > _rank(known, day):
                chosen[row[PRACTICE]] = row
        return chosen

    def practices(self) -> frozenset[str]:
        """Every practice there is or was."""
        return frozenset(row[PRACTICE] for row in self._rows("organisation"))

    @cached_property
    def _column_names(self) -> frozenset[str]:
        return frozenset(self._small_areas.column_names)

    @cached_property
    def _small_areas(self) -> pa.Table:
        return _table(self._snapshot, "small_area")

    def _rows(self, table: str) -> Iterator[Row]:
        yield from _table(self._snapshot, table).to_pylist()


def _table(snapshot: Snapshot, table: str) -> pa.Table:
    found = whole_table(snapshot, table)
    if found is None:
        raise RefusedInput(
            f"{none_held(table)}, so its areas cannot be asked for. "
            "Build the area pack with them."
        )
    return found


def _valid(row: Row, day: date) -> bool:
    """Whether a dated row is true on a day; valid_to is its last day."""
    begun = row["valid_from"] is None or row["valid_from"] <= day
    return begun and (row["valid_to"] is None or row["valid_to"] >= day)


def _rank(row: Row, day: date) -> tuple[bool, date]:
    """A row that is true on the day comes first, then the one that began last."""
    return _valid(row, day), row["valid_from"] or date.min
