"""Answers from published figures alone: registers by area, and areas described."""

from functools import singledispatch

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from phm_core.area import LENSES, WHOLE, Area, Lens, Level
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.questions import Need, PublishedRate, Question
from phm_core.engine import answers
from phm_core.engine.answers import AreaList, Ground
from phm_core.engine.expand import entry
from phm_core.engine.expected import expected_shares
from phm_core.engine.public import PublicTables
from phm_core.engine.published import comparator, register, register_years
from phm_core.engine.scope import lens_of
from phm_core.errors import RefusedInput, did_you_mean

CORE20_DECILE = 2


@singledispatch
def published_only(
    question: Question, _public: PublicTables, _catalogue: Catalogue
) -> answers.Answer:
    """The answer of a question that needs no people.

    Raises RefusedInput for one that does.
    """
    raise RefusedInput(
        f"'{type(question).__name__}' needs people, and this snapshot has published "
        "figures only. Make demo people with 'python -m phm_core demo'."
    )


@published_only.register
def _(question: Need, public: PublicTables, _catalogue: Catalogue) -> answers.Need:
    units = _people_by_lsoa(public, question.per, question.lens)
    areas = areas_of(public, question.per, question.lens, question.area)
    ground, whole = _ground(units, public, areas)
    return answers.Need(
        as_at=public.snapshot.as_at, areas=areas, ground=ground, whole_ground=whole
    )


@published_only.register
def _(
    question: PublishedRate, public: PublicTables, catalogue: Catalogue
) -> answers.PublishedRate:
    condition = entry(catalogue.conditions, question.condition, "condition")
    years = register_years(public, question.condition)
    year = question.year or (years[-1] if years else "")
    if LENSES[question.per][0] != Lens.REGISTERED:
        raise RefusedInput(
            f"Registers are published by practice, so not by {question.per.title}. "
            "Choose practice, PCN, neighbourhood or Place."
        )
    rows = register(public, question.condition, question.per, year=year)
    areas = areas_of(public, question.per, Lens.REGISTERED, question.area)
    by_code = rows.set_index("code").reindex(list(areas.codes))
    units = _people_by_lsoa(public, question.per, Lens.REGISTERED)
    ground, whole_ground = _ground(units, public, areas)
    every = register(public, question.condition, Level.ICS, year=year).iloc[0]
    expected = expected_shares(public, condition, question.per)
    overall = expected_shares(public, condition, Level.ICS)
    england = comparator(public, f"prevalence:{question.condition}", period=year)
    has = len(england) > 0
    lists = by_code["list_size"].fillna(0)
    return answers.PublishedRate(
        as_at=public.snapshot.as_at,
        condition=question.condition,
        year=year,
        years=tuple(years),
        list_type=str(every["list_type"]),
        areas=areas,
        ground=ground,
        whole_ground=whole_ground,
        register=_whole(by_code["register"]),
        list_size=_whole(lists),
        expected=(lists * expected.reindex(by_code.index)).to_numpy(dtype=np.float64),
        whole_register=int(every["register"]),
        whole_list_size=int(every["list_size"]),
        whole_expected=float(every["list_size"] * overall.get(WHOLE.code, np.nan)),
        practices_counted=_whole(by_code["practices_counted"]),
        practices_total=_whole(by_code["practices"]),
        england_register=int(england["numerator"].iloc[0]) if has else None,
        england_list_size=int(england["denominator"].iloc[0]) if has else None,
    )


def _whole(column: pd.Series) -> NDArray[np.int64]:
    return column.fillna(0).to_numpy(dtype=np.int64)


def areas_of(public: PublicTables, level: Level, lens: Lens, area: Area) -> AreaList:
    """Areas of a level: every one, or those that share people with the given area."""
    listed = public.areas(level)
    if area.level != Level.ICS:
        inside = _inside(public, level, lens, area)
        listed = listed[listed["code"].isin(inside)]
    seen = lens_of(level, lens)
    left_out: tuple[str, ...] = ()
    if level == Level.BUILT_PLACE:
        places = public.built.built.places()
        seen_so = [seen in places[str(code)].lenses for code in listed["code"]]
        given = pd.Series(seen_so, index=listed.index, dtype=bool)
        listed, left_out = listed[given], tuple(listed.loc[~given, "name"])
    return AreaList(
        level=level,
        lens=seen,
        codes=tuple(listed["code"]),
        names=tuple(listed["name"]),
        rankable=listed["rankable"].to_numpy(dtype=np.bool_),
        left_out=left_out,
    )


def _inside(public: PublicTables, level: Level, lens: Lens, area: Area) -> set[str]:
    given = public.built.lenses(area)
    by_practice = (lens if lens in given else given[0]) == Lens.REGISTERED
    both = LENSES[level]
    if by_practice and Lens.REGISTERED in both:
        unit, members = "practice_code", public.practice_members
    else:
        unit, members = "lsoa21", public.drawn_in
    outer = members(area.level)
    held = outer[outer["code"] == area.code]
    if held.empty:
        raise RefusedInput(
            f"There is no {area.level.title} with the code '{area.code}'."
            f"{did_you_mean(area.code, set(outer['code']))}"
        )
    inner = members(level)
    return set(inner[inner[unit].isin(held[unit])]["code"])


def _people_by_lsoa(public: PublicTables, level: Level, lens: Lens) -> pd.DataFrame:
    """People by area and small area of residence: code, lsoa21, people."""
    if lens_of(level, lens) == Lens.REGISTERED:
        held = public.registrations
        if held.empty:
            return pd.DataFrame({"code": [], "lsoa21": [], "people": []})
        members = public.practice_members(level).merge(held, on="practice_code")
        return members.rename(columns={"patients": "people"})
    members = public.lsoa_members(level)
    found = members.merge(public.mapped[["lsoa21", "population"]], on="lsoa21")
    return found.rename(columns={"population": "people"}).dropna(subset=["people"])


def _ground(
    units: pd.DataFrame, public: PublicTables, areas: AreaList
) -> tuple[Ground, Ground]:
    """Deprivation of areas by where their people live; age is not known."""
    columns = ["lsoa21", "imd_score", "imd_decile"]
    people = units.merge(public.small_areas[columns], on="lsoa21", how="left")
    scored, graded = people["imd_score"].notna(), people["imd_decile"].notna()
    count = people["people"].astype("float64")
    core20 = graded & (people["imd_decile"] <= CORE20_DECILE)
    parts = pd.DataFrame(
        {
            "code": people["code"],
            "people": count,
            "imd_score": (people["imd_score"] * count).fillna(0.0),
            "imd_known": count.where(scored, 0.0),
            "imd_decile": (people["imd_decile"] * count).fillna(0.0),
            "decile_known": count.where(graded, 0.0),
            "core20": count.where(core20, 0.0),
        }
    )
    by_area = parts.groupby("code").sum().reindex(list(areas.codes)).fillna(0.0)
    everyone = parts.drop(columns="code").sum().to_frame().T
    return _as_ground(by_area), _as_ground(everyone)


def _as_ground(frame: pd.DataFrame) -> Ground:
    nothing = np.zeros(len(frame), dtype=np.int64)
    score = frame["imd_score"].to_numpy(dtype=np.float64)
    numbers = {
        name: np.rint(frame[name].to_numpy()).astype(np.int64)
        for name in ("people", "imd_known", "imd_decile", "decile_known", "core20")
    }
    return Ground(imd_score=score, age=nothing, age_known=nothing, **numbers)
