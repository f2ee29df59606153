"""Which practice or small area belongs to which area, at every level."""

from datetime import date

import pandas as pd

from phm_core.area import WHOLE, Level

UNALLOCATED = "U"  # practices in no PCN; not a PCN, so never ranked
SPECIAL_NAME = "Special-allocation practice"
PRACTICE_LEVELS = {
    Level.PRACTICE: ("practice_code", "name"),
    Level.PCN: ("pcn_code", "pcn_name"),
    Level.PLACE: ("place_code", "place_name"),
}
LSOA_LEVELS = {
    Level.LSOA: ("lsoa21", "lsoa21_name"),
    Level.WARD: ("ward", "ward_name"),
    Level.DISTRICT: ("district", "district_name"),
    Level.UPPER_TIER: ("upper_tier", "upper_tier_name"),
}
NEIGHBOURHOOD = ("neighbourhood_code", "neighbourhood_name")
# Columns of small_area that put a small area into an area.
LSOA_COLUMNS = {level: code for level, (code, _) in LSOA_LEVELS.items()} | {
    Level.PCN: "pcn_code",
    Level.PLACE: "place_code",
}


def current_organisations(history: pd.DataFrame) -> pd.DataFrame:
    """Current practices with `rankable`; special-allocation ones without a name."""
    if history.empty:
        return history
    current = history[history["valid_to"].isna()].reset_index(drop=True)
    special = current["special"].astype(bool)
    current["name"] = current["name"].mask(special, SPECIAL_NAME)
    current[["lat", "lon"]] = current[["lat", "lon"]].mask(special)
    return current.assign(rankable=~special)


def last_known(history: pd.DataFrame) -> pd.DataFrame:
    """The last row of every practice, of closed ones too."""
    ordered = history.sort_values("valid_from", na_position="first")
    return ordered.drop_duplicates("practice_code", keep="last")


def current_members(members: pd.DataFrame, on: date) -> pd.DataFrame:
    """Neighbourhood members on a day; a missing date is open-ended."""
    if members.empty:
        return members
    began = members["valid_from"].isna() | (members["valid_from"] <= on)
    lasts = members["valid_to"].isna() | (members["valid_to"] >= on)
    return members[began & lasts]


def named_areas(table: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Areas of a level in a table: code, name (the code without one), rankable."""
    code, name = _columns(level)
    if table.empty:
        return pd.DataFrame({"code": [], "name": [], "rankable": []})
    found = table.dropna(subset=code).drop_duplicates(code)
    rankable = found[code] != UNALLOCATED
    if level == Level.PRACTICE:
        rankable = found["rankable"]
    areas = {
        "code": found[code],
        "name": found[name].fillna(found[code]),
        "rankable": rankable,
    }
    return pd.DataFrame(areas).sort_values("code", ignore_index=True)


def _columns(level: Level) -> tuple[str, str]:
    if level == Level.NEIGHBOURHOOD:
        return NEIGHBOURHOOD
    return (PRACTICE_LEVELS | LSOA_LEVELS)[level]


def columns_of(level: Level) -> dict[str, str]:
    """Tables that name areas of a level, each with the column of their codes."""
    if level == Level.NEIGHBOURHOOD:
        return {"neighbourhood_member": NEIGHBOURHOOD[0]}
    found = {}
    if level in PRACTICE_LEVELS:
        found["organisation"] = PRACTICE_LEVELS[level][0]
    if level in LSOA_COLUMNS:
        found["small_area"] = LSOA_COLUMNS[level]
    return found


def practices_of(
    practices: pd.DataFrame, neighbourhoods: pd.DataFrame, level: Level
) -> pd.DataFrame:
    """Practices (practice_code) with the area (code) each belongs to."""
    if level in PRACTICE_LEVELS:
        return _pairs(practices, "practice_code", PRACTICE_LEVELS[level][0])
    if level == Level.NEIGHBOURHOOD:
        return _pairs(neighbourhoods, "practice_code", NEIGHBOURHOOD[0])
    if level == Level.ICS:
        whole = practices.assign(whole=WHOLE.code)
        return _pairs(whole, "practice_code", "whole")
    return _pairs(pd.DataFrame(), "practice_code", "")


def lsoas_of(
    areas: pd.DataFrame, neighbourhoods: pd.DataFrame, level: Level
) -> pd.DataFrame:
    """Small areas (lsoa21) with the area (code) each lies in."""
    if level in LSOA_COLUMNS:
        return _pairs(areas, "lsoa21", LSOA_COLUMNS[level])
    if level == Level.NEIGHBOURHOOD:
        return _pairs(neighbourhoods, "lsoa21", NEIGHBOURHOOD[0])
    if level == Level.ICS:
        return _pairs(areas.assign(whole=WHOLE.code), "lsoa21", "whole")
    return _pairs(pd.DataFrame(), "lsoa21", "")


def _pairs(table: pd.DataFrame, member: str, area: str) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame({member: [], "code": []}, dtype=str)
    pairs = pd.DataFrame({member: table[member], "code": table[area]})
    return pairs.dropna().drop_duplicates().reset_index(drop=True)
