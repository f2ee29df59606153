"""Writes the boundary files: small areas, and every level dissolved from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from phm_core.onboarding.area_pack.boundaries import dissolved, fitted
from phm_core.onboarding.area_pack.modal import registered_elsewhere

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Tables = Mapping[str, pd.DataFrame]
ELSEWHERE = "residents_registered_elsewhere_share"
# Levels whose code stands in small_area, with the column of its name where there too.
OF_SMALL_AREA = {
    "ward": ("ward", "ward_name"),
    "district": ("district", "district_name"),
    "upper_tier": ("upper_tier", "upper_tier_name"),
}
OF_PRACTICES = {
    "pcn": ("pcn_code", "pcn_name"),
    "place": ("place_code", "place_name"),
}


def write(lsoas: Mapping[str, "BaseGeometry"], tables: Tables, folder: Path) -> None:
    """Write one GeoJSON file for each level that the small areas can be put in."""
    if not lsoas:
        return
    folder.mkdir()
    found = levels(tables)
    _, properties = found.pop("lsoa21")
    lsoas, text = fitted(lsoas, properties)
    (folder / "lsoa21.geojson").write_text(text, encoding="utf-8")
    for level, (member_of, properties) in found.items():
        if shapes := dissolved(lsoas, member_of):
            _, text = fitted(shapes, properties)
            (folder / f"{level}.geojson").write_text(text, encoding="utf-8")


def levels(tables: Tables) -> dict[str, tuple[pd.Series, pd.DataFrame]]:
    """For each level, the area of each LSOA and the properties of each area."""
    areas = tables["small_area"].set_index("lsoa21")
    found = {"lsoa21": (areas.index.to_series(), _names(areas["lsoa21_name"]))}
    for level, (code, name) in OF_SMALL_AREA.items():
        named = areas.drop_duplicates(code).set_index(code)[name]
        found[level] = (areas[code], _names(named))
    for level, (code, name) in OF_PRACTICES.items():
        found[level] = (areas[code], _practice_level(tables, code, name))
    if "neighbourhood_member" in tables:
        found["neighbourhood"] = _neighbourhoods(tables["neighbourhood_member"])
    return found


def _names(names: pd.Series) -> pd.DataFrame:
    given = pd.Series(names.index, index=names.index)
    return names.fillna(given).to_frame("name")


def _practice_level(tables: Tables, code: str, name: str) -> pd.DataFrame:
    practices = tables["organisation"]
    current = practices[practices["valid_to"].isna()].dropna(subset=code)
    named = _names(current.drop_duplicates(code).set_index(code)[name])
    registered = tables.get("registration_by_lsoa")
    if registered is None:
        return named
    share = registered_elsewhere(tables["small_area"], registered, current, code)
    return named.assign(**{ELSEWHERE: share.round(4)})


def _neighbourhoods(members: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    # A shape needs one area for each LSOA: the membership that began last.
    current = members[members["valid_to"].isna()].dropna(subset="lsoa21")
    current = current.sort_values("valid_from", na_position="first")
    last = current.drop_duplicates("lsoa21", keep="last").set_index("lsoa21")
    codes = last["neighbourhood_code"]
    named = last.drop_duplicates("neighbourhood_code").set_index("neighbourhood_code")
    return codes, _names(named["neighbourhood_name"])
