"""Which PCN and Place most registered residents of a small area belong to."""

import pandas as pd

from phm_core.onboarding.area_pack.organisation import UNALLOCATED
from phm_core.onboarding.area_pack.registration import UNKNOWN

MODAL_LEVELS = ("pcn_code", "place_code")


def modal_members(
    areas: pd.DataFrame, registered: pd.DataFrame | None, practices: pd.DataFrame
) -> pd.DataFrame:
    """Add the modal PCN and Place of every mapped small area.

    Special-allocation practices and PCN U do not count: they are no geography. On a
    tie the lower code; where nobody is registered, missing.
    """
    for level in MODAL_LEVELS:
        modal = None if registered is None else _modal(registered, practices, level)
        areas[level] = None if modal is None else areas["lsoa21"].map(modal)
        areas[level] = areas[level].astype(object).where(areas["in_area"], None)
    return areas


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
