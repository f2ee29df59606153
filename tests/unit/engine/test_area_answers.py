"""Answers by area against counting the same people one by one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from phm_core.area import Area, Lens, Level
from phm_core.definitions.questions import Incidence, Need, PublishedRate, Rate
from phm_core.definitions.rows_of_people import People
from phm_core.engine.answers import SEXES
from phm_core.engine.policy import Rows
from phm_core.errors import RefusedInput
from phm_core.period import completed_years
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import Row, Small, define, small

WOMEN = define({"sex": {"is": "female"}})
TESTED = define({"measurement": {"of": "hba1c", "at_least": 50}})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def by_practice(person: Row) -> set[str]:
    return {person["practice_code"]} - {None}


def by_small_area(person: Row) -> set[str]:
    return {person["lsoa21"]} - {None}


def by_place(here: Small) -> Callable[[Row], set[str]]:
    areas = here.world.table("small_area")
    place = {area["lsoa21"]: area["place_code"] for area in areas}
    return lambda person: {place.get(person["lsoa21"])} - {None}


def by_neighbourhood(here: Small) -> Callable[[Row], set[str]]:
    rows = [
        row
        for row in here.world.table("neighbourhood_member")
        if (row["valid_from"] is None or row["valid_from"] <= AS_AT)
        and (row["valid_to"] is None or row["valid_to"] >= AS_AT)
        and row["practice_code"] is not None
    ]
    return lambda person: {
        row["neighbourhood_code"]
        for row in rows
        if row["practice_code"] == person["practice_code"]
    }


def inside(here: Small, lens: Lens, person: Row) -> bool:
    """Through the lens of residence, only those who live in the area count."""
    areas = here.world.table("small_area")
    lives = {area["lsoa21"] for area in areas if area["in_area"]}
    return lens == Lens.REGISTERED or person["lsoa21"] in lives


LEVELS = [
    (Level.PRACTICE, Lens.REGISTERED, lambda _: by_practice),
    (Level.LSOA, Lens.REGISTERED, lambda _: by_small_area),
    (Level.PLACE, Lens.RESIDENT, by_place),
    (Level.NEIGHBOURHOOD, Lens.REGISTERED, by_neighbourhood),
]


@pytest.mark.parametrize(("level", "lens", "areas_of"), LEVELS)
def test_rates_count_people_by_area_sex_and_age(here: Small, level, lens, areas_of):
    answer = here.ask(Rate(TESTED, level, lens=lens))
    _, true, unknown = here.truths(TESTED)
    belongs = areas_of(here)
    for i, code in enumerate(answer.areas.codes):
        there = [
            person
            for person in here.people()
            if code in belongs(person) and inside(here, lens, person)
        ]
        ids = {person["person_id"] for person in there}
        assert answer.share.among[i] == len(there) == answer.ground.people[i]
        assert answer.share.counted[i] == len(ids & true)
        assert answer.unknown[i] == len(ids & unknown)
        strata = np.zeros((3, 19), dtype=int)
        for person in there:
            if person["birth_month"] is not None:
                sex = SEXES.index(person["sex"] or "unknown")
                age = completed_years(person["birth_month"], AS_AT)
                strata[sex, min(age // 5, 18)] += 1
        assert answer.share.among_strata[i].tolist() == strata.tolist()
    counted = {p["person_id"] for p in here.people() if inside(here, lens, p)}
    assert answer.whole.among.tolist() == [len(counted)]
    assert answer.whole.counted.tolist() == [len(true & counted)]
    assert answer.whole_unknown == len(unknown & counted)


def test_rates_among_a_denominator(here: Small):
    answer = here.ask(Rate(TESTED, Level.ICS, among=WOMEN))
    women = here.true_for(WOMEN)
    assert answer.share.among.tolist() == [len(women)]
    assert answer.share.counted.tolist() == [len(women & here.true_for(TESTED))]
    assert answer.ground.people.tolist() == [len(here.people())]


def test_rates_inside_one_area_keep_to_its_people(here: Small):
    question = Rate(TESTED, Level.LSOA, area=Area(Level.PRACTICE, "P1"))
    answer = here.ask(question)
    there = [p for p in here.people() if p["practice_code"] == "P1"]
    assert answer.whole.among.tolist() == [len(there)]
    lsoas = {p["lsoa21"] for p in there} & {"L1", "L2", "L3"}
    assert set(answer.areas.codes) == lsoas


def test_deprivation_is_that_of_where_people_live(here: Small):
    answer = here.ask(Need(Level.PRACTICE))
    scores = {a["lsoa21"]: a["imd_score"] for a in here.world.table("small_area")}
    place = answer.areas.codes.index("P1")
    there = [p for p in here.people() if p["practice_code"] == "P1"]
    scored = [scores[p["lsoa21"]] for p in there if p["lsoa21"] in scores]
    assert answer.ground.imd_score[place] == pytest.approx(sum(scored))
    assert answer.ground.imd_known[place] == len(scored)
    deciles = [p["imd_decile"] for p in there if p["imd_decile"] is not None]
    assert answer.ground.imd_decile[place] == sum(deciles)
    assert answer.ground.core20[place] == sum(decile <= 2 for decile in deciles)


def test_areas_that_are_never_ranked_are_marked(tmp_path: Path):
    practices = [
        {"practice_code": "P1", "name": "One", "pcn_code": "U", "special": False},
        {"practice_code": "P2", "name": "Two", "pcn_code": "N2", "special": True},
    ]
    lone = small(tmp_path, organisation=practices)
    by_pcn, by_practice = lone.ask(Need(Level.PCN)), lone.ask(Need(Level.PRACTICE))
    ranked = dict(zip(by_pcn.areas.codes, by_pcn.areas.rankable, strict=True))
    assert not ranked["U"]
    assert ranked["N2"]
    practices_ranked = dict(
        zip(by_practice.areas.codes, by_practice.areas.rankable, strict=True)
    )
    assert practices_ranked["P1"]
    assert not practices_ranked["P2"]


def test_nobody_is_counted_when_the_policy_lets_nobody_through(here: Small):
    nobody = Rows(practices=frozenset())
    rate = here.ask(Rate(TESTED, Level.PRACTICE), nobody)
    incidence = here.ask(Incidence("asthma", Level.PRACTICE), nobody)
    listed = here.ask(People(WOMEN), nobody)
    assert rate.share.among.sum() == rate.ground.people.sum() == 0
    assert incidence.risk.days.sum() == incidence.risk.cases.sum() == 0
    assert (listed.total, len(listed.columns["person_id"])) == (0, 0)


REGISTER = {"condition_id": "diabetes", "year": "2024-25", "list_type": "17OV"}
PUBLISHED = {
    "person": None,
    "published_register": [
        REGISTER | {"practice_code": "P1", "register": 30, "list_size": 300},
        REGISTER | {"practice_code": "P2", "register": 60, "list_size": 500},
    ],
    "list_size": [
        {"practice_code": p, "age_band": band, "sex": "female", "patients": n}
        for p, band, n in (
            ("P1", "60-64", 100),
            ("P2", "10-14", 50),
            ("P2", "80-84", 100),
        )
    ],
    "registration_by_lsoa": None,
}


def test_published_registers_need_no_people(tmp_path: Path):
    pack = small(tmp_path, **PUBLISHED)
    answer = pack.ask(PublishedRate("diabetes", Level.PRACTICE))
    found = dict(zip(answer.areas.codes, answer.register, strict=True))
    assert (found["P1"], found["P2"]) == (30, 60)
    assert (answer.whole_register, answer.whole_list_size) == (90, 800)
    assert (answer.year, answer.list_type) == ("2024-25", "17OV")
    assert answer.england_register is None
    # Children are not in the list of this register: only their elders are expected.
    expected = dict(zip(answer.areas.codes, answer.expected, strict=True))
    assert expected["P2"] / 500 > expected["P1"] / 300 > 0
    with pytest.raises(RefusedInput, match="not by small area"):
        pack.ask(PublishedRate("diabetes", Level.LSOA))
    with pytest.raises(RefusedInput, match="needs people"):
        pack.ask(Rate(WOMEN, Level.PCN))
