"""What tests have in common: their units, who is followed up, who is diagnosed."""

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import YEAR, day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.world import Events, World

UNITS = {
    "hba1c": "mmol/mol",
    "systolic_bp": "mmHg",
    "diastolic_bp": "mmHg",
    "egfr": "mL/min/1.73m2",
    "urine_acr": "mg/mmol",
    "total_cholesterol": "mmol/L",
    "hdl": "mmol/L",
    "ldl": "mmol/L",
    "non_hdl": "mmol/L",
    "bmi": "kg/m2",
    "weight": "kg",
    "haemoglobin": "g/L",
    "fev1_percent": "%",
    "alcohol_units": "units per week",
}
HIDDEN_YEARS = 12.0
"""Mean years for which people have had a disease that nobody wrote down."""
LAB, CLINIC = "laboratory", "clinic"

Values = NDArray[np.floating]


def result(
    kind: str,
    who: NDArray[np.integer],
    when: NDArray[np.integer],
    value: Values,
    source: str,
) -> Events:
    """Results of one measure in its unit."""
    columns = {"value": value, "unit": UNITS[kind], "source": source}
    return Events("measurement", kind, who, when, columns)


def long_term(world: World) -> NDArray[np.bool_]:
    """People whose illness is followed up with tests."""
    return world.ill.any_of(
        "hypertension",
        "diabetes",
        "coronary_heart_disease",
        "stroke_tia",
        "chronic_kidney_disease",
        "heart_failure",
        "peripheral_arterial_disease",
        "atrial_fibrillation",
        "serious_mental_illness",
    )


def by_age(
    world: World, young: float, middle: float, old: float
) -> NDArray[np.floating]:
    """Chance of a test for people under 40, under 65 and older; none for children."""
    age = world.age
    return np.select([age < 18, age < 40, age < 65], [0.0, young, middle], old)


def diagnosed(
    world: World, condition: str, who: NDArray[np.integer], when: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Whether each person had the diagnosis by the day of the test."""
    return world.ill.has[condition][who] & (when >= world.ill.onset(condition)[who])


def unwritten(
    world: World, disease: str, who: NDArray[np.integer], when: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Whether each person had the disease by then, and no diagnosis."""
    luck = generator(world.seed, f"hidden since {disease}").random(len(world.people))
    for_days = -np.log1p(-luck[who]) * HIDDEN_YEARS * YEAR
    end = np.minimum(world.people.gone[who], day(world.born_at))
    return world.ill.hidden[disease][who] & (when > end - for_days)
