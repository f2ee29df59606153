"""Whom a question counts: population, row policy, opt-outs and area together."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np

from phm_core.area import LENSES, Area, Lens, Level
from phm_core.engine.attributes import by_label
from phm_core.engine.bits import Ids, Words, everybody, from_ids, size
from phm_core.engine.built import countable, place_of
from phm_core.engine.index import PeopleIndex
from phm_core.engine.kleene import Bounds
from phm_core.engine.places import LSOA, PRACTICE
from phm_core.engine.policy import Rows
from phm_core.engine.watch import Watch
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean
from phm_core.governance.differencing import large_enough

UNIT = {Lens.REGISTERED: PRACTICE, Lens.RESIDENT: LSOA}


@dataclass(frozen=True, eq=False)
class Scope:
    """Everybody whom a question may count, on a day; equal scopes have equal keys."""

    people: Words
    day: date
    key: str


def lens_of(level: Level, lens: Lens) -> Lens:
    """The lens asked for, or the only one that the level can be seen through."""
    return lens if lens in LENSES[level] else LENSES[level][0]


def scope_of(
    index: PeopleIndex, rows: Rows, *, kind: str, day: date, area: Area, lens: Lens
) -> Scope:
    """Combine population, row policy and area.

    Raises RefusedInput for an area that is not there, NotPermitted when opt-outs
    cannot be honoured.
    """
    key = f"{kind}:{day}:{rows.digest}:{area}{_parts(index, area)}:{lens}"

    def combine() -> Bounds:
        inside = index.population(kind, day) & area_bits(index, area, lens, day)
        if area.level == Level.BUILT_PLACE:
            large_enough(size(inside), place_of(index.places.built, area.code).name)
        return Bounds.known(inside & rows_bits(index, rows, day))

    return Scope(index.leaves.get(f"scope:{key}", combine).must, day, key)


def _parts(index: PeopleIndex, area: Area) -> str:
    """What a built Place is made of now, so that a changed one is counted anew."""
    if area.level != Level.BUILT_PLACE:
        return ""
    return f"@{place_of(index.places.built, area.code).digest}"


def rows_bits(index: PeopleIndex, rows: Rows, day: date) -> Words:
    """The people whom a row policy lets through."""

    def find() -> Bounds:
        people = ~from_ids(opted_out(index, rows, day), index.count)
        for column, among in ((PRACTICE, rows.practices), (LSOA, rows.lsoas)):
            if among is not None:
                people &= by_label(index.columns.codes(column), among.__contains__).must
        return Bounds.known(people)

    return index.leaves.get(f"rows:{rows.digest}:{day}", find).must


def opted_out(index: PeopleIndex, rows: Rows, day: date) -> Ids:
    """Ids of people with an active opt-out of the kinds that apply."""
    kinds = sorted(rows.opt_out_kinds)
    none = np.zeros(0, dtype=np.int64)
    if not kinds:
        return none
    if not index.has("opt_out"):
        if index.tables.snapshot.manifest.synthetic:
            return none
        raise NotPermitted(
            "This snapshot has no list of opt-outs, so this purpose is closed. "
            "Publish it with the table 'opt_out', or ask for direct care."
        )
    with index.tables.run(Watch()) as run:
        active = run.scan("opt_out").filter(
            nw.col("kind").is_in(kinds)
            & (nw.col("recorded_on") <= day)
            & (nw.col("withdrawn_on").is_null() | (nw.col("withdrawn_on") > day))
        )
        return run.collect(active.select("person_id")).column("person_id").to_numpy()


def area_bits(index: PeopleIndex, area: Area, lens: Lens, day: date) -> Words:
    """Everybody of an area: registered at its practices, or living in it."""
    seen = lens_of(area.level, lens)
    codes = index.columns.codes(UNIT[seen])
    if area.level == Level.ICS:
        if seen == Lens.REGISTERED:
            return everybody(index.count)
        in_area = index.places.small_area("in_area")
        return by_label(codes, lambda code: bool(in_area.get(code))).must
    parents = index.places.parents(UNIT[seen], str(area.level), day)
    known = {code for areas in parents.values() for code in areas}
    if area.level == Level.BUILT_PLACE:
        place = place_of(index.places.built, area.code)
        countable(place, seen, whole=area.code in known)
    if area.code not in known:
        raise RefusedInput(
            f"There is no {area.level.title} with the code '{area.code}'."
            f"{did_you_mean(area.code, known)}"
        )
    nowhere: frozenset[str] = frozenset()
    return by_label(codes, lambda code: area.code in parents.get(code, nowhere)).must
