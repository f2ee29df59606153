"""A site's own entries: added, replacing, or refused with every fault at once."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput

GOUT = """\
id: gout_medicine
title: Gout medicines
short: Gout medicine
meaning: Lowers uric acid.
bnf: ["100104"]
examples: [allopurinol]
source: {title: BNF}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> str:
    with pytest.raises(RefusedInput) as caught:
        load_catalogue(folder)
    return str(caught.value)


def test_an_entry_is_added(tmp_path, catalogue):
    write(tmp_path, "medicines/gout_medicine.yaml", GOUT)
    found = load_catalogue(tmp_path)
    assert found.names("medicine")["gout_medicine"] == "Gout medicines"
    assert len(found.medicines) == len(catalogue.medicines) + 1
    assert found.digest != catalogue.digest


def test_an_entry_is_replaced_only_when_it_says_so(tmp_path):
    metformin = GOUT.replace("gout_medicine", "metformin")
    write(tmp_path, "medicines/metformin.yaml", metformin)
    assert "'metformin' is declared already" in refusal(tmp_path)
    write(tmp_path, "medicines/metformin.yaml", metformin + "replaces: true\n")
    found = load_catalogue(tmp_path)
    assert found.medicines["metformin"].title == "Gout medicines"
    assert found.replaced == ("medicines/metformin",)


def test_nothing_is_replaced_that_is_not_shipped(tmp_path):
    write(tmp_path, "medicines/gout_medicine.yaml", GOUT + "replaces: true\n")
    assert "no shipped entry 'medicines/gout_medicine' to replace" in refusal(tmp_path)


def test_two_files_of_one_id_are_refused(tmp_path):
    write(tmp_path, "medicines/gout_medicine.yaml", GOUT)
    write(tmp_path, "medicines/gout_medicine.yml", GOUT)
    assert "'gout_medicine' is declared already" in refusal(tmp_path)


def test_every_fault_is_shown_at_once_with_its_line(tmp_path):
    gout = GOUT.replace("examples:", "exampels:")
    first = write(tmp_path, "medicines/gout_medicine.yaml", gout)
    second = write(tmp_path, "medicines/other.yaml", "id: other\n title: x\n")
    said = refusal(tmp_path)
    assert said.startswith("The catalogue has 3 faults:\n")
    assert (
        f"{first}, line 6: there is no field called 'exampels'. "
        "Did you mean 'examples'?" in said
    )
    assert f"{first}, line 1: 'examples' is needed and is not there." in said
    assert f"{second}, line 2: this is not valid YAML" in said


def test_a_fault_deep_inside_is_found(tmp_path):
    text = """\
id: clinic
title: Clinics
meaning: Clinics held.
row: one row per clinic
tier: publik
required: false
without_it: nothing
licence: none
source_note: ours
sorted_by: [day]
columns:
  - {name: day, type: date, meaning: Day., nulable: true}
  - {name: people, type: int32, meaning: People.}
"""
    path = write(tmp_path, "datasets/clinic.yaml", text)
    said = refusal(tmp_path)
    assert (
        f"{path}, line 5: 'tier' cannot be 'publik'. Did you mean 'public'? "
        "Choose 'public', 'counts' or 'person'." in said
    )
    assert "line 12: there is no field called 'columns.0.nulable'." in said
    assert "Did you mean 'nullable'?" in said


def test_a_criterion_that_cannot_be_read_names_its_line(tmp_path):
    text = """\
id: kaiser
title: Kaiser pyramid
meaning: Three tiers.
version: 1
source: {title: Ours}
segments:
  - id: upper
    title: Upper
    short: Upper
    meaning: Most ill.
    criterion: {condition: {iss: copd}}
    care: Case management.
  - {id: lower, title: Lower, short: Lower, meaning: The rest., care: Self-care.}
"""
    path = write(tmp_path, "segments/kaiser.yaml", text)
    assert refusal(tmp_path) == (
        "The catalogue has a fault:\n"
        f"- {path}, line 11: 'segments.0.criterion': 'is' of condition is missing. "
        "'condition' has no key called 'iss'. Did you mean 'is'?"
    )


def test_an_id_that_does_not_exist_is_refused(tmp_path):
    path = write(
        tmp_path,
        "cohorts/ours.yaml",
        "name: Ours\ncriteria:\n  condition: {is: diabtes}\n",
    )
    assert refusal(tmp_path) == (
        "The catalogue has a fault:\n"
        f"- {path}: there is no condition 'diabtes'. Did you mean 'diabetes'?"
    )


def test_the_id_is_the_name_of_the_file(tmp_path):
    write(tmp_path, "medicines/gout.yaml", GOUT)
    assert "the id 'gout_medicine' must be the same as the file's name" in refusal(
        tmp_path
    )


def test_a_folder_that_means_nothing_is_named(tmp_path):
    (tmp_path / "medicine").mkdir()
    assert "Did you mean 'medicines'?" in refusal(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert "There is no catalogue folder" in refusal(tmp_path / "none")


def test_yaml_traps_are_refused(tmp_path):
    write(tmp_path, "medicines/gout_medicine.yaml", GOUT + "short: Again\n")
    assert "line 8: 'short' stands twice in one place" in refusal(tmp_path)
    write(tmp_path, "medicines/gout_medicine.yaml", GOUT.replace("BNF", "&a BNF"))
    assert "anchors and aliases are not allowed" in refusal(tmp_path)


def test_the_example_of_the_handbook_is_read_as_it_stands(tmp_path):
    page = Path("docs/how-to/add-a-condition.md").read_text("utf-8")
    blocks = re.findall(r"^    ```yaml\n(.*?)^    ```", page, re.DOTALL | re.MULTILINE)
    write(tmp_path, "conditions/gout.yaml", "".join(map(dedent, blocks)))
    gout = load_catalogue(tmp_path).conditions["gout"]
    assert gout.england.percent == 2.5
    assert gout.codes.diagnosis == ("gout_cod",)
