"""Scores as they stand in the record: frailty, heart risk, multimorbidity, stroke."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window
from phm_core.synthetic.chance import generator
from phm_core.synthetic.check_national import ANXIETY_OR_DEPRESSION, WEIGHTS
from phm_core.synthetic.treatment import stroke_points
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import once_a_year

STROKE = "cha2ds2_vasc"
DEFICITS = 36
MODERATE = 0.25
FRAILTY_SCORED = 0.72
"""People from 65 whose frailty is scored in a year."""
RISK_ASKED, RISK_SCORED = 0.50, 0.65
"""People who are ever asked about heart risk; of those, scored in a year."""
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
    who, when = once_a_year(world, window, _frailty_scored, "score efi")
    luck = world.rng("scores", window).standard_normal(who.size)
    burden, age = world.people.burden[who], world.age_on(who, when)
    frail = world.ill.has["frailty"][who] & (when >= world.ill.onset("frailty")[who])
    fit = np.minimum(0.045 + 0.0042 * np.clip(age - 65, 0, 40) + 0.028 * burden, 0.235)
    high = np.maximum(0.27 + 0.05 * np.abs(burden) + 0.02 * luck, MODERATE)
    deficits = np.clip(np.round(np.where(frail, high, fit) * DEFICITS), 0, 25)
    value = np.round(deficits / DEFICITS, 4)
    yield _recorded("efi", who, when, value, "GP record, eFI")
    who, when = once_a_year(world, window, _risk_scored, "score qrisk")
    risk = np.round(world.clinical["qrisk"][who].astype(float), 1)
    yield _recorded("qrisk", who, when, risk, "GP record, QRISK")


def _frailty_scored(world: World) -> NDArray[np.floating]:
    return (world.age >= 65) * FRAILTY_SCORED


def _risk_scored(world: World) -> NDArray[np.floating]:
    heart = world.ill.any_of(
        "coronary_heart_disease", "stroke_tia", "peripheral_arterial_disease"
    )
    able = (world.age >= 40) & (world.age <= 84) & ~heart
    luck = generator(world.seed, "risk asked").random(len(world.people))
    return able * (luck < RISK_ASKED) * RISK_SCORED


def worked_out(world: World, window: Window) -> Iterator[Events]:
    """Scores that follow from the record, as at the end of each year of the window."""
    years = [(world.then(year.end), year.end) for year in window.years_apart()]
    for name, score in WORKED_OUT.items():
        parts = [_scored(score, then, on) for then, on in years]
        if name == STROKE:
            parts.append(_at_diagnosis(world, window))
        who, when, value = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        yield _recorded(name, who, when, value, "worked out from the record")


Part = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.floating]]
Scored = tuple[NDArray[np.bool_], NDArray[np.floating]]


def _scored(score: Callable[[World], Scored], world: World, on: int) -> Part:
    """Those registered on a day who have the score, that day, and their points."""
    whose, points = score(world)
    who = np.flatnonzero(whose & world.people.current(on))
    return who, np.full(who.size, on, dtype=np.int32), points[who]


def _at_diagnosis(world: World, window: Window) -> Part:
    """The risk of stroke is worked out when atrial fibrillation is found, too."""
    entries = world.ill.entries["atrial_fibrillation"]
    new = (entries.since > window.start) & (entries.since < window.end)
    new &= world.alive_in(entries.who, entries.since)
    who = entries.who[new]
    return who, entries.since[new], stroke_points(world)[who] * 1.0


def _multimorbidity(world: World) -> Scored:
    has = world.ill.has
    burden = sum(weight * has[name] for name, weight in WEIGHTS.items())
    burden = burden + ANXIETY_OR_DEPRESSION * world.ill.any_of("anxiety", "depression")
    return np.ones(burden.size, dtype=bool), np.round(burden, 2)


def _stroke(world: World) -> Scored:
    return world.ill.has["atrial_fibrillation"], stroke_points(world) * 1.0


def _hospital_frailty(world: World) -> Scored:
    has = world.ill.has
    points = sum(weight * has[name] for name, weight in HOSPITAL_FRAILTY.items())
    points = np.round(points * np.clip(world.people.usage, 0.3, 1.6), 1)
    return world.age >= 75, points


WORKED_OUT: dict[str, Callable[[World], Scored]] = {
    "cambridge_multimorbidity": _multimorbidity,
    STROKE: _stroke,
    "hospital_frailty": _hospital_frailty,
}


def _recorded(
    name: str,
    who: NDArray[np.integer],
    when: NDArray[np.integer],
    value: NDArray[np.floating],
    source: str,
) -> Events:
    columns: dict[str, object] = {"value": value, "source": source}
    return Events("score", name, who, when, columns)
