"""Built Places among the public tables: their names, members and shapes."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from phm_core.area import LENSES, Area, Lens, Level
from phm_core.definitions.built_place import PARTS, BuiltPlace
from phm_core.engine.built import Built, place_of
from phm_core.engine.outlines import outlines

MOST = 0.5
Members = Callable[[Level], pd.DataFrame]


class Published(Protocol):
    """The public tables that built Places are made of."""

    def names(self, level: Level) -> dict[str, str]:
        """Names of the areas at a level by code."""
        ...

    def known_names(self, level: Level) -> dict[str, str]:
        """The same, with former and outer areas."""
        ...

    def practice_members(self, level: Level) -> pd.DataFrame:
        """Practices (practice_code) with the area (code) they belong to."""
        ...

    def lsoa_members(self, level: Level) -> pd.DataFrame:
        """Small areas (lsoa21) with the area (code) they lie in."""
        ...

    @cached_property
    def registrations(self) -> pd.DataFrame:
        """People by practice and small area."""
        ...


class BuiltAreas:
    """Reads what is saved; answers as PublicTables does for the other levels."""

    def __init__(self, tables: Published, built: Built) -> None:
        self.built = built
        self._tables = tables
        self._known: dict[Level, frozenset[str]] = {}
        self._drawn: tuple[int, Any] = (-1, None)

    def lenses(self, area: Area) -> tuple[Lens, ...]:
        """Whose people an area can have: as its level allows, or its parts."""
        if area.level == Level.BUILT_PLACE:
            return place_of(self.built, area.code).lenses
        return LENSES[area.level]

    def missing(self, place: BuiltPlace) -> dict[Level, list[str]]:
        """Codes of its parts that this snapshot does not have, by level."""
        found = {
            p.level: sorted(set(p.codes) - self.known(p.level)) for p in place.parts
        }
        return {level: codes for level, codes in found.items() if codes}

    def known(self, level: Level) -> frozenset[str]:
        """Codes that a Place can be built from; closed practices keep their people."""
        if level not in self._known:
            former = level == Level.PRACTICE
            names = self._tables.known_names if former else self._tables.names
            self._known[level] = frozenset(names(level))
        return self._known[level]

    def offered(self) -> Mapping[str, BuiltPlace]:
        """Places that can be chosen: not retired, and whole in this snapshot."""
        return {
            identity: place
            for identity, place in self.built.places().items()
            if not place.retired and not self.missing(place)
        }

    def areas(self) -> pd.DataFrame:
        """Those Places: code, name, rankable."""
        found = self.offered()
        names = [place.name for place in found.values()]
        table = {"code": list(found), "name": names, "rankable": [True] * len(found)}
        return pd.DataFrame(table).sort_values("code", ignore_index=True)

    def names(self) -> dict[str, str]:
        """Names of all that are whole in this snapshot, of retired ones too."""
        return {
            identity: place.name
            for identity, place in self.built.places().items()
            if not self.missing(place)
        }

    def members(self, lens: Lens, unit: str, of: Members) -> pd.DataFrame:
        """Practices or small areas (`unit`) of each Place (code) that the lens gives.

        of: members of the areas of another level.
        """
        pairs = {level: of(level) for level in PARTS if lens in LENSES[level]}
        found = [
            rows.loc[rows["code"].isin(part.codes), [unit]].assign(code=identity)
            for identity, place in self.built.places().items()
            if lens in place.lenses
            for part in place.parts
            if len(rows := pairs[part.level])
        ]
        if not found:
            return pd.DataFrame({unit: [], "code": []}, dtype=str)
        return pd.concat(found).drop_duplicates().reset_index(drop=True)

    def shares(self) -> pd.DataFrame:
        """Small areas (lsoa21) of each Place (code), and their share of people in it.

        1 for those that it is made of; for a Place made of practices, the share of the
        small area's registered people who are registered at them.
        """
        lies_in = self._tables.lsoa_members(Level.BUILT_PLACE).assign(share=1.0)
        others = self._tables.practice_members(Level.BUILT_PLACE)
        others = others[~others["code"].isin(set(lies_in["code"]))]
        held = self._tables.registrations
        if others.empty or held.empty:
            return lies_in
        everyone = held.groupby("lsoa21")["patients"].sum()
        theirs = others.merge(held, on="practice_code")
        theirs = theirs.groupby(["lsoa21", "code"])["patients"].sum().reset_index()
        theirs["share"] = theirs["patients"] / theirs["lsoa21"].map(everyone)
        return pd.concat([lies_in, theirs[["lsoa21", "code", "share"]]])

    def footprint(self) -> pd.DataFrame:
        """Small areas (lsoa21) in whose shape each Place (code) is drawn: most of their
        people belong to it.
        """
        found = self.shares()
        return found.loc[found["share"] > MOST, ["lsoa21", "code"]]

    def boundary(self, shapes: dict[str, Any] | None) -> dict[str, Any] | None:
        """GeoJSON of the Places that are offered; None when there is none.

        shapes: those of the small areas.
        """
        revision = self.built.revision()
        if self._drawn[0] != revision:
            self._drawn = (revision, self._draw(shapes))
        return self._drawn[1]

    def _draw(self, shapes: dict[str, Any] | None) -> dict[str, Any] | None:
        if shapes is None:
            return None
        names = {code: place.name for code, place in self.offered().items()}
        within = self.footprint()
        members: dict[str, Iterable[str]] = {
            str(code): rows["lsoa21"]
            for code, rows in within.groupby("code")
            if code in names
        }
        found = outlines(shapes, members, names)
        return found if found["features"] else None
