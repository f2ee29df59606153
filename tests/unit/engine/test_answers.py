"""Answers about cohorts against counting the same people one by one."""

from collections import Counter

import numpy as np
import pytest

from phm_core.area import Area, Lens, Level
from phm_core.definitions.questions import (
    Attrition,
    Conditions,
    Crosstab,
    HowMany,
    Overlap,
    Profile,
    Spread,
    Timeline,
)
from phm_core.engine.expand import Names, segments
from phm_core.engine.library import NoLibrary
from phm_core.engine.reference.core import truths
from phm_core.errors import RefusedInput
from phm_core.period import completed_years, months_before
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import Small, catalogue, define, small

RULES = [
    {"age": {"min": 18}},
    {"any": [{"condition": {"is": "diabetes"}}, {"sex": {"is": "female"}}]},
    {"none": [{"measurement": {"of": "hba1c", "at_least": 60}}]},
]
COHORT = define({"all": [*RULES, {"age": {"max": 3}, "disabled": True}]})
WOMEN = define({"sex": {"is": "female"}})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def test_how_many(here: Small):
    population, true, unknown = here.truths(COHORT)
    answer = here.ask(HowMany(COHORT))
    assert (answer.people, answer.unknown) == (len(true), len(unknown))
    assert answer.population == len(population) > len(true) > 0


def test_attrition_rule_by_rule(here: Small):
    answer = here.ask(Attrition(COHORT))
    assert [rule.criterion.kind for rule in answer.rules] == ["age", "any", "none"]
    for i, rule in enumerate(answer.rules):
        alone, without = define(RULES[i]), [*RULES[:i], *RULES[i + 1 :]]
        _, true, unknown = here.truths(alone)
        assert (rule.alone, rule.unknown) == (len(true), len(unknown))
        first = define({"all": RULES[: i + 1]})
        assert rule.remaining == len(here.true_for(first))
        dropped = len(here.true_for(define({"all": without})))
        assert rule.gained_if_dropped == dropped - answer.people


def test_a_single_rule_gains_everybody_else_if_dropped(here: Small):
    answer = here.ask(Attrition(WOMEN))
    (rule,) = answer.rules
    assert rule.gained_if_dropped == answer.population - answer.people


def test_as_at_of_the_definition_decides(here: Small):
    earlier = define({"age": {"min": 0}}, as_at=months_before(AS_AT, 12))
    answer = here.ask(HowMany(earlier))
    assert answer.as_at == months_before(AS_AT, 12)
    assert answer.population != here.ask(HowMany(WOMEN)).population


def test_profile_counts_every_group(here: Small):
    answer = here.ask(Profile(COHORT))
    inside = here.true_for(COHORT)
    assert answer.missing == ()
    by_attribute = {one.attribute: one for one in answer.breakdowns}
    for attribute, column in (("sex", "sex"), ("ethnicity_group", "ethnicity_group")):
        found = by_attribute[attribute]
        for who, counted in ((inside, found.people), (None, found.total)):
            expected = Counter(
                person[column] or "unknown"
                for person in here.people()
                if who is None or person["person_id"] in who
            )
            shown = dict(zip(found.groups, counted.tolist(), strict=True))
            assert {name: n for name, n in shown.items() if n} == expected


def test_profile_age_and_pyramid(here: Small):
    answer = here.ask(Profile(COHORT))
    inside = here.true_for(COHORT)
    ages = [
        completed_years(person["birth_month"], AS_AT)
        for person in here.people()
        if person["person_id"] in inside and person["birth_month"] is not None
    ]
    assert (answer.age_sum, answer.age_known) == (sum(ages), len(ages))
    bands = Counter(min(age // 5, 18) for age in ages)
    assert answer.pyramid.sum(axis=0).tolist() == [bands[i] for i in range(19)]


def test_profile_by_network_uses_the_row_of_the_day(here: Small):
    found = {one.attribute: one for one in here.ask(Profile(WOMEN)).breakdowns}["pcn"]
    for code, total in zip(found.groups, found.total, strict=True):
        there = define({"registered_at": {"pcn": code}})
        assert total == len(here.true_for(there))


def test_profile_conditions_and_use(here: Small):
    answer = here.ask(Profile(WOMEN))
    women = here.true_for(WOMEN)
    place = answer.conditions.index("asthma")
    both = define({"all": [{"sex": {"is": "female"}}, {"condition": {"is": "asthma"}}]})
    assert answer.condition_people[place] == len(here.true_for(both))
    ae = answer.use.settings.index("ae")
    visits = [
        row
        for row in here.world.table("activity")
        if row["setting"] == "ae"
        and row["person_id"] in women
        and months_before(AS_AT, 12) < row["start"] <= AS_AT
    ]
    assert answer.use.events[ae] == len(visits) > 0
    assert answer.use.cost[ae] == pytest.approx(sum(r["cost_gbp"] for r in visits))


def test_a_profile_of_most_people_is_counted_by_those_left_out(here: Small):
    check = {"process": {"of": "foot_check", "within_months": 1}}
    many = here.ask(Profile(define({"no_record_of": check})))
    few = here.ask(Profile(define(check)))
    assert many.people > many.population // 2 > few.people > 0
    for one, other in zip(many.breakdowns, few.breakdowns, strict=True):
        assert (one.people + other.people).tolist() == one.total.tolist()
    assert (many.pyramid + few.pyramid).tolist() == many.total_pyramid.tolist()
    assert (many.use.events + few.use.events).tolist() == few.use.total_events.tolist()


def test_an_area_beside_everybody(here: Small):
    area = Area(Level.PRACTICE, "P1")
    answer = here.ask(Profile(area=area))
    inside = here.true_for(define({"registered_at": {"practice": "P1"}}))
    assert answer.people == len(inside)
    assert answer.population == len(here.people())
    resident = here.ask(Profile(area=Area(Level.LSOA, "L1"), lens=Lens.RESIDENT))
    lives = define({"lives_in": {"lsoa": "L1"}}, population="resident")
    assert resident.people == len(here.true_for(lives))
    assert resident.population == len(here.people("resident"))


def test_an_area_that_is_not_there_is_refused(here: Small):
    with pytest.raises(RefusedInput, match="no PCN with the code 'N9'"):
        here.ask(HowMany(WOMEN, area=Area(Level.PCN, "N9")))


def test_crosstab_adds_up(here: Small):
    answer = here.ask(Crosstab(WOMEN, "ethnicity_group", "deprivation_quintile"))
    women = here.true_for(WOMEN)
    expected = Counter(
        person["ethnicity_group"] or "unknown"
        for person in here.people()
        if person["person_id"] in women
    )
    rows = dict(zip(answer.row_groups, answer.people.sum(axis=1), strict=True))
    assert {name: n for name, n in rows.items() if n} == expected
    with pytest.raises(RefusedInput, match="two different"):
        here.ask(Crosstab(WOMEN, "sex", "sex"))
    with pytest.raises(RefusedInput, match="Did you mean 'sex'"):
        here.ask(Crosstab(WOMEN, "sexx", "age_band"))


def test_everybody_is_in_exactly_one_segment(here: Small):
    answer = here.ask(Spread())
    assert answer.people.sum() == answer.population == len(here.people())
    criteria = segments("bridges_to_health", Names(catalogue(), NoLibrary()))
    for segment, people in zip(answer.segments, answer.people, strict=True):
        assert people == len(truths(criteria[segment], "registered", here.world)[1])


def test_spread_of_a_cohort_adds_up_their_lives(here: Small):
    answer = here.ask(Spread(WOMEN))
    women = [p for p in here.people() if p["person_id"] in here.true_for(WOMEN)]
    known = [p["imd_decile"] for p in women if p["imd_decile"] is not None]
    assert answer.people.sum() == len(women)
    assert answer.imd_decile.sum() == sum(known)
    assert answer.core20.sum() == sum(decile <= 2 for decile in known)
    stated = [p["ethnicity_group"] for p in women]
    stated = [group for group in stated if group not in (None, "unknown")]
    assert answer.ethnicity_known.sum() == len(stated)
    assert answer.minority.sum() == sum(group != "white" for group in stated)


def test_timeline_counts_contacts_by_month(here: Small):
    answer = here.ask(Timeline(WOMEN, "gp", months=24))
    women = here.true_for(WOMEN)
    rows = [
        row
        for row in here.world.table("activity")
        if row["setting"] == "gp"
        and row["person_id"] in women
        and row["start"] <= AS_AT
    ]
    for i, month in enumerate(answer.months):
        inside = [row for row in rows if row["start"].replace(day=1) == month]
        assert answer.events[i] == len(inside)
        assert answer.people[i] == len({row["person_id"] for row in inside})
    assert answer.months[-1] == AS_AT.replace(day=1)
    assert answer.cohort == len(women)
    with pytest.raises(RefusedInput, match="Did you mean 'gp'"):
        here.ask(Timeline(WOMEN, "gpp"))


def test_overlap_and_who_differs(here: Small):
    other = define({"age": {"min": 40}})
    one, two = here.true_for(WOMEN), here.true_for(other)
    answer = here.ask(Overlap((WOMEN, other)))
    both = len(one & two)
    assert answer.both.tolist() == [[len(one), both], [both, len(two)]]
    assert answer.union == len(one | two)
    (sex,) = [part for part in answer.difference if part.attribute == "sex"]
    assert sex.only_first.sum() == len(one - two)
    assert sex.only_second.sum() == len(two - one)
    assert here.ask(Overlap((WOMEN, other, COHORT))).difference == ()


def test_conditions_held_together(here: Small):
    answer = here.ask(Conditions(WOMEN))
    women = here.true_for(WOMEN)
    held = {
        one: here.true_for(define({"condition": {"is": one}})) & women
        for one in answer.conditions
    }
    for i, one in enumerate(answer.conditions):
        for j, other in enumerate(answer.conditions):
            assert answer.both[i, j] == len(held[one] & held[other])
    counts = Counter(sum(w in ids for ids in held.values()) for w in women)
    assert answer.held.tolist() == [counts[i] for i in range(len(held) + 1)]


def test_numbers_are_plain_counts(here: Small):
    answer = here.ask(Profile(WOMEN))
    for one in answer.breakdowns:
        assert one.people.dtype == np.int64
        assert (one.people <= one.total).all()
