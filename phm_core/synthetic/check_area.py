"""Bars against the area's own published figures: registers, ages, homes, ethnicity."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from phm_core.synthetic import national, rates
from phm_core.synthetic.check_observed import Observed
from phm_core.synthetic.demo_registers import AGE_BANDS

Found = tuple[str, float, float, float]
RELATIVE = 0.10
POINT = 1.0
"""Percentage points that a share may differ by."""
Z_95 = 1.96


def register_bars(observed: Observed) -> Iterator[Found]:
    """The registers of the whole area, and of each practice within binomial noise."""
    published = _published(observed)
    person = observed.person
    inside, every = 0, 0
    for name, mine in observed.registers.items():
        rows = published[published["condition_id"] == name]
        if rows.empty:
            continue
        eligible = observed.now & (observed.age >= national.diseases()[name].youngest)
        got = _by_practice(person, mine)
        size = _by_practice(person, eligible)
        rows = rows.assign(
            got=got.reindex(rows.index).fillna(0), n=size.reindex(rows.index).fillna(0)
        )
        share = rows["register"] / rows["list_size"]
        due = float((share * rows["n"]).sum() / rows["n"].sum())
        have = float(rows["got"].sum() / rows["n"].sum())
        words = name.replace("_", " ")
        yield f"Register, {words}, %", *_around(100 * due, RELATIVE), 100 * have
        noise = np.sqrt(rows["n"] * share * (1 - share))
        off = (rows["got"] - rows["n"] * share).abs()
        inside += int((off <= np.maximum(Z_95 * noise, 1)).sum())
        every += len(rows)
    if every:
        name = "Registers of single practices within binomial noise, %"
        yield name, 95.0, 100.0, 100 * inside / every


def _around(value: float, share: float) -> tuple[float, float]:
    return value * (1 - share), value * (1 + share)


def _by_practice(person: pd.DataFrame, mine: np.ndarray) -> pd.Series:
    return person.loc[mine, "practice_code"].value_counts()


def _published(observed: Observed) -> pd.DataFrame:
    path = observed.snapshot.path / "published_register.parquet"
    if not path.exists():
        return pd.DataFrame(columns=["condition_id"])
    table = pq.read_table(path).to_pandas()
    table = table[table["year"] == table["year"].max()]
    known = table[table["register"].notna() & (table["list_size"] > 0)]
    here = known["practice_code"].isin(observed.person["practice_code"])
    return known[here].set_index("practice_code")


def area_bars(observed: Observed) -> Iterator[Found]:
    """Age, deprivation and ethnicity: the largest difference in any group."""
    lists = _read(observed, "list_size").groupby("age_band")["patients"].sum()
    starts = [int(band.rstrip("+").split("-")[0]) for band in AGE_BANDS]
    band = np.searchsorted(starts, observed.age[observed.now], side="right") - 1
    ages = pd.Series(np.bincount(band, minlength=len(starts)), index=AGE_BANDS)
    if set(lists.index) == set(AGE_BANDS):
        yield "Largest difference in an age band, points", 0, POINT, _apart(ages, lists)
    areas = _read(observed, "small_area").set_index("lsoa21")
    homes = _read(observed, "registration_by_lsoa")
    homes = homes[homes["practice_code"].isin(observed.person["practice_code"])]
    homes = homes.assign(tenth=homes["lsoa21"].map(areas["imd_decile"]))
    due = homes.groupby("tenth")["patients"].sum()
    got = observed.person.loc[observed.now, "imd_decile"].value_counts()
    yield (
        "Largest difference in a deprivation tenth, points",
        0,
        POINT,
        _apart(got, due),
    )
    yield from _ethnicity(observed, areas, homes)


def _read(observed: Observed, table: str) -> pd.DataFrame:
    return pq.read_table(observed.snapshot.path / f"{table}.parquet").to_pandas()


def _apart(got: pd.Series, due: pd.Series) -> float:
    """Largest difference between two distributions, in percentage points."""
    both = pd.concat([got / got.sum(), due / due.sum()], axis=1).fillna(0)
    return float(100 * (both.iloc[:, 0] - both.iloc[:, 1]).abs().max())


def _ethnicity(
    observed: Observed, areas: pd.DataFrame, homes: pd.DataFrame
) -> Iterator[Found]:
    names = [f"ethnicity_{group}" for group in rates.ETHNIC_GROUPS]
    stated = observed.person.loc[observed.now, "ethnicity_group"]
    unknown = 100 * float((stated == "unknown").mean())
    yield "Ethnicity not known, %", 20.0, 25.0, unknown
    if set(names) <= set(areas.columns):
        share = areas[names].div(areas[names].sum(axis=1), axis=0)
        lived = homes.groupby("lsoa21")["patients"].sum()
        due = share.mul(lived, axis=0).sum()
        due.index = list(rates.ETHNIC_GROUPS)
        got = stated[stated != "unknown"].value_counts()
        yield (
            "Largest difference in an ethnic group, points",
            0,
            POINT,
            _apart(got, due),
        )
