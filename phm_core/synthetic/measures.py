"""Readings and results: who is tested how often, and what the tests say."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window
from phm_core.synthetic.planted import DIP_KEEPS
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import at_usual_time, once_a_year

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
LATELY = 36
"""Months of results held for all but blood pressure, HbA1c and eGFR (five years)."""
LAB, CLINIC = "laboratory", "clinic"

Values = NDArray[np.floating]


def measurements(world: World, window: Window) -> Iterator[Events]:
    """Every measurement in a window, one kind at a time."""
    yield from _pressure(world, window)
    yield from _sugar(world, window)
    yield from _kidneys(world, window)
    yield from _lipids(world, window)
    yield from _body(world, window)
    yield from _others(world, window)


def _events(
    kind: str,
    who: NDArray[np.integer],
    when: NDArray[np.integer],
    value: Values,
    source: str,
) -> Events:
    columns = {"value": value, "unit": UNITS[kind], "source": source}
    return Events("measurement", kind, who, when, columns)


def _long_term(world: World) -> NDArray[np.bool_]:
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


def _by_age(
    world: World, young: float, middle: float, old: float
) -> NDArray[np.floating]:
    """Chance of a test for people under 40, under 65 and older; none for children."""
    age = world.age
    return np.select([age < 18, age < 40, age < 65], [0.0, young, middle], old)


def _pressure(world: World, window: Window) -> Iterator[Events]:
    ill, values = world.ill, world.clinical
    chance = np.where(_long_term(world), 0.88, _by_age(world, 0.11, 0.24, 0.38))
    chance[ill.hidden["hypertension"]] = 0.55
    who, when = once_a_year(world, window, chance, "pressure")
    kept = _outside_dip(world, window, who, when)
    who, when = who[kept], when[kept]
    rng = world.rng("pressure values", window)
    noise = rng.standard_normal((2, who.size))
    spread = np.where(ill.hidden["hypertension"][who], 3.5, 5.5)
    high = np.round(values["systolic_bp"][who] + spread * noise[0])
    low = np.round(values["diastolic_bp"][who] + 3.5 * noise[1])
    low = np.minimum(np.clip(low, 40, 130), high - 15)
    well = ~ill.hidden["hypertension"][who] & ~ill.has["hypertension"][who]
    # A few healthy people have one raised reading by chance; most never do.
    high = np.where(well & (rng.random(who.size) > 0.02), np.minimum(high, 138), high)
    low = np.where(well, np.minimum(low, 88), low)
    yield _events("systolic_bp", who, when, np.clip(high, 75, 235), CLINIC)
    yield _events("diastolic_bp", who, when, low, CLINIC)


def _outside_dip(
    world: World, window: Window, who: NDArray[np.integer], when: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Leave out the readings that the planted dip left undone."""
    dip = world.plan.dip_window()
    there = np.isin(world.people.practice[who], world.plan.dip)
    within = there & (when > dip.start) & (when <= dip.end)
    draw = world.rng("dip", window).random(who.size)
    return ~within | (draw < DIP_KEEPS)


def _sugar(world: World, window: Window) -> Iterator[Events]:
    ill, rng = world.ill, world.rng("sugar values", window)
    known, hidden = ill.has["diabetes"], ill.hidden["diabetes"]
    between = ill.has["non_diabetic_hyperglycaemia"]
    chance = np.select(
        [known, hidden, between, _long_term(world)],
        [0.92, 0.62, 0.82, 0.40],
        _by_age(world, 0.03, 0.10, 0.20),
    )
    first = once_a_year(world, window, chance, "sugar")
    second = once_a_year(world, window, known * 0.55, "sugar again", spread=180)
    who, when = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    usual = world.clinical["hba1c"][who]
    value = usual + rng.standard_normal(who.size) * np.where(
        known[who], 0.05 * usual, 0.8
    )
    value = np.where(hidden[who], np.maximum(value, 48.0), value)
    value = np.where(~known[who] & ~hidden[who], np.minimum(value, 47.0), value)
    yield _events("hba1c", who, when, np.round(np.clip(value, 22, 140)), LAB)


def _kidneys(world: World, window: Window) -> Iterator[Events]:
    ill, rng = world.ill, world.rng("kidney values", window)
    kidney, diabetes = ill.has["chronic_kidney_disease"], ill.has["diabetes"]
    hidden = ill.hidden["chronic_kidney_disease"]
    chance = np.where(_long_term(world), 0.86, _by_age(world, 0.04, 0.12, 0.25))
    chance[kidney] = 0.93
    chance[hidden] = 0.80
    who, when = once_a_year(world, window, chance, "kidneys")
    value = world.clinical["egfr"][who] + rng.standard_normal(who.size) * 3.0
    low = kidney[who] | hidden[who]
    value = np.where(low, np.clip(value, 5, 59), np.maximum(value, 60))
    yield _events("egfr", who, when, np.round(value), LAB)
    hypertension = ill.has["hypertension"]
    chance = np.select([diabetes, kidney, hypertension], [0.62, 0.45, 0.12], 0.005)
    who, when = once_a_year(world, window.last(LATELY), chance, "acr")
    leak = world.clinical["urine_acr"][who] * np.exp(
        rng.standard_normal(who.size) * 0.3
    )
    yield _events("urine_acr", who, when, np.round(np.clip(leak, 0.1, 900), 1), LAB)


def _lipids(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("lipid values", window)
    often = _long_term(world) | (world.clinical["statin"] > 0)
    chance = np.where(often, 0.70, _by_age(world, 0.02, 0.09, 0.14))
    chance[world.ill.any_of("diabetes", "serious_mental_illness")] = 0.88
    who, when = once_a_year(world, window.last(LATELY), chance, "lipids")
    total = world.clinical["total_cholesterol"][who]
    total = np.maximum(np.round(total + rng.standard_normal(who.size) * 0.25, 1), 2.0)
    hdl = world.clinical["hdl"][who] + rng.standard_normal(who.size) * 0.08
    hdl = np.clip(np.round(hdl, 1), 0.5, total - 0.8)
    yield _events("total_cholesterol", who, when, total, LAB)
    yield _events("hdl", who, when, np.round(hdl, 1), LAB)
    yield _events("non_hdl", who, when, np.round(total - hdl, 1), LAB)
    fasting = rng.random(who.size) < 0.35
    ldl = np.maximum(np.round(total - hdl - rng.uniform(0.3, 0.9, who.size), 1), 0.4)
    yield _events("ldl", who[fasting], when[fasting], ldl[fasting], LAB)


def _body(world: World, window: Window) -> Iterator[Events]:
    """Body mass index: everyone on the register was weighed in the last 12 months."""
    ill, rng = world.ill, world.rng("body values", window)
    register = ill.register.get("obesity", ill.has["obesity"])
    chance = np.where(_long_term(world), 0.62, _by_age(world, 0.10, 0.14, 0.20))
    chance = np.where(register, np.maximum(chance, 0.45), chance)
    who, when = once_a_year(world, window.last(LATELY), chance, "body")
    unseen = world.clinical["unseen"] > 0
    recent = when > window.end - 366
    kept = ~(recent & (register | unseen)[who])
    sure = at_usual_time(world, window.last(12), np.flatnonzero(register))
    who = np.concatenate([who[kept], sure[0]])
    when = np.concatenate([when[kept], sure[1]])
    value = world.clinical["bmi"][who] + rng.standard_normal(who.size) * 0.35
    lean = ~(register | unseen)[who]
    limit = np.where(world.people.ethnic[who] > 0, 27.3, 29.7)
    value = np.where(lean, np.minimum(value, limit), np.maximum(value, 30.0))
    value = np.round(value, 1)
    yield _events("bmi", who, when, value, CLINIC)
    kilos = np.round(value * world.clinical["height"][who] ** 2, 1)
    some = rng.random(who.size) < 0.5
    yield _events("weight", who[some], when[some], kilos[some], CLINIC)


def _others(world: World, window: Window) -> Iterator[Events]:
    ill, rng = world.ill, world.rng("other values", window)
    window = window.last(LATELY)
    chance = np.where(_long_term(world), 0.34, _by_age(world, 0.07, 0.10, 0.22))
    who, when = once_a_year(world, window, chance, "blood")
    blood = world.clinical["haemoglobin"][who] + rng.standard_normal(who.size) * 3
    yield _events("haemoglobin", who, when, np.round(blood), LAB)
    who, when = once_a_year(world, window, ill.has["copd"] * 0.62, "lungs")
    lungs = world.clinical["fev1_percent"][who] + rng.standard_normal(who.size) * 3
    yield _events("fev1_percent", who, when, np.round(np.clip(lungs, 12, 120)), CLINIC)
    chance = np.where(_long_term(world), 0.24, _by_age(world, 0.08, 0.10, 0.10))
    chance[ill.has["serious_mental_illness"]] = 0.80
    who, when = once_a_year(world, window, chance, "drink")
    units = world.clinical["alcohol_units"][who] * rng.uniform(0.7, 1.3, who.size)
    yield _events("alcohol_units", who, when, np.round(units), CLINIC)
