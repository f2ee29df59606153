"""A site's own code lists: names, newest versions, and codes that cannot be right."""

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding.code_shapes import check_digit_holds, fault_of
from phm_core.onboarding.codelists import plain_name, read_codelists, wanted

# Public examples of SNOMED International and NHS England's documentation.
SNOMED = ["22298006", "195967001", "999000011000000103", "1000000124"]
HEADER = "codelist,system,code,term\n"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def lists_of(tmp_path, catalogue, text, name="lists.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_codelists(tmp_path, catalogue)


def refusal(tmp_path, catalogue, text):
    with pytest.raises(RefusedInput) as caught:
        lists_of(tmp_path, catalogue, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("published", "plain"),
    [
        ("nhsd-primary-care-domain-refsets-dm_cod-20250912", ("dm_cod", "20250912")),
        ("nhsd-primary-care-domain-refsets-dm_cod", ("dm_cod", "")),
        ("DM_COD", ("dm_cod", "")),
        ("dm_cod-20250912", ("dm_cod", "20250912")),
        ("multiple-sclerosis-codes", ("multiple-sclerosis-codes", "")),
    ],
)
def test_a_list_is_known_by_its_plain_name(published, plain):
    assert plain_name(published) == plain


@pytest.mark.parametrize("code", SNOMED)
def test_check_digit_of_real_identifiers(code):
    assert check_digit_holds(code)
    changed = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert not check_digit_holds(changed)


@pytest.mark.parametrize(
    ("code", "system", "said"),
    [
        ("1.2E+17", "snomedct", "scientific notation"),
        ("22298006.0", "snomedct", "has added '.0'"),
        ("22298007", "snomedct", "wrong check digit"),
        ("0212000", "snomedct", "is not a code of snomedct"),
        ("212000B0", "bnf", "has dropped its leading zero"),
        ("I5", "icd10", "is not a code of icd10"),
        ("", "snomedct", "there is no code"),
        ("C10E.", "read9", "the coding system 'read9' is not known"),
    ],
)
def test_codes_that_cannot_be_right(code, system, said):
    assert said in fault_of(code, system)


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("22298006", "snomedct"),
        ("0212000B0", "bnf"),
        ("0212000B0AAABAB", "bnf"),
        ("I50.1", "icd10"),
        ("R02X", "icd10"),
        ("W371", "opcs4"),
        ("C10E.", "ctv3"),
        ("anything", "local"),
    ],
)
def test_codes_that_can_be_right(code, system):
    assert fault_of(code, system) == ""


def test_lists_are_matched_to_what_the_catalogue_names(tmp_path, catalogue):
    found = lists_of(
        tmp_path,
        catalogue,
        HEADER
        + "nhsd-primary-care-domain-refsets-mi_cod,snomedct,22298006,Infarction\n"
        + "our_own_list,SNOMED CT,195967001,Asthma\n".replace("SNOMED CT", "snomed"),
    )
    assert found.codes("mi_cod") == {"22298006"}
    assert found.unused == ("our_own_list",)
    assert found.missing["ast_cod"] == ("conditions/asthma",)
    assert "mi_cod" not in found.missing
    assert found.codes("mi_cod", "our_own_list", "none") == {"22298006", "195967001"}
    said = found.sentences()
    assert said[0] == "2 code lists were read."
    assert "The list 'our_own_list' is not used by anything." in said


def test_the_newest_version_of_a_list_counts(tmp_path, catalogue):
    prefix = "nhsd-primary-care-domain-refsets-mi_cod"
    found = lists_of(
        tmp_path,
        catalogue,
        HEADER
        + f"{prefix}-20250912,snomedct,22298006,new\n"
        + f"{prefix},snomedct,195967001,undated\n"
        + f"{prefix}-20240101,snomedct,1000000124,old\n",
    )
    assert found.codes("mi_cod") == {"22298006"}
    assert found.older == ("mi_cod", "mi_cod-20240101")


def test_a_file_without_a_codelist_column_is_named_by_its_name(tmp_path, catalogue):
    found = lists_of(tmp_path, catalogue, "code,term\n22298006,x\n", name="mi_cod.csv")
    assert found.codes("mi_cod") == {"22298006"}


def test_faults_come_together_with_their_lines(tmp_path, catalogue):
    rows = "a,snomedct,1.9E+8,x\n\na,snomedct,22298006,ok\na,snomedct,22298007,y\n"
    said = refusal(tmp_path, catalogue, HEADER + rows)
    assert "lists.csv, line 2: '1.9E+8' is in scientific notation" in said
    assert "lists.csv, line 5: '22298007' has a wrong check digit" in said
    assert "22298006" not in said


def test_many_faults_are_counted(tmp_path, catalogue):
    said = refusal(tmp_path, catalogue, HEADER + "a,snomedct,1E+9,x\n" * 50)
    assert said.count("scientific") == 20
    assert "- and 30 more" in said


def test_files_that_are_no_code_lists(tmp_path, catalogue):
    assert "has no column called 'code'" in refusal(tmp_path, catalogue, "cod,term\n")
    (tmp_path / "lists.csv").write_bytes("code\ncaf\xe9\n".encode("latin-1"))
    with pytest.raises(RefusedInput, match="is not UTF-8 text"):
        read_codelists(tmp_path, catalogue)
    with pytest.raises(RefusedInput, match="There is no code list in"):
        read_codelists(tmp_path / "none", catalogue)


def test_everything_the_catalogue_names_says_who_needs_it(catalogue):
    named = wanted(catalogue)
    assert named["dmres_cod"] == (
        "conditions/diabetes",
        "conditions/diabetes_type_1",
        "conditions/diabetes_type_2",
    )
    assert named["asttrt_cod"] == ("medicines/asthma_medicine",)
    assert named["carehome_cod"] == ("social/care_home",)


@pytest.mark.parametrize(
    ("header", "code", "system"),
    [
        ("id,name", "22298006", "snomedct"),
        ("snomed_code,term", "22298006", "snomedct"),
        ("ICD10,Description", "I21", "icd10"),
        ("icd10_code,term", "I21", "icd10"),
        ("CTV3ID,CTV3PreferredTermDesc", "X101x", "ctv3"),
        ("read_code,term", "G30..", "readv2"),
        ("bnf_code,name", "0212000B0", "bnf"),
    ],
)
def test_the_name_of_the_column_of_codes_says_their_system(
    tmp_path, catalogue, header, code, system
):
    text = f"{header}\n{code},x\n"
    found = lists_of(tmp_path, catalogue, text, name="mi_cod.csv")
    assert {(e.system, e.code) for e in found.lists["mi_cod"].entries} == {
        (system, code)
    }


def test_where_nothing_says_the_system_a_refusal_says_how_to(tmp_path, catalogue):
    assert "call their column icd10" in refusal(tmp_path, catalogue, "code,term\nJ45,x")
    said = refusal(tmp_path, catalogue, HEADER + "a,snomedct,J45,x\n")
    assert "call their column" not in said
