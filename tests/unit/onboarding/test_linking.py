"""Whose rows are is told by what refers to whom; who somebody is is not shown."""

from pathlib import Path

import pytest

from phm_core import cli
from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import read_mapping
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.suggest import suggested
from phm_core.onboarding.uploads.limits import SMALL
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
PEOPLE, VISITS = 12, 6
BORN = [f"19{40 + n}-03-0{1 + n % 9}" for n in range(PEOPLE)]
NAMES = [f"Surname{n}" for n in range(PEOPLE)]


def delivery(folder: Path, *, key: str = "Id", events: bool = True) -> Path:
    """People whose key is called as anything is, and what happened to them."""
    ids = [f"AB-{n:05d}" for n in range(PEOPLE)]
    people = [
        [ids[n], f"99X{n:06d}", BORN[n], "MF"[n % 2], NAMES[n]] for n in range(PEOPLE)
    ]
    header = [key, "Passport", "Birthdate", "Gender", "Last"]
    extract.write(folder / "people.csv", header, people)
    if events:
        rows = [
            [f"E{visit}{n:05d}", ids[n], NAMES[n], BORN[n], "WARD 7", "2026-03-01"]
            for n in range(PEOPLE)
            for visit in range(VISITS)
        ]
        header = ["Id", "Ref", "Who", "Their_day", "Where", "Event_Date"]
        extract.write(folder / "events.csv", header, rows)
    return folder


def looked(folder: Path) -> dict[str, Profile]:
    _, found = looked_at(folder, folder.parent / "work", CATALOGUE, limits=SMALL)
    return {one.table.name: one for one in found}


def test_a_bare_id_is_the_persons_where_other_tables_hold_it(tmp_path):
    found = looked(delivery(tmp_path / "in"))
    assert found["people"].whose == ("Id",)
    assert found["events"].whose == ("Ref",)
    mapping = suggested(
        found.values(), CATALOGUE, resolver_for(CATALOGUE, None)
    ).mapping
    (people,) = [table for table in mapping.tables if table.into == "person"]
    assert people.columns["local_id"].column == "Id"


@pytest.mark.parametrize("key", ["Id", "Colour"])
def test_a_table_of_people_alone_is_known_by_its_first_key(tmp_path, key):
    found = looked(delivery(tmp_path / "in", key=key, events=False))
    assert found["people"].whose == (key,)


def test_names_are_no_key(tmp_path):
    rows = [[f"Sur{'n' * n}ame", f"Street {n}", BORN[n], "F"] for n in range(PEOPLE)]
    header = ["Last", "Address", "Birthdate", "Gender"]
    extract.write(tmp_path / "in" / "people.csv", header, rows)
    assert looked(tmp_path / "in")["people"].whose == ()


def test_what_tells_one_person_from_another_is_not_shown(tmp_path):
    found = looked(delivery(tmp_path / "in"))
    shown = {seen.name: seen.values for seen in found["events"].columns}
    assert shown["Where"] == (("WARD 7", PEOPLE * VISITS),)
    assert {name for name, values in shown.items() if values} == {"Where", "Event_Date"}
    said = "\n".join(line for one in found.values() for line in one.sentences())
    assert not [word for word in (*NAMES, *BORN, "AB-0") if word in said]


def test_a_long_number_is_no_snomed_code_and_four_digits_are_no_day(tmp_path):
    rows = [[200700 + n, "0708", "x", ""] for n in range(40)]
    extract.write(tmp_path / "in" / "t.csv", ["part", "year", "y", "z"], rows)
    one = looked(tmp_path / "in")["t"]
    kinds = {seen.name: seen.kind for seen in one.columns}
    assert (kinds["part"], kinds["year"]) == ("whole number", "whole number")
    assert list(one.sentences())[-1] == "  Nothing is in z."


def test_the_command_writes_a_known_format_or_a_mapping_of_its_own(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    extract.write(
        tmp_path / "in" / "patients.csv",
        ["Id", "BIRTHDATE", "DEATHDATE", "SSN", "GENDER", "RACE", "ETHNICITY"],
        [[f"p-{n:04d}", BORN[n], "", n, "F", "white", ""] for n in range(PEOPLE)],
    )
    out = tmp_path / "m.yaml"
    assert command("suggest", tmp_path / "in", out) == 0
    assert "--format synthea_csv" in capsys.readouterr().out
    assert read_mapping(out, CATALOGUE).id == "synthea_csv"
    assert command("suggest", tmp_path / "in", out, "--afresh") == 0
    assert "patients.csv: nothing is read from SSN." in capsys.readouterr().out
    assert read_mapping(out, CATALOGUE).id == "suggested"


def test_results_without_a_day_are_not_read_and_that_is_said(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    extract.write(
        tmp_path / "in" / "people.csv",
        ["person_id", "date_of_birth", "sex", "BMI", "Latest HbA1c", "Tea", "weight",
         "weight date"],
        [[n, BORN[n], "F", 20 + n % 9, 40 + n, n, 70, "2026-01-02"]
         for n in range(PEOPLE)],
    )  # fmt: skip
    assert command("suggest", tmp_path / "in", tmp_path / "m.yaml") == 0
    said = capsys.readouterr().out
    assert (
        "people.csv: nothing is read from BMI and Latest HbA1c: no column says on "
        "which day that was found. Have one sent beside each result ('BMI date')"
    ) in said
    assert "people.csv: nothing is read from Tea." in said


def command(name: str, folder: Path, out: Path, *more: str) -> int | str | None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["onboard", name, str(folder), "--out", str(out), *more])
    return stopped.value.code


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "onboard suggest"),
        (("--format", "plain_tables"), "Say whose records these are: --synthetic"),
    ],
)
def test_a_load_says_what_it_still_has_to_be_told(
    tmp_path, monkeypatch, capsys, more, said
):
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    words = ["--area", str(tmp_path), "--as-at", "2026-10-31", *more]
    assert command("load", delivery(tmp_path / "in"), tmp_path / "out", *words) == 2
    assert said in capsys.readouterr().err
