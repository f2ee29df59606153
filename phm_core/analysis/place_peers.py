"""Areas like a built Place: by deprivation, age, rurality, ethnicity and size.

From published lists, registrations, deprivation and census alone, so that a Place which
is not saved can be compared too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from phm_core.analysis.place_keeping import DRAFT, alone
from phm_core.area import Lens, Level
from phm_core.definitions.built_place import BuiltPlace
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.methods import Neighbours, similar_areas

SIMILAR = 5
PERCENT = 100.0
LARGELY = 0.5
OLD = [f"{low}-{low + 4}" for low in range(65, 90, 5)] + ["90+"]
RURAL = "rural"
# Each theme weighs the same, whatever number of features it has.
WEIGHTS = {
    "Deprivation score": 0.5,
    "In the most deprived fifth (%)": 0.5,
    "Rural (%)": 1.0,
    "Asian (%)": 0.25,
    "Black (%)": 0.25,
    "Mixed (%)": 0.25,
    "Other ethnic group (%)": 0.25,
    "People, as published": 1.0,
    "Aged 65 or over (%)": 1.0,
}
ETHNIC = {
    "Asian (%)": "ethnicity_asian",
    "Black (%)": "ethnicity_black",
    "Mixed (%)": "ethnicity_mixed",
    "Other ethnic group (%)": "ethnicity_other",
}
EVERY_GROUP = (*ETHNIC.values(), "ethnicity_white")


@dataclass(frozen=True, eq=False)
class Peers:
    """The areas most like a Place, nearest first, with their names and codes.

    left_out: areas that are largely part of the Place.
    """

    found: Neighbours
    codes: tuple[str, ...]
    names: tuple[str, ...]
    left_out: int


def peers(public: PublicTables, place: BuiltPlace, lens: Lens, level: Level) -> Peers:
    """The areas of a level most like a Place.

    Raises RefusedInput when fewer than three areas can be compared.
    """
    own = features(alone(public, place), Level.BUILT_PLACE, lens)
    if DRAFT not in own.index:
        raise RefusedInput("Too little is published of this Place to find its like.")
    others = features(public, level, lens)
    areas = public.areas(level)
    names = dict(zip(areas["code"], areas["name"], strict=True))
    ranked = set(areas.loc[areas["rankable"], "code"])
    part = _largely_inside(public, place, lens, level)
    kept = others[others.index.isin(ranked - part)]
    table = pd.concat([own.loc[[DRAFT]], kept])
    found = similar_areas(
        table.to_numpy(dtype=np.float64),
        list(table.columns),
        0,
        weights=[WEIGHTS[name] for name in table.columns],
        number=SIMILAR,
    )
    codes = tuple(str(table.index[i]) for i in found.area)
    return Peers(found, codes, tuple(names[code] for code in codes), len(part & ranked))


def features(public: PublicTables, level: Level, lens: Lens) -> pd.DataFrame:
    """Features of each area of a level, by code; missing where not published."""
    people = _by_small_area(public, level, lens)
    areas = public.small_areas.set_index("lsoa21")
    table = pd.DataFrame(index=pd.Index(sorted(set(people["code"])), name="code"))
    score = people["lsoa21"].map(areas["imd_score"])
    decile = people["lsoa21"].map(areas["imd_decile"])
    rural = people["lsoa21"].map(areas["rural_urban"]).astype("string")
    core20 = (decile <= 2).where(decile.notna())  # noqa: PLR2004  # the "20" of Core20
    is_rural = rural.str.contains(RURAL, case=False).astype("float")
    table["Deprivation score"] = _mean(people, score)
    table["In the most deprived fifth (%)"] = _mean(people, core20) * PERCENT
    table["Rural (%)"] = _mean(people, is_rural) * PERCENT
    census = areas[list(EVERY_GROUP)].astype("float")
    for title, column in ETHNIC.items():
        share = census[column] / census.sum(axis=1)
        table[title] = _mean(people, people["lsoa21"].map(share)) * PERCENT
    table["People, as published"] = people.groupby("code")["people"].sum()
    if lens == Lens.REGISTERED:
        lists = public.age_sex(level)
        old = lists[lists["age_band"].isin(OLD)].groupby("code")["patients"].sum()
        every = lists.groupby("code")["patients"].sum()
        table["Aged 65 or over (%)"] = old / every * PERCENT
    return table


def _by_small_area(public: PublicTables, level: Level, lens: Lens) -> pd.DataFrame:
    """People of each area by the small area where they live: code, lsoa21, people."""
    if lens == Lens.RESIDENT:
        held = public.mapped[["lsoa21", "population"]]
        found = public.lsoa_members(level).merge(held, on="lsoa21")
        return found.rename(columns={"population": "people"})
    held = public.registrations
    found = public.practice_members(level).merge(held, on="practice_code")
    return found.rename(columns={"patients": "people"})


def _mean(people: pd.DataFrame, value: pd.Series) -> pd.Series:
    """Mean over people by area, of those whose value is known."""
    given = value.astype("float")
    weight = people["people"].astype("float").where(given.notna(), 0.0)
    parts = pd.DataFrame(
        {"code": people["code"], "sum": given.fillna(0.0) * weight, "people": weight}
    )
    summed = parts.groupby("code")[["sum", "people"]].sum()
    return summed["sum"] / summed["people"].where(summed["people"] > 0)


def _largely_inside(
    public: PublicTables, place: BuiltPlace, lens: Lens, level: Level
) -> set[str]:
    """Areas of which most people are in the Place: no peers, but parts of it."""
    drawn = alone(public, place)
    if lens == Lens.REGISTERED:
        unit, inside = "practice_code", drawn.practice_members(Level.BUILT_PLACE)
        members = public.practice_members(level)
        people = public.list_size(Level.PRACTICE).set_index("code")["patients"]
    else:
        unit, inside = "lsoa21", drawn.lsoa_members(Level.BUILT_PLACE)
        members = public.lsoa_members(level)
        people = public.population(Level.LSOA).set_index("code")["population"]
    counted = members.assign(people=members[unit].map(people).fillna(0))
    counted["inside"] = counted["people"].where(
        counted[unit].isin(set(inside[unit])), 0
    )
    summed = counted.groupby("code")[["inside", "people"]].sum()
    share = summed["inside"] / summed["people"]
    return set(share[share > LARGELY].index)
