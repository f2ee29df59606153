"""A site's own entries: added, replacing, or refused with every fault at once."""

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from phm_core.analysis.dictionary import terms
from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput
from tools.new_indicator import start

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
        f"- {path}, line 3: there is no condition 'diabtes'. Did you mean 'diabetes'?"
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


INDICATOR = """\
id: feet
title: Feet checked
short: Feet
meaning: Feet checked in 12 months.
group: care_process
aim: quality
among: {register: {is: diabetes}}
whom: people with diabetes
counted: {process: {of: foot_check, within_months: 12, done: true}}
people: people whose feet were checked
better: higher
lead: crude
why_it_matters: It saves feet.
themes: [diabetes]
source: {title: Ours, year: "2026"}
owner: Us
reviewed: 2020-01-01
review_by: 2021-01-01
"""


def test_an_indicator_long_overdue_for_review_is_read_and_said(tmp_path):
    write(tmp_path, "indicators/feet.yaml", INDICATOR)
    catalogue = load_catalogue(tmp_path)
    [term] = [t for t in terms(catalogue, date(2026, 7, 1)) if t.id == "feet"]
    said = dict(term.details)["Reviewed"]
    assert said == "1 January 2020; review was due by 1 January 2021 and is overdue"
    [early] = [t for t in terms(catalogue, date(2021, 1, 1)) if t.id == "feet"]
    assert dict(early.details)["Reviewed"].endswith("review by 1 January 2021")


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("is: diabetes", "is: diabtes", 7, "no condition with a register 'diabtes'."),
        ("[diabetes]", "[diabets]", 14, "no 'diabets' in themes. Did you mean"),
        ("foot_check,", "foot_chek,", 9, "no process 'foot_chek'. Did you mean"),
        ("done: true", "outcome: dunno", 9, "there is no outcome 'dunno'."),
        ("{register: {is: diabetes}}", "{in_cohort: {id: nobody}}", 7,
         "there is no example cohort 'nobody'."),
    ],
)  # fmt: skip
def test_what_an_indicator_names_must_exist(tmp_path, before, after, line, said):
    path = write(tmp_path, "indicators/feet.yaml", INDICATOR.replace(before, after, 1))
    found = refusal(tmp_path)
    assert f"{path}, line {line}: " in found
    assert said in found


def test_cohorts_that_use_each_other_in_a_circle_are_refused(tmp_path):
    for name, other in (("one", "two"), ("two", "one")):
        text = f"name: {name}\ncriteria:\n  in_cohort: {{id: {other}}}\n"
        write(tmp_path, f"cohorts/{name}.yaml", text)
    circle = "line 3: these cohorts use each other in a circle: one -> two -> one."
    assert circle in refusal(tmp_path)


def test_a_started_indicator_names_every_line_to_fill_in(tmp_path):
    path = start("Foot ulcers healed", tmp_path / "indicators")
    assert path.name == "foot_ulcers_healed.yaml"
    said = refusal(tmp_path)
    empty = [
        "meaning", "group", "aim", "among", "whom", "counted", "people", "better",
        "lead", "why_it_matters", "themes", "source.title", "owner",
    ]  # fmt: skip
    for name in empty:
        assert re.search(rf"{path}, line \d+: '{re.escape(name)}'", said), name
    with pytest.raises(RefusedInput, match="is there already"):
        start("Foot ulcers healed", tmp_path / "indicators")
    with pytest.raises(RefusedInput, match="gives no id"):
        start("18 weeks", tmp_path / "indicators")
