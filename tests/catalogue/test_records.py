"""Measures, medicines, settings and processes: units, conversions, upkeep."""

import pytest


@pytest.mark.parametrize(
    ("measure", "unit", "value", "expected"),
    [
        ("hba1c", "%", 6.5, 47.54),  # the diagnostic 48 mmol/mol
        ("hba1c", "%", 7.5, 58.47),  # the usual target of 58 mmol/mol
        ("urine_acr", "mg/g", 30.0, 3.39),  # A2 starts at 3 mg/mmol
        ("total_cholesterol", "mg/dL", 200.0, 5.17),
        ("haemoglobin", "g/dL", 12.5, 125.0),
        ("weight", "st", 12.0, 76.2),
    ],
)
def test_conversions(catalogue, measure, unit, value, expected):
    conversions = catalogue.measurements[measure].conversions
    conversion = next(each for each in conversions if each.unit == unit)
    assert conversion.apply(value) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        ("hba1c", 20, 200),
        ("systolic_bp", 50, 300),
        ("diastolic_bp", 20, 200),
        ("egfr", 0, 200),
        ("urine_acr", 0, 1000),
        ("bmi", 10, 80),
        ("total_cholesterol", 1, 20),
    ],
)
def test_plausible_values(catalogue, measure, low, high):
    entry = catalogue.measurements[measure]
    assert (entry.plausible_minimum, entry.plausible_maximum) == (low, high)


def test_sliders_reach_the_thresholds_people_ask_for(catalogue):
    asked = {"hba1c": 58, "systolic_bp": 140, "egfr": 60, "bmi": 30, "ldl": 2}
    for key, threshold in asked.items():
        slider = catalogue.measurements[key].slider
        steps = (threshold - slider.minimum) / slider.step
        assert slider.minimum < threshold < slider.maximum
        assert steps == pytest.approx(round(steps)), key


def test_each_process_can_be_done_and_not_done(catalogue):
    for process in catalogue.processes.values():
        ids = [outcome.id for outcome in process.outcomes]
        assert process.done, process.id
        assert len(ids) == len(set(ids)), process.id
        assert any(not outcome.done for outcome in process.outcomes), process.id


def test_processes_that_pages_and_cohorts_need(catalogue):
    needed = {
        "bp_check": 12,
        "foot_check": 12,
        "retinal_screening": 24,
        "smi_health_check": 12,
        "ld_health_check": 12,
        "nhs_health_check": 60,
        "cervical_screening": 66,
        "bowel_screening": 24,
        "flu_vaccination": 12,
        "rsv_vaccination": None,
        "ndpp_referral": None,
        "social_prescribing": None,
    }
    found = {key: catalogue.processes[key].months for key in needed}
    assert found == needed


def test_medicine_groups_name_bnf_sections(catalogue):
    for medicine in catalogue.medicines.values():
        assert medicine.bnf, medicine.id
        for section in medicine.bnf:
            assert 1 <= int(section[:2]) <= 23, medicine.id


def test_no_two_groups_of_glucose_lowering_medicines_share_a_code(catalogue):
    sglt2 = set(catalogue.medicines["sglt2_inhibitor"].bnf)
    glp1 = set(catalogue.medicines["glp1_agonist"].bnf)
    assert not sglt2 & glp1


def test_emergency_settings(catalogue):
    found = {
        key for key, entry in catalogue.settings_of_care.items() if entry.emergency
    }
    assert found == {"ae", "emergency_admission", "nhs111", "ambulance"}


def test_sources_are_named(catalogue):
    for family in ("measurements", "medicines", "processes", "settings_of_care"):
        for entry in catalogue.family(family).values():
            assert entry.source.title, entry.id


def test_labels_are_short(catalogue):
    for family in ("conditions", "processes", "medicines", "measurements"):
        for entry in catalogue.family(family).values():
            assert len(entry.label) <= 30, entry.id
