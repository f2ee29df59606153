"""Where each person's readings and results lie, before the noise of any one test."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Illness
from phm_core.synthetic.people import People
from phm_core.synthetic.planted import Plan

Floats = NDArray[np.floating]
Columns = dict[str, Floats]

CONTROLLED = 0.70
"""People with hypertension whose usual pressure is within target."""
DIABETES_TO_TARGET = 0.63
RECENTLY_OBESE = 0.30
"""Obese people with no body mass index in 12 months, as a share of the register."""
BLACK = 2


def usual_values(
    people: People, ill: Illness, plan: Plan, as_at: date, seed: int
) -> Columns:
    """Usual value of every measure, by name, in its own unit."""
    rng = generator(seed, "clinical")
    age = people.age(as_at).astype(np.float32)
    columns = _pressure(people, ill, age, rng)
    columns |= _sugar(ill, age, rng)
    columns |= _kidneys(ill, age, rng)
    columns |= _body(people, ill, age, rng)
    columns |= _risk(people, ill, age, columns, rng)
    columns |= _statins(people, ill, age, columns, plan, rng)
    columns |= _lipids(ill, columns, rng)
    columns |= _others(people, ill, age, rng)
    return columns


def _normal(
    rng: np.random.Generator, count: int, mean: object, spread: object
) -> Floats:
    draw = rng.standard_normal(count, dtype=np.float32)
    return (np.asarray(mean) + np.asarray(spread) * draw).astype(np.float32)


def _pressure(
    people: People, ill: Illness, age: Floats, rng: np.random.Generator
) -> Columns:
    count = age.size
    known, hidden = ill.has["hypertension"], ill.hidden["hypertension"]
    controlled = rng.random(count) < CONTROLLED - 0.06 * (people.risk_ethnic == BLACK)
    usual = np.minimum(_normal(rng, count, 106 + 0.32 * np.clip(age, 18, 80), 6), 130)
    treated = np.minimum(_normal(rng, count, 128, 5), 134)
    raised = np.maximum(_normal(rng, count, 151, 9), 145)
    high = np.where(rng.random(count) < 0.045, raised + 28, raised)
    systolic = np.where(hidden, high, usual)
    systolic = np.where(known, np.where(controlled, treated, high), systolic)
    lower = np.where(systolic > 140, 0.50, 0.58) * systolic
    diastolic = np.clip(_normal(rng, count, lower + 6 - 0.08 * (age - 50), 4), 50, 124)
    diastolic = np.where(systolic < 140, np.minimum(diastolic, 83), diastolic)
    return {"systolic_bp": systolic.astype(np.float32), "diastolic_bp": diastolic}


def _sugar(ill: Illness, age: Floats, rng: np.random.Generator) -> Columns:
    count = age.size
    known, hidden = ill.has["diabetes"], ill.hidden["diabetes"]
    normal = np.clip(_normal(rng, count, 35 + 0.05 * (age - 40), 2.4), 28, 40)
    between = rng.uniform(43.2, 45.8, count)
    target = rng.random(count) < DIABETES_TO_TARGET
    good = np.clip(_normal(rng, count, 49.5, 4), 40, 55.5)
    poor = 61 + rng.exponential(13, count)
    uncoded = rng.random(count) < 0.035 * (age > 40)
    value = np.where(uncoded | ill.has["non_diabetic_hyperglycaemia"], between, normal)
    value = np.where(known, np.where(target, good, poor), value)
    value = np.where(hidden, 50.5 + rng.exponential(7, count), value)
    return {"hba1c": np.minimum(value, 135).astype(np.float32)}


def _kidneys(ill: Illness, age: Floats, rng: np.random.Generator) -> Columns:
    count = age.size
    poor = ill.has["chronic_kidney_disease"] | ill.hidden["chronic_kidney_disease"]
    healthy = np.clip(
        _normal(rng, count, 112 - 0.62 * np.clip(age, 20, 95), 9), 64, 125
    )
    worse = np.clip(_normal(rng, count, 47, 9), 8, 56)
    leak = np.exp(
        _normal(rng, count, -0.1 + 0.9 * poor + 0.7 * ill.has["diabetes"], 0.9)
    )
    return {
        "egfr": np.where(poor, worse, healthy).astype(np.float32),
        "urine_acr": np.clip(leak, 0.2, 400).astype(np.float32),
    }


def _body(
    people: People, ill: Illness, age: Floats, rng: np.random.Generator
) -> Columns:
    """Body mass index; `unseen` are obese people nobody measured in 12 months."""
    count = age.size
    register = ill.on_register("obesity")
    lean = np.clip(_normal(rng, count, 24.2, 2.2), 17, 26.4)
    plump = np.clip(_normal(rng, count, 27.4, 1.3), 24.5, 28.6)
    slim = rng.random(count) < np.where(age < 40, 0.6, 0.36)
    usual = np.where(slim | (people.ethnic > 0), lean, plump)
    obese = 31.4 + rng.gamma(1.5, 2.6, count)
    adult = age >= 18
    share = register.sum() / max(adult.sum(), 1) * RECENTLY_OBESE
    unseen = adult & ~register & (rng.random(count) < share)
    child = 16 + 0.35 * np.clip(age, 0, 17) + _normal(rng, count, 0, 1.2)
    value = np.where(adult, np.where(register | unseen, obese, usual), child)
    height = np.where(people.sex == 1, 1.755, 1.62) + _normal(rng, count, 0, 0.06)
    height = np.where(adult, height, 0.55 + 0.075 * np.clip(age, 0, 15))
    return {
        "bmi": np.clip(value, 11, 68).astype(np.float32),
        "height": height.astype(np.float32),
        "unseen": unseen.astype(np.float32),
    }


def _risk(
    people: People,
    ill: Illness,
    age: Floats,
    columns: Columns,
    rng: np.random.Generator,
) -> Columns:
    """Ten-year cardiovascular risk in percent, of the size that GPs record."""
    male = (people.sex == 1).astype(np.float32)
    logit = -9.3 + 0.088 * age + 0.55 * male + 0.017 * (columns["systolic_bp"] - 125)
    logit += 0.75 * ill.has["diabetes"] + 0.5 * ill.has["chronic_kidney_disease"]
    logit += 0.05 * (5.5 - people.risk_tenth) + 0.35 * (people.risk_ethnic == 1)
    logit += _normal(rng, age.size, 0, 0.35)
    risk = 100 / (1 + np.exp(-logit))
    return {"qrisk": risk.astype(np.float32)}


def due_statin(ill: Illness, age: NDArray[Any]) -> NDArray[np.bool_]:
    """People due a statin: cardiovascular disease, or diabetes at 40 and over."""
    heart = ill.any_of(
        "coronary_heart_disease", "stroke_tia", "peripheral_arterial_disease"
    )
    return heart | (ill.has["diabetes"] & (age >= 40))


def _statins(
    people: People,
    ill: Illness,
    age: Floats,
    columns: Columns,
    plan: Plan,
    rng: np.random.Generator,
) -> Columns:
    chance = plan.statin_chance(people.risk_tenth)
    due = due_statin(ill, age)
    other = np.select(
        [columns["qrisk"] >= 20, columns["qrisk"] >= 10], [0.46, 0.30], 0.0
    )
    other = np.where((age >= 30) & (age < 85), other, 0)
    other = np.where(ill.has["chronic_kidney_disease"], 0.6, other)
    taken = rng.random(age.size) < np.where(due, chance, other)
    return {"statin": taken.astype(np.float32)}


def _lipids(ill: Illness, columns: Columns, rng: np.random.Generator) -> Columns:
    count = columns["statin"].size
    on = columns["statin"] > 0
    total = np.where(on, _normal(rng, count, 4.1, 0.75), _normal(rng, count, 5.2, 0.85))
    familial = ill.has["familial_hypercholesterolaemia"]
    total = np.where(familial & ~on, total + 3.2, total)
    hdl = np.clip(_normal(rng, count, 1.42, 0.32), 0.7, 2.8)
    return {
        "total_cholesterol": np.clip(total, 2.3, 12).astype(np.float32),
        "hdl": hdl,
    }


def _others(
    people: People, ill: Illness, age: Floats, rng: np.random.Generator
) -> Columns:
    count = age.size
    women = (people.sex == 0).astype(np.float32)
    anaemic = rng.random(count) < 0.05 + 0.1 * ill.has["chronic_kidney_disease"]
    blood = _normal(rng, count, 148 - 15 * women - 0.12 * np.clip(age - 50, 0, 40), 9)
    lungs = np.clip(_normal(rng, count, 62, 17), 18, 105)
    drink = rng.gamma(0.7, 11, count) * (rng.random(count) < 0.78)
    heavy = ill.has["alcohol_dependence"]
    return {
        "haemoglobin": np.clip(np.where(anaemic, blood - 32, blood), 62, 190),
        "fev1_percent": lungs,
        "alcohol_units": np.where(heavy, 45 + drink, np.minimum(drink, 70)).astype(
            np.float32
        ),
    }
