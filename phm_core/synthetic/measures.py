"""Readings and results: who is tested how often, and what the tests say."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window
from phm_core.synthetic.planted import DIP_KEEPS
from phm_core.synthetic.results import (
    CLINIC,
    LAB,
    by_age,
    diagnosed,
    long_term,
    result,
    unwritten,
)
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import at_usual_time, in_turn, once_a_year

BEFORE_DIABETES = 42.0
"""Usual HbA1c in the years before a diagnosis of diabetes."""
PRESSURE_YEARS = 8
OBESE_WEIGHED = 0.90
"""People on the obesity register weighed in each of the years before the last."""


def measurements(world: World, window: Window, *, ever: bool) -> Iterator[Events]:
    """Every measurement in a window, one kind at a time.

    With `ever`, blood pressures go back further: they are asked for over five years.
    """
    yield from _pressure(world, window.longer(PRESSURE_YEARS) if ever else window)
    yield from _sugar(world, window)
    yield from _kidneys(world, window)
    yield from _lipids(world, window)
    yield from _body(world, window)
    yield from _others(world, window)


def _pressure_taken(world: World) -> NDArray[np.floating]:
    chance = np.where(long_term(world), 0.88, by_age(world, 0.11, 0.24, 0.38))
    chance[world.ill.has["diabetes"]] = 0.93
    chance[world.ill.hidden["hypertension"]] = 0.55
    return chance


def _pressure(world: World, window: Window) -> Iterator[Events]:
    values = world.clinical
    who, when = once_a_year(world, window, _pressure_taken, "pressure")
    kept = _outside_dip(world, window, who, when)
    who, when = who[kept], when[kept]
    rng = world.rng("pressure values", window)
    noise = rng.standard_normal((2, who.size))
    hidden = unwritten(world, "hypertension", who, when)
    spread = np.where(hidden, 3.5, 5.5)
    high = np.round(values["systolic_bp"][who] + spread * noise[0])
    low = np.round(values["diastolic_bp"][who] + 3.5 * noise[1])
    low = np.minimum(np.clip(low, 40, 130), high - 15)
    well = ~hidden & ~diagnosed(world, "hypertension", who, when)
    # A few healthy people have one raised reading by chance; most never do.
    high = np.where(well & (rng.random(who.size) > 0.02), np.minimum(high, 138), high)
    low = np.where(well, np.minimum(low, 88), low)
    yield result("systolic_bp", who, when, np.clip(high, 75, 235), CLINIC)
    yield result("diastolic_bp", who, when, low, CLINIC)


def _outside_dip(
    world: World, window: Window, who: NDArray[np.integer], when: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Leave out the readings that the planted dip left undone."""
    dip = world.plan.dip_window()
    there = np.isin(world.people.practice[who], world.plan.dip)
    within = there & (when > dip.start) & (when <= dip.end)
    draw = world.rng("dip", window).random(who.size)
    return ~within | (draw < DIP_KEEPS)


def _sugar_tested(world: World) -> NDArray[np.floating]:
    ill = world.ill
    between = ill.has["non_diabetic_hyperglycaemia"]
    return np.select(
        [ill.has["diabetes"], ill.hidden["diabetes"], between, long_term(world)],
        [0.95, 0.62, 0.82, 0.40],
        by_age(world, 0.03, 0.10, 0.20),
    )


def _sugar_again(world: World) -> NDArray[np.floating]:
    return world.ill.has["diabetes"] * 0.55


def _sugar(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("sugar values", window)
    first = once_a_year(world, window, _sugar_tested, "sugar")
    second = once_a_year(world, window, _sugar_again, "sugar again", spread=180)
    who, when = in_turn([first, second])
    known = diagnosed(world, "diabetes", who, when)
    hidden = unwritten(world, "diabetes", who, when)
    usual, luck = world.clinical["hba1c"][who], rng.standard_normal(who.size)
    value = usual + luck * np.where(known, 0.05 * usual, 0.8)
    value = np.where(hidden, np.maximum(value, 48.0), value)
    some_day = world.ill.has["diabetes"] | world.ill.hidden["diabetes"]
    before = some_day[who] & ~known & ~hidden
    value = np.where(before, BEFORE_DIABETES + 3 * luck, value)
    value = np.where(~known & ~hidden, np.minimum(value, 47.0), value)
    yield result("hba1c", who, when, np.round(np.clip(value, 22, 140)), LAB)


def _kidneys_tested(world: World) -> NDArray[np.floating]:
    ill = world.ill
    chance = np.where(long_term(world), 0.86, by_age(world, 0.04, 0.12, 0.25))
    chance[ill.any_of("chronic_kidney_disease", "diabetes")] = 0.93
    chance[ill.hidden["chronic_kidney_disease"]] = 0.80
    return chance


def _urine_tested(world: World) -> NDArray[np.floating]:
    has = world.ill.has
    due = ("diabetes", "chronic_kidney_disease", "hypertension")
    return np.select([has[name] for name in due], [0.70, 0.45, 0.12], 0.005)


def _kidneys(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("kidney values", window)
    who, when = once_a_year(world, window, _kidneys_tested, "kidneys")
    luck = rng.standard_normal(who.size)
    value = world.clinical["egfr"][who] + luck * 3.0
    low = diagnosed(world, "chronic_kidney_disease", who, when)
    low |= unwritten(world, "chronic_kidney_disease", who, when)
    value = np.where(low, np.clip(value, 5, 59), np.maximum(value, 60 + luck * luck))
    yield result("egfr", who, when, np.round(value), LAB)
    who, when = once_a_year(world, window, _urine_tested, "acr")
    leak = world.clinical["urine_acr"][who] * np.exp(
        rng.standard_normal(who.size) * 0.3
    )
    yield result("urine_acr", who, when, np.round(np.clip(leak, 0.1, 900), 1), LAB)


def _lipids_tested(world: World) -> NDArray[np.floating]:
    often = long_term(world) | (world.clinical["statin"] > 0)
    chance = np.where(often, 0.70, by_age(world, 0.02, 0.09, 0.14))
    chance[world.ill.any_of("diabetes", "serious_mental_illness")] = 0.91
    return chance


def _lipids(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("lipid values", window)
    who, when = once_a_year(world, window, _lipids_tested, "lipids")
    total = world.clinical["total_cholesterol"][who]
    total = np.maximum(np.round(total + rng.standard_normal(who.size) * 0.25, 1), 2.0)
    hdl = world.clinical["hdl"][who] + rng.standard_normal(who.size) * 0.08
    hdl = np.clip(np.round(hdl, 1), 0.5, total - 0.8)
    yield result("total_cholesterol", who, when, total, LAB)
    yield result("hdl", who, when, np.round(hdl, 1), LAB)
    yield result("non_hdl", who, when, np.round(total - hdl, 1), LAB)
    fasting = rng.random(who.size) < 0.35
    ldl = np.maximum(np.round(total - hdl - rng.uniform(0.3, 0.9, who.size), 1), 0.4)
    yield result("ldl", who[fasting], when[fasting], ldl[fasting], LAB)


def _weighed(world: World) -> NDArray[np.floating]:
    chance = np.where(long_term(world), 0.62, by_age(world, 0.10, 0.14, 0.20))
    chance[world.ill.has["serious_mental_illness"]] = 0.50
    chance[world.ill.has["diabetes"]] = 0.86
    return np.where(world.ill.on_register("obesity"), OBESE_WEIGHED, chance)


def _body(world: World, window: Window) -> Iterator[Events]:
    """Body mass index: everyone on the register was weighed in the last 12 months."""
    register, rng = world.ill.on_register("obesity"), world.rng("body values", window)
    who, when = once_a_year(world, window, _weighed, "body")
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
    yield result("bmi", who, when, value, CLINIC)
    kilos = np.round(value * world.clinical["height"][who] ** 2, 1)
    some = rng.random(who.size) < 0.5
    yield result("weight", who[some], when[some], kilos[some], CLINIC)


def _blood_counted(world: World) -> NDArray[np.floating]:
    return np.where(long_term(world), 0.34, by_age(world, 0.07, 0.10, 0.22))


def _lungs_tested(world: World) -> NDArray[np.floating]:
    return world.ill.has["copd"] * 0.62


def _drink_asked(world: World) -> NDArray[np.floating]:
    chance = np.where(long_term(world), 0.24, by_age(world, 0.08, 0.10, 0.10))
    chance[world.ill.has["serious_mental_illness"]] = 0.80
    return chance


def _others(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("other values", window)
    who, when = once_a_year(world, window, _blood_counted, "blood")
    blood = world.clinical["haemoglobin"][who] + rng.standard_normal(who.size) * 3
    yield result("haemoglobin", who, when, np.round(blood), LAB)
    who, when = once_a_year(world, window, _lungs_tested, "lungs")
    lungs = world.clinical["fev1_percent"][who] + rng.standard_normal(who.size) * 3
    yield result("fev1_percent", who, when, np.round(np.clip(lungs, 12, 120)), CLINIC)
    who, when = once_a_year(world, window, _drink_asked, "drink")
    units = world.clinical["alcohol_units"][who] * rng.uniform(0.7, 1.3, who.size)
    yield result("alcohol_units", who, when, np.round(units), CLINIC)
