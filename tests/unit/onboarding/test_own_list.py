"""A code list brought on the page means what it means in the folder of a site."""

from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.errors import RefusedInput
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.codes.meaning import Resolver
from phm_core.onboarding.codes.own_list import Otherwise, OwnList, own_list, resolves
from phm_core.onboarding.codes.unmapped import Unmapped, as_list
from phm_core.onboarding.loading.editing import with_codes
from phm_core.onboarding.loading.meanings import said_by
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
# Public examples of SNOMED International's documentation.
ONE, TWO = "22298006", "195967001"
UNKNOWN = [
    Unmapped(
        "local", "=BP reading", "Asthma", people=1_204, rows=3_000, suggestions=()
    ),
    Unmapped("icd10", "J44.1", "COPD", people=30, rows=40),
    Unmapped("snomedct", ONE, "Other", people=7, rows=7),
]
NAMED = f"""codelist,system,code
dmtype2audit_cod,snomedct,{ONE}
dmres_cod,snomedct,{TWO}
conditions/copd,icd10,J44*
processes/flu_vaccination/declined,local,no thanks
"""


def taken(text: str, name: str = "list.csv", **otherwise: str) -> OwnList:
    return own_list(text.encode(), name, Otherwise(**otherwise), CATALOGUE)


def refusal(text: str, **otherwise: str) -> str:
    with pytest.raises(RefusedInput) as caught:
        taken(text, **otherwise)
    return str(caught.value)


def test_it_means_the_same_as_in_the_folder_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(NAMED, encoding="utf-8")
    by_command = resolver_for(CATALOGUE, tmp_path)
    start = parsed(extract.FIRST, "first.yaml", CATALOGUE)
    mapping = with_codes(start, taken(NAMED).said, CATALOGUE)
    again = parsed(saved(mapping), "saved.yaml", CATALOGUE)
    by_page = Resolver(CATALOGUE, more=said_by(again))
    asked = {"snomedct": ONE, "SNOMED CT": TWO, "icd10": "J44.9", "local": "no thanks"}
    for system, code in asked.items():
        assert by_page.find(system, code) == by_command.find(system, code)
        assert by_page.find(system, code)


def test_the_list_that_was_taken_away_comes_back_filled_in() -> None:
    empty = as_list(UNKNOWN)
    assert "no row of it names a list" in refusal(empty)
    # Whoever says what a whole file means does not mean rows that were left empty.
    assert "no row of it" in refusal(empty, means="conditions/asthma")
    filled = empty.replace("\n,local", "\nconditions/asthma,local")
    filled = filled.replace("\n,icd10", "\nconditions/copd,icd10")
    told = resolves(taken(filled), UNKNOWN, CATALOGUE)
    assert list(told.sentences()) == [
        "2 of 3 codes now have a meaning: 3,040 rows, of at least 1,204 people.",
        "1 row names no list; nothing is read from there.",
    ]
    assert [one.code for one in told.now] == ["=BP reading", "J44.1"]


def test_of_a_publishers_file_somebody_says_what_it_means_and_its_system() -> None:
    text = "code,term\nJ44.1,COPD\n"
    assert "does not say what its codes mean" in refusal(text)
    assert "line 2: 'J44.1' is not a code of snomedct" in refusal(
        text, means="conditions/copd", system="snomedct"
    )
    found = taken(text, means="conditions/copd", system="icd10")
    assert found.said == {("icd10", "J44.1"): ("conditions/copd",)}
    said = next(resolves(found, UNKNOWN, CATALOGUE).sentences())
    assert said == "1 of 3 codes now has a meaning: 40 rows, of 30 people."
    # What the file itself says is believed first.
    named = taken("icd10,term\nJ44,x\n", means="conditions/copd", system="snomedct")
    assert list(named.said) == [("icd10", "J44")]
    by_name = taken(text.replace("J44.1", ONE), name="conditions.copd.csv")
    assert by_name.said == {("snomedct", ONE): ("conditions/copd",)}


def test_bad_rows_are_refused_with_line_and_reason_and_nothing_is_taken() -> None:
    said = refusal(
        "codelist,system,code\n"
        f"conditions/asthma,snomedct,{ONE}\n"
        f"conditions/astma,snomedct,{TWO}\n"
    )
    assert "list.csv, line 3: there is no 'conditions/astma'." in said
    assert "Did you mean 'conditions/asthma'?" in said
    said = refusal(f"codelist,code\nast_cod,{ONE}\nast_cod,1.2E+17\nast_cod,\n")
    assert "line 3: '1.2E+17' is in scientific notation" in said
    assert "line 4: there is no code" in said
    assert "Did you mean 'conditions/asthma'?" in refusal(
        f"codelist,code\nasthma,{ONE}\n"
    )


def test_lists_that_nothing_uses_are_told() -> None:
    rows = "".join(f"ours{n},{TWO}\n" for n in range(5))
    found = taken(f"codelist,code\nast_cod,{ONE}\n{rows}")
    assert found.notes == ("Nothing uses 'ours0', 'ours1', 'ours2' and 2 more.",)


def test_what_is_no_code_list_is_refused() -> None:
    assert "it is empty" in refusal("")
    assert "has no column called 'code'" in refusal("cod,term\n1,2\n")
    assert "no CSV file" in refusal("PK\x03\x04")
