"""The cohort that is counted: eight rules over fourteen leaves, some of them unknown.

People of 40 or over with a cardiovascular or metabolic disease, in the more deprived
half, without dementia or palliative care, whose blood pressure is high, without a care
plan, with two of five risks at least, and without an anticoagulant.
"""

from phm_core.definitions import Definition, parse_criterion

Wire = dict[str, object]

LEAVES: dict[str, Wire] = {
    "forty": {"age": {"min": 40}},
    "diabetes": {"condition": {"is": "diabetes"}},
    "hypertension": {"condition": {"is": "hypertension"}},
    "kidney": {"condition": {"is": "chronic_kidney_disease"}},
    "heart": {"condition": {"is": "coronary_heart_disease"}},
    "deprived": {"deprivation": {"decile_max": 5}},
    "dementia": {"condition": {"is": "dementia"}},
    "palliative": {"condition": {"is": "palliative_care"}},
    "pressure": {"measurement": {"of": "systolic_bp", "at_least": 130}},
    "unplanned": {
        "no_record_of": {"process": {"of": "care_plan", "within_months": 12}}
    },
    "smoker": {"social": {"is": "smoker"}},
    "obesity": {"condition": {"is": "obesity"}},
    "attended": {"activity": {"of": "ae", "within_months": 12}},
    "anticoagulant": {"medication": {"of": "anticoagulant", "within_months": 6}},
}


RISKS = ("smoker", "obesity", "attended", "diabetes", "hypertension")
RISKS_NEEDED = 2


def _some(*names: str) -> list[Wire]:
    return [LEAVES[name] for name in names]


RULES: tuple[Wire, ...] = (
    LEAVES["forty"],
    {"any": _some("diabetes", "hypertension", "kidney", "heart")},
    LEAVES["deprived"],
    {"none": _some("dementia", "palliative")},
    LEAVES["pressure"],
    LEAVES["unplanned"],
    {"at_least": {"k": RISKS_NEEDED, "of": _some(*RISKS)}},
    {"none": _some("anticoagulant")},
)
COHORT = Definition(name="Rising risk", criteria=parse_criterion({"all": list(RULES)}))
