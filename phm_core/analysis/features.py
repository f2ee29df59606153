"""What areas are like, from public tables: the ground for finding similar ones."""

from dataclasses import dataclass

import pandas as pd

from phm_core.area import Level
from phm_core.engine.public import AGE_BANDS, PublicTables

PERCENT = 100.0
GROUPS = ("white", "asian", "black", "mixed", "other")
RURAL = "rural"


@dataclass(frozen=True)
class Feature:
    """Something that areas are compared by; weights of one theme add up to one."""

    id: str
    title: str
    unit: str
    decimals: int
    weight: float


FEATURES = (
    Feature("deprivation", "Deprivation score", "", 1, 1.0),
    Feature("young", "Aged under 20", "%", 1, 0.34),
    Feature("old", "Aged 65 or over", "%", 1, 0.33),
    Feature("oldest", "Aged 85 or over", "%", 1, 0.33),
    Feature("minority", "Not in the White group", "%", 1, 1.0),
    Feature("rural", "Living in rural areas", "%", 1, 1.0),
    Feature("size", "People", "", 0, 0.5),
)


def area_features(public: PublicTables, level: Level) -> pd.DataFrame:
    """The features of every area of a level that may be ranked: code, name, features.

    People are those on the lists of the area's practices, or else those living in its
    small areas; a feature without a source is missing.
    """
    listed = public.areas(level)
    ranked = listed[listed["rankable"].astype(bool)][["code", "name"]]
    where = _people_by_small_area(public, level)
    found = ranked.merge(_ages(public, level), on="code", how="left")
    found = found.merge(_ground(where, public), on="code", how="left")
    for feature in FEATURES:
        if feature.id not in found:
            found[feature.id] = float("nan")
    if found["size"].isna().all() and len(where):
        size = where.groupby("code")["people"].sum()
        found["size"] = found["code"].map(size).astype(float)
    return found


def _ages(public: PublicTables, level: Level) -> pd.DataFrame:
    """Shares by age and the size of the lists; nothing where lists are not known."""
    lists = public.age_sex(level)
    if lists.empty:
        return pd.DataFrame({"code": pd.Series(dtype=str)})
    order = lists["age_band"].map({band: i for i, band in enumerate(AGE_BANDS)})
    whole = lists.groupby("code")["patients"].sum()

    def share(low: str, high: str) -> pd.Series:
        inside = order.between(AGE_BANDS.index(low), AGE_BANDS.index(high))
        some = lists[inside].groupby("code")["patients"].sum()
        return PERCENT * some.reindex(whole.index).fillna(0) / whole

    ages = {
        "young": share("0-4", "15-19"),
        "old": share("65-69", "90+"),
        "oldest": share("85-89", "90+"),
        "size": whole.astype(float),
    }
    return pd.DataFrame(ages).rename_axis("code").reset_index()


def _people_by_small_area(public: PublicTables, level: Level) -> pd.DataFrame:
    """Code, lsoa21 and people: registered where lists are placed, else resident."""
    members = public.practice_members(level)
    if len(members) and len(public.registrations):
        found = members.merge(public.registrations, on="practice_code")
        return found.rename(columns={"patients": "people"})
    lives = public.lsoa_members(level)
    if lives.empty:
        return pd.DataFrame({"code": [], "lsoa21": [], "people": []})
    found = lives.merge(public.mapped[["lsoa21", "population"]], on="lsoa21")
    return found.rename(columns={"population": "people"})


def _ground(where: pd.DataFrame, public: PublicTables) -> pd.DataFrame:
    """Deprivation, ethnicity and rurality of where people live, weighted by people."""
    known = public.small_areas
    columns = [name for name in ("imd_score", "rural_urban") if name in known]
    groups = [f"ethnicity_{group}" for group in GROUPS]
    has_groups = set(groups) <= set(known)
    if where.empty or known.empty:
        return pd.DataFrame({"code": pd.Series(dtype=str)})
    placed = where.merge(
        known[["lsoa21", *columns, *(groups if has_groups else ())]], on="lsoa21"
    )
    found = pd.DataFrame(index=pd.Index(placed["code"].unique(), name="code"))
    if "imd_score" in columns:
        found["deprivation"] = _mean(placed, placed["imd_score"])
    if "rural_urban" in columns:
        words = placed["rural_urban"]
        rural = words.str.lower().str.contains(RURAL).astype(float)
        found["rural"] = PERCENT * _mean(placed, rural.where(words.notna()))
    if has_groups:
        everyone = placed[groups].sum(axis=1, min_count=len(groups))
        minority = 1 - placed["ethnicity_white"] / everyone.where(everyone > 0)
        found["minority"] = PERCENT * _mean(placed, minority)
    return found.reset_index()


def _mean(placed: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Mean of each area over its people whose small area has a value."""
    weight = placed["people"].where(values.notna())
    total = (values * weight).groupby(placed["code"]).sum(min_count=1)
    return total / weight.groupby(placed["code"]).sum(min_count=1)
