"""The Demo ICS: a fictional county of 250,000 people as a public area pack."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.onboarding.area_pack import shapes
from phm_core.onboarding.publish import About, publish
from phm_core.onboarding.staging import staging_in
from phm_core.synthetic import (
    demo_land,
    demo_need,
    demo_published,
    demo_tables,
)
from phm_core.synthetic import demo_organisations as organisations
from phm_core.synthetic import demo_registers as registers
from phm_core.synthetic.demo_gazetteer import ICB_NAME, NULL_PLACE

NAME = ICB_NAME
AREA_AS_AT = date(2026, 7, 1)
DEFAULT_SEED = 2026
UNDERDIAGNOSED = ("D90006", "D90007")
"""Practices that find too little of their diabetes: a planted truth."""
FOUND_THERE = 0.70
SOURCE = {
    "name": "Demo ICS",
    "title": "A fictional county made by code",
    "licence": "Made for this project; shaped by national figures under the Open "
    "Government Licence v3.0",
    "synthetic": True,
}


@dataclass(frozen=True)
class AreaTables:
    """An area pack in memory: its tables, and the polygon of each small area."""

    tables: dict[str, pa.Table]
    polygons: dict[str, Any]

    def write(self, staging: Path) -> None:
        """Write the pack's files into an empty staging directory."""
        for name, table in self.tables.items():
            pq.write_table(table, staging / f"{name}.parquet", compression="zstd")
        frames = {name: table.to_pandas() for name, table in self.tables.items()}
        shapes.write(self.polygons, frames, staging / "boundary")


def publish_demo_area(into: Path, seed: int = DEFAULT_SEED) -> Path:
    """Make and publish the Demo ICS below a folder of snapshots."""
    with staging_in(into) as staging:
        demo_area(seed).write(staging)
        about = About(
            as_at=AREA_AS_AT,
            kind="area",
            name=NAME,
            synthetic=True,
            sources=(SOURCE,),
            seed=seed,
        )
        return publish(staging, into=into, about=about)


def demo_area(seed: int = DEFAULT_SEED) -> AreaTables:
    """Make the Demo ICS; the same seed makes the same county."""
    return _made(seed, planted=True)


def null_area(seed: int = DEFAULT_SEED) -> AreaTables:
    """The same county with nothing planted: no practice finds less than another."""
    return _made(seed, planted=False)


def _made(seed: int, *, planted: bool) -> AreaTables:
    land = demo_land.survey(seed)
    need = demo_need.assess(land, seed)
    surgeries = organisations.practices(land, seed)
    registered = organisations.registrations(land, need, surgeries, seed)
    lists = registers.lists(need, registered)
    found = {"null": _null_practices(surgeries)}
    if planted:
        found["diabetes"] = np.array(
            [FOUND_THERE if s.code in UNDERDIAGNOSED else 1.0 for s in surgeries]
        )
    risks = registers.levelled(lists, found["null"])
    county = demo_tables.County(land, need, surgeries, registered)
    published = registers.registers(risks, found, seed)
    tables = {
        "organisation": demo_tables.organisation(county),
        "small_area": demo_tables.small_area(county),
        "neighbourhood_member": demo_tables.neighbourhood_member(county),
        "registration_by_lsoa": demo_published.registration_by_lsoa(county),
        "list_size": demo_published.list_size(
            county, registers.list_sizes(lists, seed)
        ),
        "published_register": demo_published.published_register(county, published),
        "comparator": demo_published.comparator(published),
    }
    polygons = demo_land.in_degrees(land)
    return AreaTables(tables, dict(zip(county.codes, polygons, strict=True)))


def _null_practices(surgeries: list[organisations.Practice]) -> np.ndarray:
    """1 where nothing may differ (the null Place), NaN elsewhere."""
    return np.array([1.0 if s.place[0] == NULL_PLACE else np.nan for s in surgeries])
