"""Reads the public tables of a snapshot: who the organisations are, who lives where.

Data access only: nothing here is about single people, and no statistics are made.
Frames are shared between callers and must not be changed in place.
"""

import copy
import json
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from phm_core.area import WHOLE, Lens, Level
from phm_core.engine.built import Built, NothingBuilt
from phm_core.engine.built_areas import BuiltAreas
from phm_core.engine.membership import (
    PRACTICE_LEVELS,
    columns_of,
    current_members,
    current_organisations,
    lsoas_of,
    named_areas,
    practices_of,
)
from phm_core.engine.whole_tables import whole_table
from phm_core.snapshot import Snapshot, open_snapshot

OLDEST = "90+"
AGE_BANDS = (*(f"{low}-{low + 4}" for low in range(0, 90, 5)), OLDEST)
BANDS_OF_OLDEST = ("90-94", "95+")
SHAPE_FILES = {Level.LSOA: "lsoa21"}


class PublicTables:
    """The area-pack tables of one snapshot, read when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.built = BuiltAreas(self, NothingBuilt())

    def with_built(self, built: Built) -> "PublicTables":
        """The same tables with Places that were built here."""
        tables = copy.copy(self)
        tables.built = BuiltAreas(tables, built)
        return tables

    def table(self, name: str) -> pd.DataFrame:
        """A whole table as published; empty, without columns, when it is not there."""
        found = whole_table(self.snapshot, name)
        return pd.DataFrame() if found is None else found.to_pandas()

    @cached_property
    def organisation_history(self) -> pd.DataFrame:
        """Every practice with what it belonged to, dated, closed ones too."""
        return self.table("organisation")

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """Current practices, with `rankable`: false for special-allocation practices.

        Those keep no name and no position here: they are counted, never shown.
        """
        return current_organisations(self.organisation_history)

    @cached_property
    def small_areas(self) -> pd.DataFrame:
        """Every small area in the sources; `in_area` are those on the map."""
        return self.table("small_area")

    @cached_property
    def mapped(self) -> pd.DataFrame:
        """The small areas on the map."""
        areas = self.small_areas
        return areas[areas["in_area"]] if len(areas) else areas

    @cached_property
    def registrations(self) -> pd.DataFrame:
        """Patients by practice and small area ('unknown' where not placed)."""
        return self.table("registration_by_lsoa")

    @cached_property
    def list_sizes(self) -> pd.DataFrame:
        """Patients by practice, sex and the 19 age bands of the standard population."""
        table = self.table("list_size")
        if table.empty:
            return table
        bands = table["age_band"].replace(dict.fromkeys(BANDS_OF_OLDEST, OLDEST))
        by = ["practice_code", "sex", "age_band"]
        counted = table.assign(age_band=bands).groupby(by)["patients"].sum()
        return counted.reset_index()

    @cached_property
    def registers(self) -> pd.DataFrame:
        """Published registers by practice, condition and year."""
        return self.table("published_register")

    @cached_property
    def comparators(self) -> pd.DataFrame:
        """Published figures of England and other areas."""
        return self.table("comparator")

    @cached_property
    def neighbourhood_members(self) -> pd.DataFrame:
        """Members of neighbourhoods at the as-at date."""
        return current_members(self.table("neighbourhood_member"), self.snapshot.as_at)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that there are areas at, the whole system first."""
        built = (Level.BUILT_PLACE,) if self.built.offered() else ()
        return (*self._own_levels, *built)

    @cached_property
    def _own_levels(self) -> tuple[Level, ...]:
        own = (level for level in Level if level != Level.BUILT_PLACE)
        return tuple(level for level in own if len(self.areas(level)))

    def areas(self, level: Level) -> pd.DataFrame:
        """Areas at a level: code, name, and whether they may be ranked.

        PCN U and special-allocation practices may not.
        """
        if level == Level.BUILT_PLACE:
            return self.built.areas()
        if level not in self._listed:
            self._listed[level] = self._named(level)
        return self._listed[level]

    @cached_property
    def _listed(self) -> dict[Level, pd.DataFrame]:
        return {}

    def _named(self, level: Level) -> pd.DataFrame:
        if level == Level.ICS:
            name = self.snapshot.manifest.name or "Whole system"
            return pd.DataFrame(
                {"code": [WHOLE.code], "name": [name], "rankable": [True]}
            )
        if level == Level.NEIGHBOURHOOD:
            return named_areas(self.neighbourhood_members, level)
        if level in PRACTICE_LEVELS:
            return named_areas(self.organisations, level)
        return named_areas(self.mapped, level)

    def names(self, level: Level) -> dict[str, str]:
        """Names of the areas at a level by code."""
        found = self.areas(level)
        return dict(zip(found["code"], found["name"], strict=True))

    def known_names(self, level: Level) -> dict[str, str]:
        """Names of the areas at a level; former and outer ones follow by their code.

        People are still registered at a closed practice, or live beyond the map.
        """
        if level == Level.BUILT_PLACE:
            return self.built.names()
        current = self.names(level)
        codes = {
            code
            for name, column in columns_of(level).items()
            for code in self.table(name).get(column, pd.Series(dtype=str)).dropna()
        }
        return current | {code: code for code in sorted(codes - current.keys())}

    def practice_members(self, level: Level) -> pd.DataFrame:
        """Current practices (practice_code) with the area (code) they belong to.

        Many to many for neighbourhoods and built Places. Empty where a level is not
        made of practices.
        """
        return self.members_among(self.organisations, level)

    def members_among(self, practices: pd.DataFrame, level: Level) -> pd.DataFrame:
        """The same of these rows of practices."""
        of = partial(practices_of, practices, self.neighbourhood_members)
        if level == Level.BUILT_PLACE:
            return self.built.members(Lens.REGISTERED, "practice_code", of)
        return of(level)

    def lsoa_members(self, level: Level) -> pd.DataFrame:
        """Mapped small areas (lsoa21) with the area (code) they lie in.

        For PCN and Place that is the modal one of the people who live there.
        """
        of = partial(lsoas_of, self.mapped, self.neighbourhood_members)
        if level == Level.BUILT_PLACE:
            return self.built.members(Lens.RESIDENT, "lsoa21", of)
        return of(level)

    def drawn_in(self, level: Level) -> pd.DataFrame:
        """Mapped small areas (lsoa21) with the area (code) in whose shape they lie."""
        if level == Level.BUILT_PLACE:
            return self.built.footprint()
        return self.lsoa_members(level)

    def list_size(self, level: Level) -> pd.DataFrame:
        """Registered people of each area: code, patients."""
        counted = self.age_sex(level)
        return counted.groupby("code")["patients"].sum().reset_index()

    def age_sex(self, level: Level) -> pd.DataFrame:
        """Registered people of each area: code, sex, age_band (19), patients."""
        by = ["code", "sex", "age_band"]
        if self.list_sizes.empty:
            return pd.DataFrame(columns=[*by, "patients"])
        lists = self.practice_members(level).merge(self.list_sizes, on="practice_code")
        return lists.groupby(by)["patients"].sum().reset_index()

    def population(self, level: Level) -> pd.DataFrame:
        """Residents of each area: code, population."""
        if self.mapped.empty:
            return pd.DataFrame(columns=["code", "population"])
        people = self.mapped[["lsoa21", "population"]]
        people = self.lsoa_members(level).merge(people, on="lsoa21")
        return people.groupby("code")["population"].sum().reset_index()

    @cached_property
    def boundary_levels(self) -> tuple[Level, ...]:
        """Levels that have shapes."""
        return tuple(level for level in Level if self._shape_file(level).exists())

    def boundary(self, level: Level) -> dict[str, Any] | None:
        """GeoJSON of the areas at a level (features with code and name), or None."""
        if level == Level.BUILT_PLACE:
            return self.built.boundary(self._boundaries.get(Level.LSOA))
        return self._boundaries.get(level)

    @cached_property
    def _boundaries(self) -> dict[Level, dict[str, Any]]:
        return {
            level: json.loads(self._shape_file(level).read_text(encoding="utf-8"))
            for level in self.boundary_levels
        }

    def _shape_file(self, level: Level) -> Path:
        name = SHAPE_FILES.get(level, str(level))
        return self.snapshot.path / "boundary" / f"{name}.geojson"


def public_tables(snapshot: Snapshot) -> PublicTables:
    """The public tables of a snapshot, read once for each snapshot directory."""
    return _public_tables(snapshot.path)


@lru_cache(maxsize=4)
def _public_tables(path: Path) -> PublicTables:
    return PublicTables(open_snapshot(path))
