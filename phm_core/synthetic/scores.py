"""Scores as they stand in the record: frailty, heart risk, multimorbidity, stroke."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import YEAR, Window
from phm_core.synthetic.check_national import ANXIETY_OR_DEPRESSION, WEIGHTS
from phm_core.synthetic.treatment import stroke_points
from phm_core.synthetic.world import Events, World

DEFICITS = 36
MODERATE = 0.25
FRAILTY_RECORDED = 0.88
RISK_RECORDED = 0.48
USUAL_YEARS_AGO = 1.1
HOSPITAL_FRAILTY = {
    "dementia": 7.1,
    "falls": 3.2,
    "stroke_tia": 2.6,
    "chronic_kidney_disease": 1.4,
    "parkinsons_disease": 1.8,
    "osteoporosis": 1.4,
    "osteoarthritis": 1.5,
    "epilepsy": 1.5,
    "frailty": 2.3,
    "alcohol_dependence": 0.7,
    "hearing_loss": 0.9,
}
"""Points of the Hospital Frailty Risk Score whose codes these conditions bring."""


def scores(world: World, window: Window) -> Iterator[Events]:
    """Scores as GPs record them: frailty from 65, cardiovascular risk from 40."""
    rng = world.rng("scores", window)
    age, ill = world.age, world.ill
    frail, burden = ill.has["frailty"], world.people.burden
    value = 0.045 + 0.0042 * np.clip(age - 65, 0, 40) + 0.028 * burden
    value = np.where(
        frail,
        0.27 + 0.05 * np.abs(burden) + 0.02 * rng.standard_normal(age.size),
        value,
    )
    value = np.where(frail, np.maximum(value, MODERATE), np.minimum(value, 0.235))
    deficits = np.clip(np.round(value * DEFICITS), 0, 25)
    who = np.flatnonzero((age >= 65) & (rng.random(age.size) < FRAILTY_RECORDED))
    yield _recorded(
        world, window, "efi", who, np.round(deficits / DEFICITS, 4), "GP record, eFI"
    )
    risk = world.clinical["qrisk"]
    heart = ill.any_of(
        "coronary_heart_disease", "stroke_tia", "peripheral_arterial_disease"
    )
    able = (age >= 40) & (age <= 84) & ~heart & (risk > 0)
    who = np.flatnonzero(able & (rng.random(age.size) < RISK_RECORDED))
    yield _recorded(
        world, window, "qrisk", who, np.round(risk.astype(float), 1), "GP record, QRISK"
    )


def worked_out(world: World, window: Window) -> Iterator[Events]:
    """Scores that follow from the record, as at the end of the window."""
    ill, age = world.ill, world.age
    now = world.people.current(window.end)
    burden = sum(weight * ill.has[name] for name, weight in WEIGHTS.items())
    burden = burden + ANXIETY_OR_DEPRESSION * ill.any_of("anxiety", "depression")
    yield _at_end(window, "cambridge_multimorbidity", now, np.round(burden, 2))
    stroke = now & ill.has["atrial_fibrillation"]
    yield _at_end(window, "cha2ds2_vasc", stroke, stroke_points(world).astype(float))
    points = sum(weight * ill.has[name] for name, weight in HOSPITAL_FRAILTY.items())
    points = np.round(points * np.clip(world.people.usage, 0.3, 1.6), 1)
    yield _at_end(window, "hospital_frailty", now & (age >= 75), points)


def _at_end(
    window: Window, name: str, who: NDArray[np.bool_], value: NDArray[np.floating]
) -> Events:
    ids = np.flatnonzero(who)
    when = np.full(ids.size, window.end, dtype=np.int32)
    columns: dict[str, object] = {
        "value": value[ids],
        "source": "worked out from the record",
    }
    return Events("score", name, ids, when, columns)


def _recorded(
    world: World,
    window: Window,
    name: str,
    who: NDArray[np.integer],
    value: NDArray[np.floating],
    source: str,
) -> Events:
    rng = world.rng(f"score {name}", window)
    who = who[rng.random(who.size) < window.years]
    ago = np.minimum(
        rng.exponential(USUAL_YEARS_AGO, who.size) * YEAR,
        (window.end - window.start) - 1,
    )
    when = (window.end - ago).astype(np.int32)
    kept = world.alive_in(who, when)
    columns: dict[str, object] = {"value": value[who[kept]], "source": source}
    return Events("score", name, who[kept], when[kept], columns)
