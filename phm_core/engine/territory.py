"""The areas of a level, and which practices or small areas make up each of them.

People are counted once by practice or small area; areas add up what belongs to them.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from phm_core.area import WHOLE, Lens, Level
from phm_core.engine.answers import AreaList
from phm_core.engine.bases import base_of
from phm_core.engine.bits import to_ids
from phm_core.engine.here import Here
from phm_core.engine.places import PRACTICE
from phm_core.engine.scope import UNIT, lens_of
from phm_core.governance.differencing import SMALLEST_PLACE

NOT_KNOWN = ""  # stands for the last code of a base


@dataclass(frozen=True, eq=False)
class Territory:
    """Areas, and pairs of unit and area, as positions in the base and in the areas.

    `unit` is the column that people are counted by. Pairs are in the order of areas.
    """

    areas: AreaList
    unit: str
    members: NDArray[np.int64]
    belongs: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Memory that the positions take."""
        return self.members.nbytes + self.belongs.nbytes

    def add_up(self, by_unit: NDArray) -> NDArray:
        """From units (units + 1, ...) to areas (areas, ...)."""
        found = np.zeros((len(self.areas.codes), *by_unit.shape[1:]), by_unit.dtype)
        if len(self.belongs):
            sums = np.add.reduceat(by_unit[self.members], self._first, axis=0)
            found[self.belongs[self._first]] = sums
        return found

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        """The first pair of each area that has any."""
        return np.flatnonzero(np.diff(self.belongs, prepend=-1))

    def only(self, keep: NDArray[np.bool_]) -> "Territory":
        """The same with fewer areas."""
        place = np.cumsum(keep) - 1
        held = keep[self.belongs]
        areas = self.areas
        kept = np.flatnonzero(keep)
        return Territory(
            replace(
                areas,
                codes=tuple(areas.codes[i] for i in kept),
                names=tuple(areas.names[i] for i in kept),
                rankable=areas.rankable[keep],
            ),
            self.unit,
            self.members[held],
            place[self.belongs[held]],
        )


def territory(here: Here, level: Level, lens: Lens, day: date) -> Territory:
    """Every area of a level, through a lens or the only one the level has."""
    seen = lens_of(level, lens)
    key, find = f"territory:{level}:{seen}:{day}", _territory
    if level == Level.BUILT_PLACE:
        key, find = f"{key}:{here.index.places.built.revision()}", _built
    return here.totals.get(key, lambda: find(here, level, seen, day), here.watch)


def _built(here: Here, level: Level, seen: Lens, day: date) -> Territory:
    """Those built Places that the lens gives and that hold enough people."""
    every = _territory(here, level, seen, day)
    counted = to_ids(here.index.population(str(seen), day), here.index.count)
    base = base_of(here.index, every.unit, day)
    people = every.add_up(np.bincount(base.codes[counted], minlength=base.size))
    keep = people >= SMALLEST_PLACE
    names = np.array(every.areas.names, dtype=object)
    found = every.only(keep)
    return replace(found, areas=replace(found.areas, left_out=tuple(names[~keep])))


def _territory(here: Here, level: Level, seen: Lens, day: date) -> Territory:
    unit = UNIT[seen]
    labels = base_of(here.index, unit, day).labels
    parents = _parents(here, unit, level, day)
    listed = here.public.areas(level)
    names = dict(zip(listed["code"], listed["name"], strict=True))
    rankable = dict(zip(listed["code"], listed["rankable"], strict=True))
    found = {area for label in labels for area in parents.get(str(label), ())}
    # A closed practice keeps its people; small areas elsewhere are not of this system.
    former = unit == PRACTICE and level != Level.BUILT_PLACE
    closed = sorted(found - names.keys()) if former else []
    codes = [*names, *closed]
    place = {code: position for position, code in enumerate(codes)}
    pairs = [
        (position, place[area])
        for position, label in enumerate([*labels, NOT_KNOWN])
        for area in parents.get(str(label), ())
        if area in place
    ]
    pairs.sort(key=itemgetter(1))
    members, belongs = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    areas = AreaList(
        level=level,
        lens=seen,
        codes=tuple(codes),
        names=tuple(names.get(code, code) for code in codes),
        rankable=np.array([rankable.get(code, False) for code in codes], np.bool_),
    )
    return Territory(areas, unit, members, belongs)


def _parents(
    here: Here, unit: str, level: Level, day: date
) -> dict[str, frozenset[str]]:
    if level != Level.ICS:
        return dict(here.index.places.parents(unit, str(level), day))
    whole = frozenset([WHOLE.code])
    if unit == PRACTICE:
        labels = base_of(here.index, PRACTICE, day).labels
        return dict.fromkeys([*map(str, labels), NOT_KNOWN], whole)
    in_area = here.index.places.small_area("in_area")
    return {code: whole for code, inside in in_area.items() if inside}
