"""Shares by group against counting the same people one by one."""

from pathlib import Path

import numpy as np
import pytest

from phm_core.area import Area, Level
from phm_core.definitions.questions import ActivityBy, RateBy
from phm_core.engine.answers import SEXES
from phm_core.errors import RefusedInput
from phm_core.period import completed_years
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import Row, Small, define, small

WOMEN = define({"sex": {"is": "female"}})
TESTED = define({"measurement": {"of": "hba1c", "at_least": 50}})
ADULTS = define({"age": {"min": 18}})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def fifth(person: Row) -> str:
    decile = person["imd_decile"]
    return "unknown" if decile is None else str((decile + 1) // 2)


def age_of(person: Row) -> int | None:
    born = person["birth_month"]
    return None if born is None else completed_years(born, AS_AT)


def life_stage(person: Row) -> str:
    age = age_of(person)
    if age is None:
        return "unknown"
    starts = ((80, "80+"), (65, "65-79"), (40, "40-64"), (18, "18-39"), (0, "0-17"))
    return next(name for start, name in starts if age >= start)


def strata_of(people: list[Row]) -> list[list[int]]:
    table = np.zeros((3, 19), dtype=int)
    for person in people:
        if (age := age_of(person)) is not None:
            table[SEXES.index(person["sex"] or "unknown"), min(age // 5, 18)] += 1
    return table.tolist()


def check(here: Small, answer, place: int, there: list[Row]) -> None:
    """One row of the answer against the people who belong to it."""
    _, true, unsure = here.truths(TESTED)
    counted = [person for person in there if person["person_id"] in true]
    assert answer.share.among[place] == len(there)
    assert answer.share.counted[place] == len(counted)
    assert answer.share.among_strata[place].tolist() == strata_of(there)
    assert answer.share.counted_strata[place].tolist() == strata_of(counted)
    ids = {person["person_id"] for person in there}
    assert answer.unknown[place] == len(ids & unsure)


@pytest.mark.parametrize(
    ("by", "group_of"), [("deprivation_quintile", fifth), ("age_group", life_stage)]
)
def test_every_person_is_in_one_group(here: Small, by, group_of):
    answer = here.ask(RateBy(TESTED, (by,)))
    (groups,) = answer.by
    for place, group in enumerate(groups.groups):
        check(here, answer, place, [p for p in here.people() if group_of(p) == group])
    assert answer.share.among.sum() == len(here.people()) == answer.whole.among[0]
    assert answer.share.counted.sum() == answer.whole.counted[0] > 0
    assert [g for g, known in zip(groups.groups, groups.known, strict=True)
            if not known] == ["unknown"]  # fmt: skip


def test_two_breakdowns_are_crossed(here: Small):
    answer = here.ask(RateBy(TESTED, ("deprivation_quintile", "age_group")))
    down, across = answer.by
    assert (down.own, across.own) == ("", "age")
    for row, one in enumerate(down.groups):
        for column, other in enumerate(across.groups):
            there = [
                p for p in here.people() if (fifth(p), life_stage(p)) == (one, other)
            ]
            check(here, answer, row * len(across.groups) + column, there)


def test_people_of_a_cohort_stand_beside_everyone_else(here: Small):
    cohort = define({"measurement": {"of": "hba1c", "at_least": 60}})
    population, true, unsure = here.truths(cohort)
    answer = here.ask(RateBy(TESTED, (cohort,)))
    assert answer.by[0].groups == ("in", "rest", "unknown")
    for place, ids in enumerate((true, population - true - unsure, unsure)):
        there = [p for p in here.people() if p["person_id"] in ids]
        check(here, answer, place, there)


def test_a_denominator_and_an_area_are_kept_to(here: Small):
    question = RateBy(TESTED, ("sex",), among=ADULTS, area=Area(Level.PRACTICE, "P1"))
    answer = here.ask(question)
    adults = here.true_for(ADULTS)
    there = [
        p
        for p in here.people()
        if p["practice_code"] == "P1" and p["person_id"] in adults
    ]
    for place, sex in enumerate(SEXES):
        group = [p for p in there if (p["sex"] or "unknown") == sex]
        check(here, answer, place, group)


def test_those_whose_practice_has_no_network_are_a_group(here: Small):
    answer = here.ask(RateBy(TESTED, ("pcn",)))
    groups = answer.by[0]
    assert groups.groups[-1] == "unknown"
    assert not groups.known[-1]
    assert answer.share.among.sum() == len(here.people())


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ((), "by one breakdown or by two; 0 were given"),
        (("sex", "sex"), "two different breakdowns"),
        (("sex", "age_group", "pcn"), "3 were given"),
        (("sex", "depravation_quintile"), "Did you mean 'deprivation_quintile'"),
        (("age_band", "ethnicity"), "more than can be shown safely"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(here: Small, by, sentence):
    with pytest.raises(RefusedInput, match=sentence):
        here.ask(RateBy(TESTED, by))


def test_areas_that_overlap_are_no_groups(tmp_path: Path):
    members = [
        {"neighbourhood_code": code, "neighbourhood_name": code, "practice_code": "P1"}
        for code in ("N1", "N2")
    ]
    lone = small(tmp_path, neighbourhood_member=members)
    with pytest.raises(RefusedInput, match="overlap, so people cannot be put into one"):
        lone.ask(RateBy(TESTED, ("neighbourhood",)))


def test_a_missing_column_is_said(tmp_path: Path):
    lone = small(tmp_path, small_area=[{"lsoa21": "L1", "in_area": True}])
    with pytest.raises(RefusedInput, match="'Rural or urban' is not in this snapshot"):
        lone.ask(RateBy(TESTED, ("rural_urban",)))


def test_activity_by_group_and_month(here: Small):
    answer = here.ask(ActivityBy(ADULTS, "gp", "deprivation_quintile", months=24))
    adults = here.true_for(ADULTS)
    groups = answer.by.groups
    events = np.zeros(answer.events.shape, dtype=int)
    seen: set[tuple[int, int, int]] = set()
    for person in here.people():
        if person["person_id"] not in adults:
            continue
        for row in here.world.records("activity", person):
            first = row["start"].replace(day=1)
            inside = row["setting"] == "gp" and row["start"] <= AS_AT
            if inside and first in answer.months:
                group, month = groups.index(fifth(person)), answer.months.index(first)
                events[group, month] += 1
                seen.add((person["person_id"], group, month))
    assert answer.events.tolist() == events.tolist()
    assert events.sum() > 0
    people = np.zeros_like(events)
    for _, group, month in seen:
        people[group, month] += 1
    assert answer.people.tolist() == people.tolist()
    reached = {(person, group) for person, group, _ in seen}
    assert answer.reached.tolist() == [
        sum(group == at for _, group in reached) for at in range(len(groups))
    ]
    assert answer.cohort.sum() == len(adults)
