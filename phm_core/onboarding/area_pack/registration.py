"""Registered people by small area of 2021, from either vintage of small areas."""

import numpy as np
import pandas as pd

from phm_core.onboarding.area_pack.recognise import Input, Inputs

UNKNOWN = "unknown"
SPECIAL_CODE = "all"


def registrations(inputs: Inputs, areas: pd.DataFrame) -> pd.DataFrame | None:
    """Patients by practice and 2021 small area; totals of a practice are kept.

    An area that was split shares its patients by the population of its parts
    (equally where that is not known), in whole people by largest remainder. Welsh,
    unplaced and unmatched codes become 'unknown'.
    """
    item = inputs.one("registrations")
    if item is None:
        return None
    table = item.table.assign(patients=item.counts("patients"))
    if "sex" in table and table["sex"].str.lower().eq(SPECIAL_CODE).any():
        table = table[table["sex"].str.lower() == SPECIAL_CODE]
    table = table.dropna(subset="patients")
    if "lsoa21" not in table:
        change = inputs.one("lsoa_change")
        if change is None:
            # What is missing, and what does not work without it, is among the notes.
            return None
        table = _to_2021(table, change, areas)
    known = table["lsoa21"].isin(areas["lsoa21"])
    table = table.assign(lsoa21=table["lsoa21"].where(known, UNKNOWN))
    summed = table.groupby(["practice_code", "lsoa21"])["patients"].sum()
    return summed[summed > 0].astype("int32").reset_index()


def changes_of(inputs: Inputs, areas: pd.DataFrame) -> pd.DataFrame | None:
    """What each small area of 2011 became, of those that lie in the sources."""
    change = inputs.one("lsoa_change")
    if change is None:
        return None
    parts = change.table[["lsoa11", "lsoa21"]].dropna().drop_duplicates()
    return parts[parts["lsoa21"].isin(areas["lsoa21"])]


def _to_2021(table: pd.DataFrame, change: Input, areas: pd.DataFrame) -> pd.DataFrame:
    parts = change.table[["lsoa11", "lsoa21"]].drop_duplicates()
    size = parts["lsoa21"].map(areas.set_index("lsoa21")["population"])
    parts = parts.assign(size=size.astype("float64"))
    by = ["practice_code", "lsoa11"]
    shared = (
        table.groupby(by)["patients"]
        .sum()
        .reset_index()
        .merge(parts, on="lsoa11", how="left")
    )
    shared["patients"] = whole_shares(
        shared["patients"].to_numpy(dtype="int64"),
        shared["size"],
        shared["practice_code"] + " " + shared["lsoa11"],
    )
    return shared


def whole_shares(total: np.ndarray, size: pd.Series, group: pd.Series) -> np.ndarray:
    """Share each group's total over its rows by size, in whole people.

    Equal shares where any size of a group is not known or all are zero. The largest
    remainders get the people left over; on a tie, the first row.
    """
    by = size.groupby(group)
    usable = by.transform("count").eq(by.transform("size")) & by.transform("sum").gt(0)
    weight = size.where(usable, 1.0)
    share = weight / weight.groupby(group).transform("sum")
    exact = total * share.to_numpy()
    whole = np.floor(exact + 1e-9)
    given = pd.Series(whole, size.index).groupby(group).transform("sum")
    remainder = pd.Series(exact - whole, size.index)
    place = remainder.groupby(group).rank(method="first", ascending=False)
    return (whole + (place.to_numpy() <= total - given.to_numpy())).astype("int64")
