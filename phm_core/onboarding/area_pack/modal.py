"""Which PCN and Place most registered residents of a small area belong to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from phm_core.onboarding.area_pack.organisation import UNALLOCATED
from phm_core.onboarding.area_pack.registration import UNKNOWN

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MODAL_LEVELS = ("pcn_code", "place_code")


def modal_members(
    areas: pd.DataFrame,
    registered: pd.DataFrame | None,
    practices: pd.DataFrame,
    drawn: Mapping[str, "BaseGeometry"],
) -> pd.DataFrame:
    """Add the modal PCN and Place of every mapped small area.

    Special-allocation practices and PCN U do not count: they are no geography. On a
    tie the lower code. Where nobody is registered at the practices, that of the
    nearest small area, so that no shape has a gap.
    """
    for level in MODAL_LEVELS:
        if registered is None or not drawn:
            areas[level] = None
            continue
        modal = _modal(registered, practices, level).reindex(list(drawn))
        areas[level] = areas["lsoa21"].map(_filled(modal, drawn))
    return areas


def _filled(codes: pd.Series, drawn: Mapping[str, "BaseGeometry"]) -> pd.Series:
    import shapely

    known = codes.dropna()
    empty = codes[codes.isna()]
    if known.empty or empty.empty:
        return codes
    tree = shapely.STRtree([drawn[str(lsoa)] for lsoa in known.index])
    nearest = tree.nearest([drawn[str(lsoa)].centroid for lsoa in empty.index])
    return codes.fillna(pd.Series(known.to_numpy()[nearest], empty.index))


def _modal(registered: pd.DataFrame, practices: pd.DataFrame, level: str) -> pd.Series:
    usable = practices[~practices["special"] & (practices[level] != UNALLOCATED)]
    belongs = usable.dropna(subset=level).set_index("practice_code")[level]
    people = registered.assign(code=registered["practice_code"].map(belongs))
    people = people[people["lsoa21"] != UNKNOWN].dropna(subset="code")
    counted = people.groupby(["lsoa21", "code"])["patients"].sum().reset_index()
    counted = counted.sort_values(["patients", "code"], ascending=[False, True])
    return counted.drop_duplicates("lsoa21").set_index("lsoa21")["code"]


def registered_elsewhere(
    areas: pd.DataFrame, registered: pd.DataFrame, practices: pd.DataFrame, level: str
) -> pd.Series:
    """Share of the registered residents of each shape whose own PCN is another one."""
    belongs = practices.set_index("practice_code")[level]
    shape = areas.set_index("lsoa21")[level].dropna()
    people = registered.assign(
        own=registered["practice_code"].map(belongs),
        shape=registered["lsoa21"].map(shape),
    ).dropna(subset="shape")
    elsewhere = people["patients"].where(people["own"] != people["shape"], 0)
    return (
        elsewhere.groupby(people["shape"]).sum()
        / people.groupby("shape")["patients"].sum()
    )
