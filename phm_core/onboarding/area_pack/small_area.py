"""Small areas (LSOA 2021) with everything the sources say of them."""

from functools import reduce

import pandas as pd

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.councils import upper_tier
from phm_core.onboarding.area_pack.recognise import Input, Inputs

ETHNIC_GROUPS = [
    "ethnicity_asian",
    "ethnicity_black",
    "ethnicity_mixed",
    "ethnicity_other",
    "ethnicity_white",
]
DECILES = [
    "imd_decile",
    "income_decile",
    "employment_decile",
    "education_decile",
    "health_decile",
    "crime_decile",
    "housing_and_services_decile",
    "environment_decile",
]
NAMED = [
    "lsoa21_name",
    "msoa21",
    "msoa_name",
    "ward",
    "ward_name",
    "district",
    "district_name",
    "upper_tier",
    "upper_tier_name",
    "rural_urban_code",
    "rural_urban",
]
MOST_DEPRIVED, LEAST_DEPRIVED = 1, 10
LSOA = r"[EW]\d{8}"


def small_areas(inputs: Inputs, mapped: list[str]) -> pd.DataFrame:
    """One row for every LSOA in the sources; `mapped` are those with a polygon."""
    parts = [
        table
        for table in (
            _named(inputs.one("small_areas")),
            _deprivation(inputs.one("deprivation")),
            _population(inputs.one("population"), inputs.one("ethnicity")),
        )
        if table is not None
    ]
    codes = sorted({*mapped}.union(*(table.index for table in parts)))
    every = pd.DataFrame(index=pd.Index(codes, name="lsoa21"))
    found = reduce(lambda left, right: left.join(right), parts, every)
    found = found.reindex(columns=_columns()).astype(dict.fromkeys(NAMED, "str"))
    found["in_area"] = found.index.isin(mapped)
    return upper_tier(found).reset_index()


def _columns() -> list[str]:
    return [*NAMED, "imd_score", "imd_rank", *DECILES, "population", *ETHNIC_GROUPS]


def _indexed(item: Input) -> pd.DataFrame:
    codes = item.table["lsoa21"]
    if len(wrong := codes[~codes.str.fullmatch(LSOA)]):
        raise RefusedInput(
            f"'{item.name}', row {wrong.index[0] + 2}: '{wrong.iloc[0]}' is not the "
            "code of a 2021 small area (E or W and eight digits). Correct the cell."
        )
    if len(repeated := codes[codes.duplicated()]):
        raise RefusedInput(
            f"'{item.name}' has the small area {repeated.iloc[0]} more than once. "
            "Leave one row for each."
        )
    return item.table.set_index("lsoa21")


def _named(item: Input | None) -> pd.DataFrame | None:
    if item is None:
        return None
    table = _indexed(item)
    return table[[name for name in NAMED if name in table]]


def _deprivation(item: Input | None) -> pd.DataFrame | None:
    if item is None:
        return None
    codes = _indexed(item).index
    table = pd.DataFrame({"imd_score": item.numbers("imd_score").astype("float64")})
    table["imd_rank"] = item.counts("imd_rank").astype("Int32")
    for name in (name for name in DECILES if name in item.table):
        table[name] = item.counts(name).astype("Int8")
        if not table[name].dropna().between(MOST_DEPRIVED, LEAST_DEPRIVED).all():
            raise RefusedInput(
                f"'{item.name}' has values outside 1 to 10 in '{name}'. Give deciles "
                "as published, 1 the most deprived."
            )
    return table.set_index(codes)


def _population(people: Input | None, ethnicity: Input | None) -> pd.DataFrame | None:
    groups = None
    if ethnicity is not None:
        codes = _indexed(ethnicity).index
        counted = {name: ethnicity.counts(name) for name in ETHNIC_GROUPS}
        groups = pd.DataFrame(counted).astype("Int32").set_index(codes)
    if people is None:
        return None if groups is None else groups.assign(population=groups.sum(axis=1))
    codes = _indexed(people).index
    count = people.counts("population").astype("Int32").set_axis(codes)
    total = count.to_frame("population")
    return total if groups is None else total.join(groups, how="outer")
