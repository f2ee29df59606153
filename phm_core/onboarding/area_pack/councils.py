"""Upper-tier council of a district, where the sources give none.

Unitary authorities, metropolitan districts and London boroughs are upper tier
themselves. Other districts (E07) lie in a county by ranges of their code, as in the
ONS lookup of districts to counties of April 2023.
"""

from typing import Literal

import pandas as pd

OWN_UPPER_TIER = r"(?:E06|E08|E09|W06)\d{6}"
COUNTIES: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {
    ("E10000003", "Cambridgeshire"): ((8, 12),),
    ("E10000007", "Derbyshire"): ((32, 39),),
    ("E10000008", "Devon"): ((40, 47),),
    ("E10000011", "East Sussex"): ((61, 65),),
    ("E10000012", "Essex"): ((66, 77),),
    ("E10000013", "Gloucestershire"): ((78, 83),),
    ("E10000014", "Hampshire"): ((84, 94),),
    ("E10000015", "Hertfordshire"): ((95, 96), (98, 99), (102, 103), (240, 243)),
    ("E10000016", "Kent"): ((105, 116),),
    ("E10000017", "Lancashire"): ((117, 128),),
    ("E10000018", "Leicestershire"): ((129, 135),),
    ("E10000019", "Lincolnshire"): ((136, 142),),
    ("E10000020", "Norfolk"): ((143, 149),),
    ("E10000024", "Nottinghamshire"): ((170, 176),),
    ("E10000025", "Oxfordshire"): ((177, 181),),
    ("E10000028", "Staffordshire"): ((192, 199),),
    ("E10000029", "Suffolk"): ((200, 200), (202, 203), (244, 245)),
    ("E10000030", "Surrey"): ((207, 217),),
    ("E10000031", "Warwickshire"): ((218, 222),),
    ("E10000032", "West Sussex"): ((223, 229),),
    ("E10000034", "Worcestershire"): ((234, 239),),
}
COUNTY_OF = {
    f"E07{number:06d}": county
    for county, ranges in COUNTIES.items()
    for first, last in ranges
    for number in range(first, last + 1)
}


def _county(district: pd.Series, what: Literal["code", "name"]) -> pd.Series:
    part = ("code", "name").index(what)
    found = {low: county[part] for low, county in COUNTY_OF.items()}
    return district.map(found).astype("str")


def upper_tier(areas: pd.DataFrame) -> pd.DataFrame:
    """Fill upper_tier and its name from the district where they are not given."""
    district = areas["district"]
    own = district.str.fullmatch(OWN_UPPER_TIER).fillna(value=False).astype(bool)
    code = district.where(own, _county(district, "code"))
    name = areas["district_name"].where(own, _county(district, "name"))
    return areas.assign(
        upper_tier=areas["upper_tier"].fillna(code),
        upper_tier_name=areas["upper_tier_name"].fillna(name),
    )
