"""The contract of every table: names, types, limits, and what must be there."""

import pytest

from phm_core.catalogue.held import none_held, not_open

# Columns that every snapshot has, by table.
MUST_EXIST = {
    "person": (
        "person_id pseudonym birth_month age sex ethnicity ethnicity_group lsoa21 "
        "imd_decile practice_code registered_on deregistered_on died_on care_home "
        "housebound lives_alone carer main_language interpreter_needed smoking "
        "housing_tenure fuel_poverty digital_exclusion_decile"
    ),
    "registration": "person_id practice_code start end",
    "condition": "person_id condition_id date kind code code_system source",
    "measurement": "person_id measure_id date value unit source",
    "medication": "person_id medicine_id date quantity_days code code_system",
    "activity": (
        "person_id setting start end provider_code icd10 icd10_all arrival_mode "
        "discharge_destination acsc cost_gbp"
    ),
    "process": "person_id process_id date outcome",
    "procedure": "person_id date opcs4 setting",
    "emergency_care": (
        "person_id start acuity chief_complaint investigations treatments diagnosis "
        "department_type"
    ),
    "cancer_pathway": "person_id site route stage referred_on informed_on treated_on",
    "maternity": (
        "person_id booked_on delivered_on continuity_of_carer smoking_at_delivery"
    ),
    "waiting": "person_id specialty referred_on treated_on",
    "sharing_flag": "person_id kind",
    "opt_out": "person_id kind recorded_on withdrawn_on",
    "organisation": (
        "practice_code name pcn_code pcn_name place_code place_name sub_icb_code "
        "icb_code icb_name system_supplier lat lon valid_from valid_to"
    ),
    "small_area": (
        "lsoa21 msoa21 ward district upper_tier place_code imd_score imd_rank "
        "imd_decile population in_area"
    ),
    "neighbourhood_member": (
        "neighbourhood_code neighbourhood_name practice_code lsoa21 valid_from valid_to"
    ),
    "list_size": "practice_code age_band sex patients",
    "registration_by_lsoa": "practice_code lsoa21 patients",
    "published_register": (
        "practice_code condition_id year register list_size list_type"
    ),
    "comparator": (
        "area_type area_code area_name indicator period numerator denominator"
    ),
    "theme_month": "area_code measure_id month value",
}


@pytest.mark.parametrize("table", MUST_EXIST)
def test_columns_that_must_exist_are_required(catalogue, table):
    dataset = catalogue.datasets[table]
    required = {column.name for column in dataset.columns if column.required}
    assert set(MUST_EXIST[table].split()) <= required


def test_person_tables_join_on_the_same_number(catalogue):
    for dataset in catalogue.datasets.values():
        if dataset.tier == "person":
            column = dataset.column("person_id")
            assert (column.type, column.nullable) == ("int64", False), dataset.id


def test_dates_are_dates(catalogue):
    for dataset in catalogue.datasets.values():
        for column in dataset.columns:
            if column.name.endswith("_on") or column.name in ("date", "valid_to"):
                assert column.type == "date", f"{dataset.id}.{column.name}"


def test_only_the_person_table_is_needed_for_people(catalogue):
    needed = [d.id for d in catalogue.datasets.values() if d.required]
    assert [d for d in needed if catalogue.datasets[d].tier == "person"] == ["person"]
    assert "organisation" in needed


def test_settings_of_the_contract_are_those_of_the_table(catalogue):
    allowed = catalogue.datasets["activity"].column("setting").allowed
    assert set(allowed) == set(catalogue.settings_of_care)


def test_attributes_and_tables_know_the_same_values(catalogue):
    person = catalogue.datasets["person"]
    for attribute in catalogue.attributes.values():
        if attribute.table != "person":
            continue
        allowed = person.column(attribute.column).allowed
        if allowed:
            values = set(attribute.titles) - {attribute.unknown}
            assert values == set(allowed) - {"unknown"}, attribute.id


def test_social_factors_look_for_values_that_can_occur(catalogue):
    person = catalogue.datasets["person"]
    for factor in catalogue.social.values():
        column = person.column(factor.column)
        if column.type == "bool":
            assert factor.matching == (True,), factor.id
        if column.allowed:
            assert set(factor.matching) <= set(column.allowed), factor.id


def test_nineteen_ethnic_groups_in_five(catalogue):
    detailed = catalogue.attributes["ethnicity"].values
    groups = {value.group for value in detailed if value.group}
    assert len([value for value in detailed if value.group]) == 19
    assert groups | {"unknown"} == set(catalogue.attributes["ethnicity_group"].titles)


@pytest.mark.parametrize(
    ("attribute", "number", "expected"),
    [
        ("age_band", 0, "0-4"),
        ("age_band", 89, "85-89"),
        ("age_band", 104, "90+"),
        ("age_group", 17, "0-17"),
        ("age_group", 80, "80+"),
        ("deprivation_quintile", 2, "1"),
        ("deprivation_quintile", 9, "5"),
        ("core20", 2, "core20"),
        ("core20", 3, "rest"),
    ],
)
def test_numbers_fall_into_one_value(catalogue, attribute, number, expected):
    found = [
        value.id
        for value in catalogue.attributes[attribute].values
        if value.minimum is not None
        and value.minimum <= number
        and (value.maximum is None or number <= value.maximum)
    ]
    assert found == [expected]


def test_a_column_that_is_not_there_is_a_key_error(catalogue):
    with pytest.raises(KeyError):
        catalogue.datasets["person"].column("nhs_number")


def test_direct_identifiers_are_never_safe(catalogue):
    person = catalogue.datasets["person"]
    assert person.column("pseudonym").identifiability == "direct"
    assert "nhs_number" not in person.names
    assert "name" not in person.names


def test_what_is_not_held_is_said_by_what_people_call_it(catalogue):
    assert none_held("condition") == "No diagnoses are in this snapshot"
    for name, dataset in catalogue.datasets.items():
        said = not_open(name)
        assert dataset.records in said
        assert not set("_'.") & set(said), said
