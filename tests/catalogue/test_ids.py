"""Every id that others rely on is there, and every id that is named exists."""

import pytest

from phm_core.catalogue.references import criteria, dangling
from phm_core.definitions import events, nodes
from phm_core.definitions.describe import describe
from phm_core.definitions.tree import walk

CONDITIONS = [
    "hypertension", "diabetes", "diabetes_type_1", "diabetes_type_2",
    "non_diabetic_hyperglycaemia", "coronary_heart_disease", "myocardial_infarction",
    "heart_failure", "atrial_fibrillation", "stroke_tia",
    "peripheral_arterial_disease", "chronic_kidney_disease",
    "familial_hypercholesterolaemia", "asthma", "copd", "depression", "anxiety",
    "serious_mental_illness", "dementia", "epilepsy", "learning_disability", "autism",
    "cancer", "osteoporosis", "rheumatoid_arthritis", "osteoarthritis", "obesity",
    "palliative_care", "frailty", "parkinsons_disease", "multiple_sclerosis",
    "chronic_liver_disease", "hypothyroidism", "chronic_pain", "hearing_loss",
    "visual_impairment", "alcohol_dependence", "drug_dependence", "homelessness",
    "falls", "irritable_bowel_syndrome", "constipation", "connective_tissue_disease",
]  # fmt: skip
QOF = {
    "AF": "atrial_fibrillation", "AST": "asthma", "CAN": "cancer",
    "CHD": "coronary_heart_disease", "CKD": "chronic_kidney_disease", "COPD": "copd",
    "DEM": "dementia", "DEP": "depression", "DM": "diabetes", "EP": "epilepsy",
    "HF": "heart_failure", "HYP": "hypertension", "LD": "learning_disability",
    "MH": "serious_mental_illness", "NDH": "non_diabetic_hyperglycaemia",
    "OB": "obesity", "OST": "osteoporosis", "PAD": "peripheral_arterial_disease",
    "PC": "palliative_care", "RA": "rheumatoid_arthritis", "STIA": "stroke_tia",
}  # fmt: skip
MEASURES = {
    "hba1c": "mmol/mol", "systolic_bp": "mmHg", "diastolic_bp": "mmHg",
    "egfr": "mL/min/1.73m2", "urine_acr": "mg/mmol", "total_cholesterol": "mmol/L",
    "ldl": "mmol/L", "hdl": "mmol/L", "non_hdl": "mmol/L", "bmi": "kg/m2",
    "weight": "kg", "haemoglobin": "g/L", "fev1_percent": "%",
    "alcohol_units": "units per week",
}  # fmt: skip
MEDICINES = [
    "statin", "high_intensity_statin", "anticoagulant", "ace_inhibitor_arb",
    "beta_blocker", "calcium_channel_blocker", "diuretic", "metformin",
    "sglt2_inhibitor", "glp1_agonist", "insulin", "ics", "saba", "nsaid", "opioid",
    "antidepressant", "antipsychotic", "lithium", "valproate", "bisphosphonate",
]  # fmt: skip
SETTINGS = [
    "gp", "ae", "emergency_admission", "elective_admission", "outpatient",
    "community", "mental_health", "social_care", "nhs111", "ambulance",
]  # fmt: skip
SOCIAL = [
    "lives_alone", "carer", "care_home", "housebound", "interpreter_needed", "smoker",
    "fuel_poverty",
]  # fmt: skip
PURPOSES = [
    "direct_care", "planning", "research_feasibility", "public", "analysis",
]  # fmt: skip
LEVELS = [
    "ics", "place", "neighbourhood", "pcn", "practice", "district", "upper_tier",
    "ward", "lsoa",
]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "ids"),
    [
        ("conditions", CONDITIONS),
        ("medicines", MEDICINES),
        ("settings_of_care", SETTINGS),
        ("social", SOCIAL),
        ("purposes", PURPOSES),
        ("levels", LEVELS),
        ("segments", ["bridges_to_health"]),
    ],
)
def test_ids_of_the_contract_are_there(catalogue, family, ids):
    assert set(ids) <= set(catalogue.family(family))


def test_registers_are_known_by_their_published_code(catalogue):
    assert catalogue.qof_conditions == QOF


def test_measurements_have_their_unit(catalogue):
    assert {key: catalogue.unit(key) for key in MEASURES} == MEASURES


def test_a_measure_that_is_not_known_has_no_unit(catalogue):
    assert catalogue.unit("height") == ""


def test_lowest_of_a_day_where_the_contract_says_so(catalogue):
    lowest = {
        key for key in MEASURES if catalogue.measurements[key].same_day == "lowest"
    }
    assert {"systolic_bp", "diastolic_bp", "egfr"} <= lowest
    assert "hba1c" not in lowest


def test_every_id_named_by_another_entry_exists(catalogue):
    assert list(dangling(catalogue)) == []


def test_every_criterion_reads_as_a_sentence(catalogue):
    for owner, criterion in criteria(catalogue):
        said = describe(criterion, catalogue)
        ids = {
            identity
            for node in walk(criterion)
            if isinstance(node, events.Condition | events.Register | nodes.Social)
            for identity in [node.is_]
            if "_" in identity
        }
        assert len(said) > 5, owner
        assert not [identity for identity in ids if identity in said], owner


def test_no_register_is_defined_by_a_register(catalogue):
    for condition in catalogue.conditions.values():
        kinds = {node.kind for node in walk(condition.register_)}
        assert not kinds & {"register", "segment", "in_cohort"}, condition.id


def test_names_of_families_of_the_language(catalogue):
    assert catalogue.names("condition")["copd"] == "COPD"
    assert catalogue.names("segment:bridges_to_health")["disability"] == "Disability"
    assert catalogue.names("score_band:efi")["severe"] == "Severe frailty"
    assert catalogue.names("ethnicity")["asian"] == "Asian"
    assert catalogue.names("ethnicity")["asian_indian"] == "Indian"
    assert set(catalogue.names("sex")) == {"female", "male", "unknown"}


def test_names_of_places_and_saved_cohorts_are_left_to_others(catalogue):
    assert catalogue.names("pcn") is None
    assert catalogue.names("cohort") is None


def test_a_model_that_is_not_known_has_no_segments(catalogue):
    assert catalogue.names("segment:kaiser") == {}
    assert catalogue.names("score_band:acg") == {}
