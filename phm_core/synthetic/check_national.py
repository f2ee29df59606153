"""Bars of the Demo ICS against England: ages, deprivation, multimorbidity."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.check_area import Found
from phm_core.synthetic.check_observed import Observed

BY_AGE = {"HYP": "hypertension", "AF": "atrial_fibrillation"}
BY_AGE |= {"CKD": "chronic_kidney_disease"}
AGES = {"18-39": (18, 40), "40-59": (40, 60), "60-79": (60, 80), "80+": (80, 130)}
GRADIENTS = ("COPD", "DM", "DEP", "OB", "MH", "CHD", "HYP", "AF", "CAN", "DEM", "CKD")
ROUNDED = 0.05
"""Percentages are published with one decimal."""
SURE = 2.0
"""Standard errors of chance allowed for, on top of the stated tolerance."""
MULTIMORBID = 14.8
WEIGHTS = {
    "hypertension": 0.08,
    "chronic_pain": 0.92,
    "hearing_loss": 0.09,
    "irritable_bowel_syndrome": 0.21,
    "asthma": 0.19,
    "diabetes": 0.75,
    "coronary_heart_disease": 0.49,
    "chronic_kidney_disease": 0.53,
    "atrial_fibrillation": 1.34,
    "constipation": 1.12,
    "stroke_tia": 0.80,
    "copd": 1.46,
    "connective_tissue_disease": 0.43,
    "cancer": 1.53,
    "alcohol_dependence": 0.65,
    "heart_failure": 1.18,
    "dementia": 2.50,
    "serious_mental_illness": 0.64,
    "epilepsy": 0.92,
}
"""Cambridge Multimorbidity Score (Payne 2020); anxiety and depression are added."""
ANXIETY_OR_DEPRESSION = 0.50


def age_bars(observed: Observed) -> Iterator[Found]:
    """Prevalence by sex and age against CVDPREVENT, England 2022."""
    table = national.figures()["cvdprevent_2022_england_pct"]
    sex = observed.person["sex"].to_numpy()
    for code, name in BY_AGE.items():
        register = observed.registers[name]
        for which in ("female", "male"):
            for band, (low, high) in AGES.items():
                mine = observed.now & (sex == which)
                mine &= (observed.age >= low) & (observed.age < high)
                due, size = table[code][which][band], max(int(mine.sum()), 1)
                slack = 0.10 * due + ROUNDED + SURE * _error(due, size)
                got = 100 * float(register[mine].mean())
                words = f"{name.replace('_', ' ')}, {which} {band}, %"
                yield words.capitalize(), max(due - slack, 0), due + slack, got


def _error(percent: float, size: int) -> float:
    """Standard error of a percentage."""
    share = max(percent, 0.02) / 100
    return 100 * float(np.sqrt(share * (1 - share) / size))


def gradient_bars(observed: Observed) -> Iterator[Found]:
    """Ratio of the most to the least deprived fifth, crude, against England 2019-20."""
    published = national.figures()["qof_crude_prevalence_pct_by_imd2019_decile_2019_20"]
    tenth = observed.person["imd_decile"].to_numpy(dtype=float)
    by_code = {d.register: d for d in national.diseases().values() if d.register}
    for code in GRADIENTS:
        disease = by_code[code]
        eligible = observed.now & (observed.age >= disease.youngest)
        register = observed.registers[disease.condition_id]
        poor, rich = eligible & (tenth <= 2), eligible & (tenth >= 9)
        values = published["values"][code]
        due = (values[0] + values[1]) / (values[8] + values[9])
        cases = register[poor].sum(), register[rich].sum()
        chance = SURE * float(np.sqrt((1 / np.maximum(cases, 1)).sum()))
        got = float(register[poor].mean() / register[rich].mean())
        words = f"{disease.condition_id.replace('_', ' ')}, deprived to affluent fifth"
        slack = 0.15 + chance
        yield f"{words.capitalize()}, ratio", due * (1 - slack), due * (1 + slack), got


def burden_bars(observed: Observed) -> Iterator[Found]:
    """Two or more long-term conditions, and a burden that grows with age."""
    now = observed.now
    got = 100 * float((observed.long_term[now] >= 2).mean())
    yield "Two or more of 35 conditions, %", MULTIMORBID - 3, MULTIMORBID + 3, got
    score = cambridge(observed)[now]
    decade = np.minimum(observed.age[now] // 10, 8)
    means = np.bincount(decade, score) / np.maximum(np.bincount(decade), 1)
    rising = float(np.all(np.diff(means) > 0))
    yield "Multimorbidity score rises with every decade, 1 = yes", 1, 1, rising


def cambridge(observed: Observed) -> NDArray[np.floating]:
    """Cambridge Multimorbidity Score of each person, from diagnoses."""
    score = np.zeros(len(observed.person))
    for name, weight in WEIGHTS.items():
        score += weight * observed.has(name)
    mood = observed.has("anxiety") | observed.has("depression")
    return score + ANXIETY_OR_DEPRESSION * mood
