"""Attendances in A&E: how people came, how ill they were, what was done."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.attendance_course import course
from phm_core.synthetic.calendar import Window
from phm_core.synthetic.contacts import EMPTY, HOSPITALS, Contacts, priced, used
from phm_core.synthetic.storage import words
from phm_core.synthetic.world import Events, World

VIA_AE = 0.68
"""Share of emergency admissions that come through A&E."""
ARRIVALS = ("ambulance", "walk_in", "referral", "other")
DEPARTMENTS = ("1", "2", "3", "4")
COMPLAINTS = (
    "chest pain",
    "abdominal pain",
    "breathlessness",
    "limb injury",
    "head injury",
    "fever",
    "fall",
    "wound",
    "headache",
    "mental health crisis",
    "back pain",
    "rash",
    "palpitations",
    "collapse",
)
INVESTIGATIONS = (
    "none",
    "blood tests",
    "x-ray",
    "blood tests;ecg",
    "urinalysis",
    "ct scan",
)
TREATMENTS = (
    "advice",
    "medication",
    "wound care",
    "plaster",
    "none",
    "intravenous fluids",
)


def attendances(world: World, window: Window, urgent: Contacts) -> Iterator[Events]:
    """Attendances: those that go home, and those on the way to admission."""
    rng = world.rng("ae detail", window)
    home = used(world, window, "ae")
    through = rng.random(urgent.who.size) < VIA_AE
    who = np.concatenate([home.who, urgent.who[through]])
    when = np.concatenate([home.when, urgent.when[through]])
    admitted = np.arange(who.size) >= home.who.size
    acuity = np.where(
        admitted, rng.choice(4, who.size, p=(0.05, 0.40, 0.45, 0.10)) + 1, 0
    )
    calm = rng.choice(4, who.size, p=(0.08, 0.42, 0.38, 0.12)) + 2
    acuity = np.where(admitted, acuity, calm)
    arrival = arrivals(world, who, rng)
    arrival = np.where(~admitted & (rng.random(who.size) < 0.6), 1, arrival)
    columns = {
        **EMPTY,
        **priced("ae", who.size, rng),
        "provider_code": words(rng.integers(0, 2, who.size), list(HOSPITALS)),
        "arrival_mode": words(arrival, list(ARRIVALS)),
        "discharge_destination": words(
            np.where(admitted, 1, 0), ["usual_residence", "other_hospital"]
        ),
    }
    yield Events("activity", "ae", who, when, columns)
    low = (acuity >= 4) & ~admitted
    tests = np.where(
        low, rng.choice((0, 0, 0, 4), who.size), rng.integers(1, 6, who.size)
    )
    cared = np.where(
        low, rng.choice((0, 0, 1, 4), who.size), rng.integers(0, 6, who.size)
    )
    minor = ~admitted & (rng.random(who.size) < 0.30)
    detail: dict[str, object] = {
        "acuity": acuity.astype(np.int8),
        "chief_complaint": words(
            rng.integers(0, len(COMPLAINTS), who.size), list(COMPLAINTS)
        ),
        "investigations": words(tests, list(INVESTIGATIONS)),
        "treatments": words(cared, list(TREATMENTS)),
        "diagnosis": None,
        "department_type": words(np.where(minor, 2, 0), list(DEPARTMENTS)),
        **course(arrival, ARRIVALS, admitted, world.rng("ae course", window)),
    }
    yield Events("emergency_care", "emergency_care", who, when, detail)


def arrivals(
    world: World, who: NDArray[np.integer], rng: np.random.Generator
) -> NDArray[np.integer]:
    """Way of arrival: more by ambulance the older they are."""
    draw = rng.random(who.size)
    carried = np.interp(world.age[who], (0, 20, 60, 85), (0.18, 0.3, 0.42, 0.74))
    return np.select([draw < carried, draw < carried + 0.22, draw > 0.98], [0, 1, 3], 2)
