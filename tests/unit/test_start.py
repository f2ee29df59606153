"""The house stands on one whole snapshot, with or without people."""

import pytest

from phm_core.area import Level
from phm_core.definitions.describe import describe
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import HowMany, Need, PublishedRate
from phm_core.errors import RefusedInput
from phm_core.settings import Settings
from phm_core.start import open_house
from tests.town import town

ADULTS = parse_definition("name: Adults\ncriteria: {age: {min: 18}}")
PEOPLE_TABLES = ("person", "condition", "activity", "opt_out", "measurement")
PEOPLE_TABLES += ("medication", "process", "score", "sharing_flag")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """An area pack: published figures of real people, and nobody in person."""
    folder = tmp_path_factory.mktemp("pack")
    path = town(
        folder / "pack", people=400, synthetic=False, left_out=PEOPLE_TABLES
    ).path
    return open_house(Settings(data_dir=folder / "data"), path)


def test_an_area_pack_answers_what_is_published(pack):
    asked = PublishedRate("hypertension", Level.PCN)
    rows = pack.gateway.ask(asked, pack.scope()).tables["areas"].to_pylist()
    assert sum(row["people"] for row in rows) == 400
    need = pack.gateway.ask(Need(per=Level.PCN), pack.scope())
    assert sum(need.tables["areas"].column("people").to_pylist()) == 400
    assert need.rule == "Published figures: nothing is hidden."


def test_an_area_pack_says_what_to_do_for_people(pack):
    with pytest.raises(RefusedInput, match=r"no people.*phm_core demo"):
        pack.gateway.ask(HowMany(ADULTS), pack.scope())


def test_the_areas_have_names_in_the_vocabulary(pack):
    assert pack.vocabulary.names("pcn")["P1"] == "PCN 1"
    assert pack.vocabulary.names("condition")["asthma"] == "Asthma"
    assert pack.vocabulary.names("built_place") == {}
    assert pack.vocabulary.unit("hba1c") == "mmol/mol"


def test_cohorts_that_others_build_on_are_said_by_name(pack):
    frail = "name: x\ncriteria: {in_cohort: {id: frail_living_alone}}"
    said = describe(parse_definition(frail), pack.vocabulary)
    name = pack.catalogue.cohorts["frail_living_alone"].definition.name
    assert said.endswith(f"in the cohort {name}.")


def test_the_examples_of_the_catalogue_are_in_the_library(pack):
    identity = next(iter(pack.catalogue.cohorts))
    assert pack.cohorts.definition(identity, None).name


def test_an_altered_snapshot_is_refused(tmp_path):
    snapshot = town(tmp_path / "snapshot", people=20)
    with (snapshot.path / "person.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(RefusedInput, match=r"person.parquet.*altered"):
        open_house(Settings(data_dir=tmp_path / "data"), snapshot.path)


def test_the_active_snapshot_is_opened_when_none_is_named(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with pytest.raises(RefusedInput, match="No snapshot is active"):
        open_house(settings)
    first, second = (
        town(settings.snapshots / name, people=n).path
        for name, n in (("one", 20), ("two", 30))
    )
    for path in (first, second):
        (settings.snapshots / "ACTIVE").write_text(path.name)
        assert open_house(settings).snapshot.path == path
