"""Published figures by area: disease registers, comparators and deprivation."""

import pandas as pd

from phm_core.area import Lens, Level
from phm_core.engine.membership import last_known
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput, listed

MOST_DEPRIVED_FIFTH = 2  # deciles 1 and 2: the "20" of Core20PLUS5


def register_years(tables: PublicTables, condition: str) -> list[str]:
    """Years for which a condition's register is published, oldest first."""
    table = tables.registers
    if table.empty:
        return []
    return sorted(table.loc[table["condition_id"] == condition, "year"].unique())


def register(
    tables: PublicTables, condition: str, level: Level, *, year: str | None = None
) -> pd.DataFrame:
    """A published register by area, among its own part of the list.

    Columns code, name, rankable, register, list_size, list_type, year,
    practices_counted, practices. A practice that is missing from the year is left
    out of both numbers, never taken as zero: `practices_counted` of `practices` are
    in. Default: the newest year. Practices closed since count where they last
    belonged. Raises RefusedInput when there is no register of that year.
    """
    rows = _register_rows(tables, condition, year)
    by_area = summed(tables, rows, ("register", "list_size"), level)
    return by_area.assign(
        list_type=rows["list_type"].iloc[0], year=rows["year"].iloc[0]
    )


def summed(
    tables: PublicTables, rows: pd.DataFrame, numbers: tuple[str, str], level: Level
) -> pd.DataFrame:
    """Two numbers of practices summed by area, each practice in both or in neither.

    rows: practice_code and the numbers. Adds practices_counted and practices; a
    practice without rows is left out, never taken as zero. Practices closed since
    count where they last belonged.
    """
    members = tables.members_among(last_known(tables.organisation_history), level)
    known = {*tables.organisations["practice_code"], *rows["practice_code"]}
    members = members[members["practice_code"].isin(known)]
    found = members.merge(rows, on="practice_code", how="left").groupby("code")
    over, under = numbers
    counted = found.agg(
        **{over: (over, "sum"), under: (under, "sum")},
        practices_counted=(over, "count"),
        practices=("practice_code", "size"),
    )
    some = counted["practices_counted"] > 0
    counted[[over, under]] = counted[[over, under]].where(some)
    return tables.areas(level).merge(counted.reset_index(), on="code")


def _register_rows(
    tables: PublicTables, condition: str, year: str | None
) -> pd.DataFrame:
    years = register_years(tables, condition)
    wanted = year or (years[-1] if years else "")
    if wanted not in years:
        raise RefusedInput(
            f"There is no published register of '{condition}' for "
            f"{wanted or 'any year'}. Published: {listed(years) or 'none'}."
        )
    table = tables.registers
    rows = table[(table["condition_id"] == condition) & (table["year"] == wanted)]
    return rows.dropna(subset=["register", "list_size"])


def comparator(
    tables: PublicTables,
    indicator: str,
    *,
    area_type: str = "england",
    period: str | None = None,
) -> pd.DataFrame:
    """Published figures of one indicator, such as 'prevalence:diabetes'."""
    table = tables.comparators
    if table.empty:
        return table
    wanted = (table["indicator"] == indicator) & (table["area_type"] == area_type)
    return table[wanted & (table["period"] == period)] if period else table[wanted]


def deprivation(tables: PublicTables, level: Level, lens: Lens) -> pd.DataFrame:
    """Deprivation of each area, weighted by people.

    Columns code, imd_score (mean), core20_share (in national deciles 1 and 2) and
    people, all among people whose small area has a score. Registered: by where the
    people of each practice live. Resident: by population.
    """
    if tables.small_areas.empty:
        return pd.DataFrame(columns=["code", "imd_score", "core20_share", "people"])
    scored = tables.small_areas[["lsoa21", "imd_score", "imd_decile", "population"]]
    if lens == Lens.RESIDENT:
        members = tables.lsoa_members(level)
        people = members.merge(scored, on="lsoa21")
        return _weighted(people, people["population"])
    members = tables.practice_members(level)
    if tables.registrations.empty:
        return _weighted(members.iloc[:0].merge(scored, how="cross"), pd.Series())
    people = members.merge(tables.registrations, on="practice_code")
    people = people.merge(scored, on="lsoa21")
    return _weighted(people, people["patients"])


def _weighted(table: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    table = table.assign(people=people.astype("float64"))
    table = table.dropna(subset=["imd_score", "people"])
    core20 = table["imd_decile"] <= MOST_DEPRIVED_FIFTH
    table = table.assign(
        weighted=table["imd_score"] * table["people"],
        core20=table["people"].where(core20, 0.0),
    )
    found = table.groupby("code")[["people", "weighted", "core20"]].sum()
    found["imd_score"] = found["weighted"] / found["people"]
    found["core20_share"] = found["core20"] / found["people"]
    found = found[found["people"] > 0]
    return found[["imd_score", "core20_share", "people"]].reset_index()
