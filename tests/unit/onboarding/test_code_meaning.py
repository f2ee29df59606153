"""What codes mean by lists: a site's, its own by an entry's name, and open ones."""

import csv
from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding.code_shapes import fault_of, plain_code, system_of
from phm_core.onboarding.codelist_rows import Coded
from phm_core.onboarding.codelists import plain_name, read_codelists
from phm_core.onboarding.codes.lists import OPEN, resolver_for
from phm_core.onboarding.codes.meaning import Meaning, Resolver
from phm_core.onboarding.codes.unmapped import Unmapped, ranked, write_list

# Public examples of SNOMED International and NHS England's documentation.
ONE, TWO, THREE = "22298006", "195967001", "1000000124"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def resolved(tmp_path, catalogue):
    """A resolver of the lists in some text."""

    def by(text: str, name: str = "lists.csv", **more) -> Resolver:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return resolver_for(catalogue, tmp_path, **more)

    return by


def said(resolver: Resolver, system: str, code: str) -> list[str]:
    found = resolver.find(system, code)
    return ["/".join(filter(None, (m.family, m.id, m.kind))) for m in found]


def test_a_reference_set_means_what_the_catalogue_names_it_for(resolved):
    rows = f"dmtype2audit_cod,snomedct,{ONE}\ndmres_cod,snomedct,{TWO}\n"
    resolver = resolved(f"codelist,system,code\n{rows}")
    assert said(resolver, "SNOMED CT", ONE) == [
        "conditions/diabetes/diagnosis",
        "conditions/diabetes_type_2/diagnosis",
    ]
    assert said(resolver, "snomedct", TWO) == [
        "conditions/diabetes/resolution",
        "conditions/diabetes_type_1/resolution",
        "conditions/diabetes_type_2/resolution",
    ]
    assert said(resolver, "snomedct", THREE) == []


def test_a_list_may_name_an_entry_itself(resolved):
    rows = (
        f"conditions/asthma,snomedct,{ONE}\n"
        f"conditions/asthma/resolution,snomedct,{TWO}\n"
        f"processes/flu_vaccination/declined,snomedct,{THREE}\n"
    )
    resolver = resolved(f"codelist,system,code\n{rows}")
    assert said(resolver, "snomedct", ONE) == ["conditions/asthma/diagnosis"]
    assert said(resolver, "snomedct", TWO) == ["conditions/asthma/resolution"]
    assert said(resolver, "snomedct", THREE) == ["processes/flu_vaccination/declined"]


def test_a_file_may_be_named_for_an_entry(resolved):
    resolver = resolved(f"code,term\n{ONE},x\n", name="conditions.asthma.csv")
    assert said(resolver, "snomedct", ONE) == ["conditions/asthma/diagnosis"]
    assert plain_name("conditions.asthma.resolution-2025-09-12") == (
        "conditions/asthma/resolution",
        "20250912",
    )


def test_own_names_are_used_and_slips_in_them_are_not(tmp_path, catalogue):
    (tmp_path / "own.csv").write_text(
        f"codelist,code\nconditions/asthma,{ONE}\nconditions/astma,{TWO}\n",
        encoding="utf-8",
    )
    assert read_codelists(tmp_path, catalogue).unused == ("conditions/astma",)


def test_a_category_stands_for_what_begins_with_it_where_it_says_so(resolved):
    rows = "conditions/copd,icd10,J44*\nconditions/asthma,icd10,J45\n"
    resolver = resolved(f"codelist,system,code\n{rows}")
    for code in ("J44", "J44.1", "J441", "J44.9D"):
        assert said(resolver, "icd10", code) == ["conditions/copd/diagnosis"]
    for code in ("J45X", "J45"):
        assert said(resolver, "ICD-10", code) == ["conditions/asthma/diagnosis"]
    assert said(resolver, "icd10", "J45.9") == []


def test_descendants_of_snomed_must_be_listed(resolved):
    text = f"codelist,system,code,descendants\nast_cod,snomedct,{ONE},yes\n"
    with pytest.raises(RefusedInput, match=r"line 2.*asks for its descendants"):
        resolved(text)


def test_one_list_may_hold_several_systems(resolved):
    rows = f"ast_cod,snomedct,{ONE}\nast_cod,readv2,H33..\nast_cod,icd10,J45\n"
    resolver = resolved(f"codelist,system,code\n{rows}")
    expected = ["conditions/asthma/diagnosis"]
    assert said(resolver, "snomedct", ONE) == expected
    assert said(resolver, "Read v2", "H33..00") == expected
    assert said(resolver, "readv2", "H33z.") == []
    assert said(resolver, "icd10", "J45") == expected
    assert said(resolver, "readv2", ONE) == []


@pytest.mark.parametrize(
    ("header", "system", "code"),
    [
        ("dmd_id,dmd_type,dmd_name,bnf_code", "dmd", THREE),
        ("CTV3ID,CTV3PreferredTermDesc", "ctv3", "H33.."),
        ("ICD10,description", "icd10", "J45"),
        ("code,term", "snomedct", ONE),
    ],
)
def test_columns_of_opencodelists_say_their_system(resolved, header, system, code):
    row = ",".join([code, *["x"] * header.count(",")])
    resolver = resolved(f"{header}\n{row}\n", name="ast_cod.csv")
    assert said(resolver, system, code) == ["conditions/asthma/diagnosis"]


def test_products_of_dmd_are_concepts_of_snomed(resolved):
    resolver = resolved(f"codelist,system,code\nlit_cod,snomedct,{ONE}\n")
    assert said(resolver, "dm+d", ONE) == ["medicines/lithium"]


def test_a_medicine_is_of_its_bnf_sections_and_of_the_wider_groups(catalogue):
    resolver = Resolver(catalogue)
    assert said(resolver, "bnf", "0212000B0AAABAB") == [
        "medicines/high_intensity_statin",
        "medicines/lipid_lowering",
        "medicines/statin",
    ]


def test_an_entry_may_be_its_own_code_and_means_nothing_wider(catalogue):
    resolver = Resolver(catalogue)
    assert said(resolver, "catalogue", "diabetes_type_2") == [
        "conditions/diabetes_type_2/diagnosis"
    ]
    assert said(resolver, "catalogue", "asthma/resolution") == [
        "conditions/asthma/resolution"
    ]
    assert said(resolver, "catalogue", "not_there") == []


def test_a_format_may_say_what_its_codes_mean(resolved):
    more = [(Coded("local", "D1"), Meaning("conditions", "diabetes", "diagnosis"))]
    resolver = resolved(f"code\n{ONE}\n", name="ast_cod.csv", more=more)
    assert said(resolver, "local", "D1") == ["conditions/diabetes/diagnosis"]


def test_meanings_come_as_a_table_to_join(catalogue):
    asked = [("loinc", "8480-6"), ("LOINC", "8462-4"), ("loinc", "1-8")]
    table = resolver_for(catalogue, None).table(asked, "measurements")
    assert table.to_pylist() == [
        {"system": "loinc", "code": "8480-6", "id": "systolic_bp", "kind": ""},
        {"system": "LOINC", "code": "8462-4", "id": "diastolic_bp", "kind": ""},
    ]


def test_open_lists_are_whole_and_hold_no_licensed_code(catalogue):
    found = read_codelists(OPEN, catalogue)
    assert found.unused == ()
    systems = {one.system for entry in found.lists.values() for one in entry.entries}
    assert systems == {"loinc", "rxnorm", "cvx"}


@pytest.mark.parametrize(
    ("code", "system", "plain"),
    [
        ("e11.9", "icd10", "E119"),
        ("R54X", "icd10", "R54"),
        ("A17.0D", "icd10", "A170"),
        ("W37.1", "opcs4", "W371"),
        ("C10..00", "readv2", "C10"),
        ("C10E.", "ctv3", "C10E."),
        (f" {ONE} ", "snomedct", ONE),
    ],
)
def test_codes_are_compared_in_one_form(code, system, plain):
    assert plain_code(code, system) == plain


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("SNOMED", "snomedct"),
        ("ICD-10", "icd10"),
        ("OPCS4", "opcs4"),
        ("RxNorm", "rxnorm"),
        ("dm+d", "dmd"),
        ("Read", "readv2"),
        (" http://elsewhere.example ", "http://elsewhere.example"),
    ],
)
def test_a_system_is_known_by_its_usual_spellings(name, system):
    assert system_of(name) == system


@pytest.mark.parametrize(
    ("code", "system"), [("2093-3", "loinc"), ("83", "cvx"), ("314076", "rxnorm")]
)
def test_codes_of_open_systems_can_be_right(code, system):
    assert fault_of(code, system) == ""
    assert fault_of(f"{code}x", system)


def test_unmapped_codes_come_by_people_with_what_they_may_be(catalogue):
    codes = [
        Unmapped("snomedct", THREE, "Body height", 9, 9),
        Unmapped("snomedct", ONE, "Asthma (disorder)", 12, 40),
        Unmapped("rxnorm", "1", "Metformin 500 MG Oral Tablet", 12, 400),
        Unmapped("snomedct", TWO, "", 99, 100),
    ]
    found = ranked(codes, catalogue)
    assert [one.people for one in found] == [99, 12, 12, 9]
    assert [one.code for one in found] == [TWO, "1", ONE, THREE]
    assert found[0].suggestions == ()
    assert found[1].suggestions[0] == "medicines/metformin"
    assert found[2].suggestions[0] == "conditions/asthma"


def test_the_ranking_filled_in_is_a_code_list(tmp_path: Path, catalogue):
    path = tmp_path / "unmapped.csv"
    code = Unmapped("snomedct", ONE, "=Asthma, mild", 12, 40, ("conditions/asthma",))
    write_list([code], path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[0]["term"] == "'=Asthma, mild"
    assert rows[0]["suggestions"] == "conditions/asthma"
    rows[0]["codelist"] = rows[0]["suggestions"]
    lists = tmp_path / "lists"
    lists.mkdir()
    with (lists / "own.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    resolver = resolver_for(catalogue, lists)
    assert said(resolver, "snomedct", ONE) == ["conditions/asthma/diagnosis"]
