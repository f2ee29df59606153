"""Conditions: register rules, list types, national rates and their sources."""

from itertools import pairwise

import pytest

from phm_core.definitions import parse_criterion

ENGLAND_2024_25 = {
    "AF": 2.24, "AST": 6.56, "CAN": 3.80, "CHD": 2.98, "CKD": 4.64, "COPD": 1.89,
    "DEM": 0.78, "DEP": 14.27, "DM": 7.89, "EP": 0.80, "HF": 1.10, "HYP": 15.23,
    "LD": 0.59, "MH": 1.02, "NDH": 9.19, "OB": 13.88, "OST": 1.20, "PAD": 0.55,
    "PC": 0.56, "RA": 0.79, "STIA": 1.89,
}  # fmt: skip
LIST_TYPES = {
    "asthma": "06OV", "rheumatoid_arthritis": "16OV", "diabetes": "17OV",
    "chronic_kidney_disease": "18OV", "depression": "18OV", "epilepsy": "18OV",
    "non_diabetic_hyperglycaemia": "18OV", "obesity": "18OV", "osteoporosis": "50OV",
}  # fmt: skip
# CVDPREVENT, England 2022: percent at 18-39, 40-59, 60-79, 80 and over.
MEASURED = {
    "hypertension": {
        "persons": [0.8, 11.3, 35.6, 56.2],
        "male": [0.9, 12.1, 37.5, 53.6],
        "female": [0.8, 10.4, 33.7, 58.0],
    },
    "atrial_fibrillation": {
        "persons": [0.1, 0.6, 4.8, 16.9],
        "male": [0.1, 0.8, 6.3, 20.0],
        "female": [0.0, 0.3, 3.4, 14.8],
    },
    "chronic_kidney_disease": {
        "persons": [0.1, 0.9, 7.4, 28.6],
        "male": [0.1, 0.8, 6.8, 26.8],
        "female": [0.1, 0.9, 8.0, 29.9],
    },
}
ADJUSTED = {
    "hypertension": (1.28, 0.84), "atrial_fibrillation": (1.18, 0.93),
    "chronic_kidney_disease": (1.33, 0.83), "diabetes": (1.39, 0.72),
    "coronary_heart_disease": (1.44, 0.80), "copd": (1.78, 0.66),
    "stroke_tia": (1.33, 0.85), "heart_failure": (1.44, 0.79),
    "dementia": (1.14, 0.95),
}  # fmt: skip


def test_prevalence_in_england_is_as_published(catalogue):
    found = {
        entry.qof.code: entry.england.percent
        for entry in catalogue.conditions.values()
        if entry.qof
    }
    assert found == ENGLAND_2024_25


def test_percent_is_people_over_the_registers_own_list(catalogue):
    for entry in catalogue.conditions.values():
        if entry.qof:
            share = 100 * entry.england.people / entry.england.list_size
            assert entry.england.percent == pytest.approx(share, abs=0.005), entry.id


def test_each_register_has_its_own_list(catalogue):
    found = {
        entry.id: entry.qof.list_type
        for entry in catalogue.conditions.values()
        if entry.qof and entry.qof.list_type != "TOTAL"
    }
    assert found == LIST_TYPES


def test_youngest_age_is_that_of_the_list(catalogue):
    for entry in catalogue.conditions.values():
        if entry.qof:
            first = entry.qof.list_type[:2]
            assert entry.qof.minimum_age == (int(first) if first.isdigit() else 0)


@pytest.mark.parametrize("condition", MEASURED)
@pytest.mark.parametrize("sex", ["persons", "male", "female"])
def test_measured_rates_are_as_published(catalogue, condition, sex):
    rates = catalogue.conditions[condition].age_rates
    adults = [getattr(band, sex) for band in rates.bands if band.from_age >= 18]
    assert adults == MEASURED[condition][sex]
    assert (rates.basis, rates.year) == ("published", "2022")


def test_rates_that_were_not_measured_say_so(catalogue):
    for entry in catalogue.conditions.values():
        if entry.id not in MEASURED:
            assert entry.age_rates.basis == "assumed", entry.id
            assert "ssumed" in entry.age_rates.source, entry.id


def test_rates_of_both_sexes_lie_between_those_of_each(catalogue):
    for entry in catalogue.conditions.values():
        for band in entry.age_rates.bands:
            low, high = sorted((band.female, band.male))
            assert low - 0.06 <= band.persons <= high + 0.06, (entry.id, band)


def test_bands_cover_every_age(catalogue):
    for entry in catalogue.conditions.values():
        bands = entry.age_rates.bands
        assert (bands[0].from_age, bands[-1].to_age) == (0, None)
        assert all(b.from_age == a.to_age + 1 for a, b in pairwise(bands)), entry.id


@pytest.mark.parametrize("condition", ADJUSTED)
def test_gradient_by_deprivation_is_as_derived(catalogue, condition):
    ratios = catalogue.conditions[condition].deprivation.ratios
    assert (ratios[0], ratios[-1]) == ADJUSTED[condition]


def test_gradients_are_ratios_to_england(catalogue):
    for entry in catalogue.conditions.values():
        mean = sum(entry.deprivation.ratios) / 10
        assert mean == pytest.approx(1, abs=0.06), entry.id


def test_thirty_five_long_term_conditions_none_inside_another(catalogue):
    assert len(catalogue.long_term) == 35
    for key in catalogue.long_term:
        implied = set(catalogue.conditions[key].implies)
        assert not implied & set(catalogue.long_term), key


def test_what_a_condition_implies(catalogue):
    implied = {
        key: entry.implies
        for key, entry in catalogue.conditions.items()
        if entry.implies
    }
    assert implied == {
        "diabetes_type_1": ("diabetes",),
        "diabetes_type_2": ("diabetes",),
        "myocardial_infarction": ("coronary_heart_disease",),
    }


REGISTER_RULES = {
    "hypertension": {"condition": {"is": "hypertension"}},
    "diabetes": {
        "all": [{"age": {"min": 17}}, {"condition": {"is": "diabetes"}}],
    },
    "epilepsy": {
        "all": [
            {"age": {"min": 18}},
            {"condition": {"is": "epilepsy"}},
            {"medication": {"of": "antiepileptic", "within_months": 6}},
        ]
    },
    "serious_mental_illness": {
        "any": [
            {"condition": {"is": "serious_mental_illness"}},
            {"medication": {"of": "lithium", "within_months": 6}},
        ]
    },
    "asthma": {
        "all": [
            {"age": {"min": 6}},
            {"condition": {"is": "asthma"}},
            {
                "any": [
                    {"medication": {"of": "asthma_medicine", "within_months": 12}},
                    {"medication": {"of": "ics", "within_months": 12}},
                    {"medication": {"of": "saba", "within_months": 12}},
                ]
            },
        ]
    },
}


@pytest.mark.parametrize("condition", REGISTER_RULES)
def test_register_rules(catalogue, condition):
    rule = catalogue.conditions[condition].register_
    assert rule == parse_criterion(REGISTER_RULES[condition])


def test_every_condition_names_where_its_rule_and_codes_come_from(catalogue):
    for entry in catalogue.conditions.values():
        assert entry.register_source.title
        assert entry.codes.diagnosis
        if entry.codes.publisher == "site":
            assert entry.codes.note, f"{entry.id}: say why the site supplies the list"
        if entry.qof:
            assert entry.register_source.year == "2024-25", entry.id


def test_no_clinical_code_is_shipped(catalogue):
    for entry in catalogue.conditions.values():
        names = (*entry.codes.diagnosis, *entry.codes.resolution)
        assert not [name for name in names if name.isdigit()], entry.id
