"""Monthly series, counted while the events are made: never from events on a page."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic.calendar import day, first_of, month_number, months_of
from phm_core.synthetic.world import Events, World

HELD = 60
COUNTED = {"activity": None, "process": ("bp_check", "hba1c_check", "smi_health_check")}
DEATHS, REGISTERED = "deaths", "registered"

Grid = NDArray[Any]


class Series:
    """Counts by practice and month of what is worth a trend."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.last = month_number(world.as_at)
        self.practices = len(world.pack.practices)
        self.grids: dict[str, Grid] = {}
        died = np.flatnonzero(world.people.died <= day(world.as_at))
        self.grids[DEATHS] = self._grid(died, world.people.died[died])

    def count(self, events: Events) -> None:
        """Add the events of a kind that has a series."""
        kinds = COUNTED.get(events.table, ())
        if kinds is None or events.kind in kinds:
            grid = self._grid(events.who, events.day)
            known = self.grids.get(events.kind)
            self.grids[events.kind] = grid if known is None else known + grid

    def _grid(self, who: NDArray[np.integer], when: NDArray[np.integer]) -> Grid:
        month = months_of(when) - (self.last - HELD + 1)
        inside = (month >= 0) & (month < HELD)
        cell = self.world.people.practice[who[inside]] * HELD + month[inside]
        counts = np.bincount(cell, minlength=self.practices * HELD)
        return counts.reshape(self.practices, HELD)

    def table(self) -> pa.Table:
        """The series of the whole, each Place, PCN, neighbourhood and practice."""
        registered, levels = self._registered(), self._levels()
        parts = []
        for kind in sorted(self.grids):
            grid = self.grids[kind]
            for level, codes, member in levels:
                parts.append(
                    self._rows(kind, level, codes, member @ grid, member @ registered)
                )
        return pa.concat_tables(parts)

    def _rows(
        self, kind: str, level: str, codes: list[str], grid: Grid, people: Grid
    ) -> pa.Table:
        months = first_of(np.arange(self.last - HELD + 1, self.last + 1))
        order = np.argsort(codes)
        count = len(codes) * HELD
        return pa.table(
            {
                "level": pa.array([level] * count),
                "area_code": pa.array(
                    np.repeat(np.array(codes, dtype=object)[order], HELD), pa.string()
                ),
                "measure_id": pa.array([kind] * count),
                "month": pa.array(np.tile(months, len(codes))).cast(pa.date32()),
                "value": pa.array(grid[order].ravel().astype(float)),
                "numerator": pa.array(grid[order].ravel().astype(float)),
                "denominator": pa.array(people[order].ravel().astype(float)),
            }
        )

    def _levels(self) -> list[tuple[str, list[str], Grid]]:
        """Areas of each level, and which practices belong to each."""
        table = self.world.pack.practices
        whole = np.ones((1, self.practices), dtype=np.int64)
        found = [("ics", [str(table["sub_icb_code"].iloc[0] or "ics")], whole)]
        for level, column in (
            ("place", "place_code"),
            ("pcn", "pcn_code"),
            ("practice", "practice_code"),
        ):
            codes = sorted(set(table[column].dropna()))
            member = [(table[column] == code).to_numpy() for code in codes]
            if codes:
                found.append((level, codes, np.array(member).astype(np.int64)))
        return found

    def _registered(self) -> Grid:
        """People registered in the middle of each month, by practice."""
        people = self.world.people
        out = np.empty((self.practices, HELD), dtype=np.int64)
        for column in range(HELD):
            months = np.array([self.last - HELD + 1 + column])
            middle = int(first_of(months)[0]) + 14
            # Earlier registrations elsewhere in the area are close enough for a rate.
            here = (people.here_from <= middle) & (people.gone > middle)
            out[:, column] = np.bincount(
                people.practice[here], minlength=self.practices
            )
        return out
