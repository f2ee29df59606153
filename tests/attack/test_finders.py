"""A list of a case finder holds the right people: all of them, and nobody else."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import Condition
from phm_core.definitions.finders import Expected, Findings, FoundPeople, Lane
from phm_core.definitions.questions import HowMany, Rate
from phm_core.engine.policy import EVERYONE
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Scope
from phm_core.governance.door import DOOR
from phm_core.period import completed_years
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.town import town

CATALOGUE = load_catalogue()
FINDERS = CATALOGUE.casefinders
EVERYBODY = 1_000_000
REASON = "Weekly meeting of the team"
OWN = Area(Level.PCN, "DU0001")
LANES: tuple[Lane, ...] = ("list", "red_flags")


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def people(house: House) -> dict[str, dict[str, object]]:
    """Every row of the person table by pseudonym, as it lies on disk."""
    [file] = house.snapshot.files("person")
    return {row["pseudonym"]: row for row in pq.read_table(file).to_pylist()}


def clinician(house: House, area: Area = OWN) -> Scope:
    return house.scope("clinician", "direct_care", [area])


def listed(house: House, finder: str, lane: Lane = "list") -> list[dict]:
    question = FoundPeople(finder, lane, size=EVERYBODY)
    released = house.gateway.ask(question, clinician(house), reason=REASON)
    return released.tables["people"].to_pylist()


@pytest.mark.parametrize("finder", FINDERS)
def test_nobody_of_another_team_nor_dead_gone_or_withheld_is_listed(
    house: House, people: dict[str, dict[str, object]], finder: str
):
    members = house.public.practice_members(Level.PCN)
    own = set(members.loc[members["code"] == OWN.code, "practice_code"])
    flags = pq.read_table(house.snapshot.files("sharing_flag")[0])
    withheld = set(flags.column("person_id").to_pylist())
    lanes = LANES if FINDERS[finder].red_flag else LANES[:1]
    day = house.snapshot.as_at
    for lane in lanes:
        for row in listed(house, finder, lane):
            person = people[row["pseudonym"]]
            assert person["practice_code"] in own
            assert person["died_on"] is None or person["died_on"] > day
            assert person["deregistered_on"] is None or person["deregistered_on"] > day
            assert person["person_id"] not in withheld


@pytest.mark.parametrize("finder", FINDERS)
def test_the_list_the_count_the_cohort_and_compare_agree(house: House, finder: str):
    exact = house.scope("analyst", "analysis")
    found = house.gateway.ask(Findings((finder,)), exact).tables
    [row] = found["finders"].to_pylist()
    definition = FINDERS[finder].definition
    assert (
        row["listed"] == house.gateway.ask(HowMany(definition), exact).facts["people"]
    )
    shares = house.gateway.ask(Rate(definition, Level.PCN), exact).tables["whole"]
    assert row["listed"] == shares.to_pylist()[0]["count"]
    assert row["listed"] == sum(found["priorities"].column("people").to_pylist())

    own = house.gateway.ask(Findings((finder,)), clinician(house), reason=REASON)
    here = own.tables["finders"].to_pylist()[0]
    question = FoundPeople(finder, size=1)
    facts = house.gateway.ask(question, clinician(house), reason=REASON).facts
    assert facts["total"] == here["listed"]
    assert len(listed(house, finder)) == facts["total"] - facts["withheld"]


def test_the_list_is_by_priority_and_then_newest_first(house: House):
    order = [one.title for one in FINDERS["undiagnosed_hypertension"].priorities]
    rows = listed(house, "undiagnosed_hypertension")
    keys = [
        (order.index(row["priority"]), -row["measurement:systolic_bp:date"].toordinal())
        for row in rows
    ]
    assert keys == sorted(keys)
    assert len({place for place, _ in keys}) > 2


def test_pages_hold_everybody_once(house: House):
    whole = [row["pseudonym"] for row in listed(house, "undiagnosed_hypertension")]
    pages = []
    for page in range(1, -(-len(whole) // 20) + 1):
        question = FoundPeople("undiagnosed_hypertension", page=page, size=20)
        asked = house.gateway.ask(question, clinician(house), reason=REASON)
        pages += asked.tables["people"].column("pseudonym").to_pylist()
    assert pages == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        (role.id, purpose)
        for role in CATALOGUE.roles.values()
        for purpose in role.uses
        if purpose != "direct_care"
    ],
)
def test_nobody_else_sees_who_they_are(house: House, role: str, purpose: str):
    with pytest.raises(NotPermitted):
        house.gateway.ask(
            FoundPeople("undiagnosed_diabetes"),
            house.scope(role, purpose),
            reason=REASON,
        )


def test_counts_are_protected_for_planning(house: House):
    place = house.scope("place_team", areas=[Area(Level.PLACE, "DEM")])
    tables = house.gateway.ask(Findings(tuple(FINDERS), area=OWN), place).tables
    for name, columns in (
        ("finders", ("eligible", "listed", "red_flags")),
        ("priorities", ("people",)),
    ):
        for column in columns:
            shown = [one for one in tables[name].column(column).to_pylist() if one]
            assert all(one >= 8 and one % 5 == 0 for one in shown)


def test_a_reason_is_needed_and_an_unknown_finder_is_said(house: House):
    with pytest.raises(RefusedInput, match="needs a reason"):
        house.gateway.ask(FoundPeople("undiagnosed_diabetes"), clinician(house))
    with pytest.raises(RefusedInput, match="Did you mean 'undiagnosed_diabetes'"):
        house.gateway.ask(Findings(("undiagnosed_diabtes",)), house.scope())
    with pytest.raises(RefusedInput, match="nothing that cannot wait"):
        listed(house, "dementia_review_due", "red_flags")


def test_a_draft_does_not_run_where_people_are_real(tmp_path: Path):
    snapshot = town(tmp_path / "town", people=200, synthetic=False)
    house = open_house(Settings(data_dir=tmp_path / "data"), snapshot.path)
    assert not set(FINDERS) & set(house.catalogue.cohorts)
    assert set(FINDERS) == set(house.catalogue.casefinders)


def test_expected_cases_are_those_of_plain_python(house: House):
    """Each person by age, sex and decile at England's rates, added up by hand."""
    condition, day = house.catalogue.conditions["diabetes"], house.snapshot.as_at
    by_age, by_need = 0.0, 0.0
    [file] = house.snapshot.files("person")
    for row in pq.read_table(file).to_pylist():
        ends = (row["died_on"], row["deregistered_on"])
        ended = any(end is not None and end <= day for end in ends)
        if ended or row["registered_on"] > day or row["birth_month"] is None:
            continue
        share = rate_of(condition, completed_years(row["birth_month"], day), row["sex"])
        by_age += share
        decile = row["imd_decile"]
        by_need += share * (condition.deprivation.ratios[decile - 1] if decile else 1)
    exact = house.gateway._ground.engine.answer(Expected("diabetes"), EVERYONE)
    found = exact.open(DOOR)
    assert found.whole is not None
    for register in (found.here, found.whole):
        assert register.by_age == pytest.approx(by_age, rel=1e-9)
        assert register.by_need == pytest.approx(by_need, rel=1e-9)


def rate_of(condition: Condition, age: int, sex: str) -> float:
    """England's share of people of an age and sex, 0 below the age of the register."""
    for band in condition.age_rates.bands:
        if band.from_age <= min(age, 99) <= (band.to_age or 99):
            own = {"female": band.female, "male": band.male}.get(sex, band.persons)
            return own / 100 if age >= condition.qof.minimum_age else 0.0
    return 0.0


def test_expected_is_a_range_for_an_area_and_no_verdict_on_a_practice(house: House):
    facts = house.gateway.ask(Expected("diabetes", area=OWN), house.scope()).facts
    assert 0 < facts["expected_lower"] < facts["expected_upper"]
    assert all(facts[name] % 5 == 0 for name in facts if name != "level")
    assert facts["level"] == "the whole system"
    own = house.gateway.ask(Expected("diabetes", area=OWN), clinician(house))
    assert own.facts["level"] == "England"
    practice = Area(Level.PRACTICE, min(house.public.names(Level.PRACTICE)))
    with pytest.raises(RefusedInput, match="a verdict on a practice"):
        house.gateway.ask(Expected("diabetes", area=practice), house.scope())
