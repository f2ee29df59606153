"""An answer says whether the data behind it carry the question."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import Fitness
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.document import Definition
from phm_core.definitions.events import Register
from phm_core.definitions.questions import (
    HowMany,
    Incidence,
    Need,
    PublishedRate,
    Rate,
    RateBy,
    Series,
    Standing,
)
from phm_core.errors import RefusedInput
from phm_core.gateway.asked import Parts
from phm_core.gateway.confidence import Confidence
from phm_core.governance.confidence import judged, level_of, of_data
from phm_core.governance.covered import Covered
from phm_core.settings import Settings
from phm_core.snapshot import Manifest
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS
from tests.snapshots import described
from tests.town import AS_AT, practice_code, town

REFUSED = "Not shown, since the data are not fit for this question: "
FITNESS = load_catalogue().fitness


@pytest.fixture
def partial(tmp_path: Path) -> House:
    """A town in which three of eight practices send records."""
    path = town(tmp_path / "town", people=2_000).path
    keep = {practice_code(i) for i in range(3)}
    return thinned(path, tmp_path, lambda row: row["practice_code"] in keep)


def thinned(path: Path, folder: Path, keep) -> House:
    """The town with only some of its people, whose ids begin at 0 again."""
    people = pq.read_table(path / "person.parquet")
    kept = [row for row in people.to_pylist() if keep(row)]
    for place, row in enumerate(kept):
        row["person_id"] = place
    path.chmod(0o755)
    (path / "person.parquet").unlink()
    table = type(people).from_pylist(kept, schema=people.schema)
    pq.write_table(table, path / "person.parquet")
    described(path, as_at=AS_AT)
    return open_house(Settings(data_dir=folder / "data"), path)


def told(house: House, question) -> list[str]:
    released = house.gateway.ask(question, house.scope("analyst", "analysis"))
    return list(of_data(released.notes)[0])


def test_every_denominator_says_which_practices_it_is_of(partial: House) -> None:
    lists = partial.trust.coverage.lists
    own = sum(lists[practice_code(i)] for i in range(3))
    share = f"{100 * own / sum(lists.values()):.0f}%"
    for question in (HowMany(ADULTS), Rate(ADULTS, Level.PCN), Need(Level.PCN)):
        [said] = told(partial, question)
        assert f"records are held of 3 of 8 practices, {share} of people" in said
        assert said.startswith("Not fit for this question: ")


def test_an_area_whose_practices_all_send_records_says_nothing(partial: House) -> None:
    first = Area(Level.PRACTICE, practice_code(0))
    assert told(partial, HowMany(ADULTS, area=first)) == []


def test_whole_systems_and_published_figures_say_nothing(house: House) -> None:
    assert told(house, HowMany(ADULTS)) == []
    public = house.gateway.ask(PublishedRate("hypertension", Level.PCN), house.scope())
    assert of_data(public.notes)[0] == ()


def test_a_cut_by_ethnicity_says_of_how_many_it_is_known(house: House) -> None:
    [said] = told(house, RateBy(ADULTS, ("ethnicity_group",)))
    assert said.startswith("Good data for this question: ")
    assert "is known of 93% of these people" in said
    [other] = told(house, RateBy(ADULTS, ("sex", "ethnicity_group")))
    assert other == said
    assert told(house, RateBy(ADULTS, ("sex",))) == []


def test_ethnicity_known_of_few_is_not_fit(tmp_path: Path) -> None:
    path = town(tmp_path / "town", people=2_000).path
    house = thinned(
        path,
        tmp_path,
        lambda row: row["ethnicity_group"] == "unknown" or row["person_id"] % 10 == 0,
    )
    question = RateBy(ADULTS, ("ethnicity_group",))
    [said] = told(house, question)
    assert said.startswith(f"{REFUSED}ethnic")
    assert said.endswith(FITNESS["ethnicity_cut"].then)
    released = house.gateway.ask(question, house.scope("analyst", "analysis"))
    assert numbers(released.tables["groups"]) == []
    assert set(released.tables["groups"]["mark"].to_pylist()) == {"unfit"}
    assert len(numbers(released.tables["whole"])) > 2


def test_new_cases_say_for_how_long_diagnoses_are_held(house: House) -> None:
    # The town's diagnoses go back 2,000 days: 5.5 years, with the year that is asked.
    said = told(house, Incidence("hypertension", Level.PCN, months=12))[-1]
    assert said.startswith("Use with care: diagnoses are held for 4 years")
    too_far = Incidence("hypertension", Level.PCN, months=48)
    assert told(house, too_far)[-1].startswith(REFUSED)
    released = house.gateway.ask(too_far, house.scope("analyst", "analysis"))
    for table in released.tables.values():
        assert numbers(table) == []
    assert {one for one in released.facts.values() if not isinstance(one, str)} == {
        None
    }


def numbers(table: pa.Table) -> list[str]:
    """The columns of a table in which some number of people is shown."""
    places = ("order", "rankable")
    return [
        name
        for name in table.column_names
        if name not in places
        and not pa.types.is_string(table[name].type)
        and not pa.types.is_boolean(table[name].type)
        and table[name].null_count < len(table)
    ]


@pytest.mark.parametrize(
    ("value", "level"), [(69.9, "refused"), (70, "care"), (89.9, "care"), (90, "good")]
)
def test_the_limits_belong_to_the_better_side(value: float, level: str) -> None:
    said = judged(FITNESS["ethnicity_cut"], value, "a fact")
    assert level_of((said, "Something else.")) == level
    assert level_of(("Something else.",)) is None


def test_the_worst_is_what_is_said_first() -> None:
    fitness = FITNESS["ethnicity_cut"]
    notes = [judged(fitness, value, "a fact") for value in (95, 75, 10)]
    assert level_of(notes) == "refused"
    assert level_of(notes[:2]) == "care"


def test_coverage_without_lists_goes_by_practices() -> None:
    some = Covered(61, 101, 580, 1_000)
    assert some.held == "records are held of 61 of 101 practices, 58% of people"
    assert replace(some, of_people=0).percent == pytest.approx(60.4, abs=0.01)


@pytest.mark.parametrize(
    ("days", "begins"), [(10, None), (30, "Use with care: "), (90, "Not fit ")]
)
def test_a_count_says_when_the_records_it_reads_end_early(
    house: House, days: int, begins: str | None
) -> None:
    ends = (house.snapshot.as_at - timedelta(days)).isoformat()
    on_time = house.snapshot.as_at.isoformat()
    manifest = house.snapshot.manifest.model_dump() | {
        "newest": {"condition": ends, "activity": on_time}
    }
    snapshot = replace(house.snapshot, manifest=Manifest.model_validate(manifest))
    judge = Confidence(replace(house.gateway._ground, snapshot=snapshot))
    ill = Definition(name="Ill", criteria=Register.model_validate({"is": "diabetes"}))
    parts = Parts()
    found = judge.judge(HowMany(ill), house.scope(), parts).notes
    standing = Standing(("diabetes_prevalence",), Level.PCN)
    assert judge.judge(standing, house.scope(), parts).notes == found
    if begins is None:
        assert found == ()
        return
    [said] = found
    assert said.startswith(begins)
    assert f"records of conditions end {days} days before the as-at date" in said
    assert judge.judge(HowMany(ADULTS), house.scope(), parts).notes == ()


def test_of_lateness_the_higher_limit_is_the_worse_one() -> None:
    values = FITNESS["gp_recent"].model_dump()
    with pytest.raises(ValidationError, match="'good' cannot be higher than 'fit'"):
        Fitness.model_validate(values | {"good": 63, "fit": 62})
    with pytest.raises(ValidationError, match="'tables' are for lateness"):
        Fitness.model_validate(values | {"tables": ()})


def test_an_unknown_table_is_refused(house: House) -> None:
    with pytest.raises(RefusedInput, match="Did you mean 'measurement'"):
        house.gateway.ask(Delivered(("measurment",)), house.scope())


def test_each_indicator_carries_what_is_said_of_its_own_records(house: House) -> None:
    ends = (house.snapshot.as_at - timedelta(90)).isoformat()
    manifest = house.snapshot.manifest.model_dump() | {"newest": {"condition": ends}}
    snapshot = replace(house.snapshot, manifest=Manifest.model_validate(manifest))
    judge = Confidence(replace(house.gateway._ground, snapshot=snapshot))
    asked = Standing(("diabetes_prevalence", "emergency_admission"), Level.PCN)
    found = judge.judge(asked, house.scope(), Parts())
    assert len(found.notes) == 1
    assert found.parts == {"emergency_admission": ()}
    by_month = Series("diabetes_prevalence", Level.PCN)
    assert judge.judge(by_month, house.scope(), Parts()).notes == found.notes
