"""Practices and what they belonged to, dated, one current row for each."""

from datetime import date, timedelta

import pandas as pd

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.dates import year_start, years_of
from phm_core.onboarding.area_pack.naming import is_special, written_name
from phm_core.onboarding.area_pack.recognise import UNDATED, Input, Inputs

# A practice has a new row when one of these changes. Names are respelt too often,
# and ICBs merge: the sub-ICB is the stable key.
KEY = ["pcn_code", "sub_icb_code", "icb_code"]
NAMES = ["name", "pcn_name", "icb_name"]
PLACED = ["system_supplier", "lat", "lon"]
UNALLOCATED = "U"
COLUMNS = [
    "practice_code",
    "name",
    "pcn_code",
    "pcn_name",
    "place_code",
    "place_name",
    "sub_icb_code",
    "icb_code",
    "icb_name",
    "system_supplier",
    "lat",
    "lon",
    "special",
    "valid_from",
    "valid_to",
]


def organisation(inputs: Inputs, as_at: date) -> pd.DataFrame:
    """Build the dated organisation table from every list of practices and structure.

    A row holds from valid_from to valid_to, both included; valid_to is null for the
    rows of the newest list of practices.
    """
    seen = _observations(inputs, as_at)
    rounds = pd.Series(sorted(seen["start"].unique()))
    seen["round"] = seen["start"].map({day: at for at, day in rounds.items()})
    seen = seen.sort_values(["practice_code", "round"], ignore_index=True)
    spells = _spells(seen, rounds)
    spells["special"] = is_special(spells["name"])
    joined = _with_places(spells, inputs.one("places"))
    return joined[COLUMNS].sort_values(
        ["practice_code", "valid_from"], ignore_index=True
    )


def _observations(inputs: Inputs, as_at: date) -> pd.DataFrame:
    lists = inputs.all("practices")
    if not lists:
        raise RefusedInput(
            "There is no list of practices in the folder (columns practice_code, "
            "practice_name, pcn_code, pcn_name and sub_icb_location_code), and "
            "without it nothing can be built. Add it and run this again."
        )
    frames = [_practices(item, as_at) for item in lists]
    frames += [_structures(item) for item in inputs.all("structures")]
    newest = frames[len(lists) - 1]["start"].iloc[0]
    seen = pd.concat(frames, ignore_index=True).reindex(
        columns=["practice_code", "start", *KEY, *NAMES, *PLACED]
    )
    seen = seen[seen["start"] <= newest]
    for name in [*KEY, *NAMES, "system_supplier"]:
        text = seen[name].astype("str")  # all missing where no file has the column
        seen[name] = text.where(text.str.len() > 0)
    seen["pcn_code"] = seen["pcn_code"].fillna(UNALLOCATED)
    seen["pcn_name"] = seen["pcn_name"].fillna("Unallocated")
    return seen.drop_duplicates(["practice_code", "start"], keep="last")


def _practices(item: Input, as_at: date) -> pd.DataFrame:
    table = item.table.assign(start=as_at if item.day == UNDATED else item.day)
    _refuse_repeats(item, ["practice_code"])
    for name in ("lat", "lon"):
        if name in table:
            table[name] = item.numbers(name).astype("float64")
    return table


def _structures(item: Input) -> pd.DataFrame:
    years = years_of(item.name, item.get("year"), len(item.table))
    table = item.table.assign(year=years)
    item = Input(item.layout, item.source, table)
    _refuse_repeats(item, ["practice_code", "year"])
    return table.assign(start=years.map(year_start))


def _refuse_repeats(item: Input, key: list[str]) -> None:
    repeated = item.table[item.table.duplicated(key)]
    if len(repeated):
        what = " in ".join(str(value) for value in repeated.iloc[0][key])
        raise RefusedInput(
            f"'{item.name}' has {what} more than once. Leave one row for each."
        )


def _spells(seen: pd.DataFrame, rounds: pd.Series) -> pd.DataFrame:
    previous = seen.shift()
    begins = (
        (seen["practice_code"] != previous["practice_code"])
        | (seen["round"] != previous["round"] + 1)
        | (seen[KEY].fillna("") != previous[KEY].fillna("")).any(axis=1)
    )
    seen = seen.assign(spell=begins.cumsum())
    grouped = seen.groupby("spell")
    spells = grouped.last().assign(valid_from=grouped["start"].first())
    after = spells["round"] + 1
    begins_next = after.map(rounds)
    spells["valid_to"] = begins_next.map(_day_before).where(begins_next.notna(), None)
    spells["name"] = _best_names(grouped["name"])
    spells["pcn_name"] = _best_names(grouped["pcn_name"])
    return spells.reset_index(drop=True)


def _day_before(day: date) -> date | None:
    return None if pd.isna(day) else day - timedelta(days=1)


def _best_names(names: "pd.api.typing.SeriesGroupBy") -> pd.Series:
    # The newest name, in the writing of an earlier file where only the case differs.
    def best(column: pd.Series) -> str:
        newest = column.iloc[-1]
        alike = [name for name in column if name.casefold() == newest.casefold()]
        return next((n for n in alike if n != n.upper()), written_name(newest))

    return names.agg(best)


def _with_places(spells: pd.DataFrame, places: Input | None) -> pd.DataFrame:
    if places is None:
        return spells.assign(place_code=None, place_name=None)
    _refuse_repeats(places, ["practice_code"])
    return spells.merge(places.table, on="practice_code", how="left")
