"""Rows about single people: pages, columns, and who is never listed."""

from pathlib import Path

import pytest

from phm_core.definitions.rows_of_people import Features, People
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.period import completed_years
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import Small, define, small

WOMEN = define({"sex": {"is": "female"}})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def test_people_are_listed_page_by_page_without_those_who_are_flagged(here: Small):
    flagged = {row["person_id"] for row in here.world.table("sharing_flag")}
    women = here.true_for(WOMEN)
    pages = [here.ask(People(WOMEN, page=page, size=3)) for page in (1, 2, 3, 4)]
    ids = [int(one) for page in pages for one in page.columns["person_id"]]
    assert ids == sorted(women - flagged)[:12]
    assert pages[0].total == len(women)
    assert pages[0].withheld == len(women & flagged) > 0
    assert pages[0].pages == -(-len(women - flagged) // 3)


def test_columns_about_people(here: Small):
    names = (
        "person_id", "age", "sex", "condition:asthma", "register:asthma",
        "measurement:hba1c", "score:efi", "segment:bridges_to_health",
    )  # fmt: skip
    columns = here.ask(People(WOMEN, names)).columns
    rows = {person["person_id"]: person for person in here.people()}
    asthma = here.true_for(define({"condition": {"is": "asthma"}}))
    for i, one in enumerate(columns["person_id"]):
        born = rows[int(one)]["birth_month"]
        age = None if born is None else completed_years(born, AS_AT)
        assert columns["age"][i].as_py() == age
        assert columns["condition:asthma"][i] == (int(one) in asthma)
    assert any(value.as_py() is None for value in columns["measurement:hba1c"])
    with pytest.raises(RefusedInput, match="no column called 'agee'"):
        here.ask(People(WOMEN, ("agee",)))


def test_features_are_pseudonymised(here: Small):
    answer = here.ask(Features(WOMEN, ("age",)))
    assert list(answer.columns) == ["pseudonym", "age"]
    with pytest.raises(RefusedInput, match="leave out person_id"):
        here.ask(Features(WOMEN, ("person_id",)))


def test_nobody_is_listed_without_a_list_of_flags(tmp_path: Path):
    real = small(tmp_path, synthetic=False, sharing_flag=None)
    with pytest.raises(NotPermitted, match="nobody can be listed"):
        real.ask(People(WOMEN))
