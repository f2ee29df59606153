"""What was offered and done: reviews, checks, screening, vaccination, referrals."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.calendar import YEAR, Window, day
from phm_core.synthetic.habits import NOT_ASKED, SMOKES, SMOKING
from phm_core.synthetic.programme import joined_on
from phm_core.synthetic.storage import words
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import anchors, once_a_year

MIRRORS = {
    "systolic_bp": "bp_check",
    "hba1c": "hba1c_check",
    "egfr": "kidney_check",
    "urine_acr": "urine_acr_check",
    "total_cholesterol": "lipid_check",
    "bmi": "bmi_check",
    "alcohol_units": "alcohol_check",
}
"""Checks that a measurement is the result of."""
CHECKED = (
    "hypertension",
    "diabetes",
    "coronary_heart_disease",
    "stroke_tia",
    "chronic_kidney_disease",
    "heart_failure",
    "atrial_fibrillation",
    "serious_mental_illness",
    "learning_disability",
)
"""People whose checks are recorded as such, not only as a reading."""
LATELY = 24
"""Months of processes held, where their own line does not say more."""
SERIES_MONTHS = {"bp_check": 36, "hba1c_check": 36, "smi_health_check": 36}
"""Months of the processes that have a monthly series."""
AUTUMN = 300
"""Day of the year around which seasonal vaccines are given."""


@cache
def declared() -> Mapping[str, Any]:
    """The processes file."""
    path = Path(__file__).parent / "processes.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value


def mirrored(world: World, window: Window, measured: Events) -> Iterator[Events]:
    """The check that a measurement belongs to, for people with a long-term illness."""
    name = MIRRORS.get(measured.kind)
    if name is not None:
        due = world.ill.any_of(*CHECKED)[measured.who]
        due &= measured.day > window.last(SERIES_MONTHS.get(name, LATELY)).start
        columns: dict[str, object] = {"outcome": "done"}
        yield Events("process", name, measured.who[due], measured.day[due], columns)


def processes(world: World, window: Window) -> Iterator[Events]:
    """Every process in a window, one kind at a time."""
    for name, plan in declared().items():
        groups = [plan, *plan.get("and", [])]
        chance = np.maximum.reduce([_chance(world, group) for group in groups])
        held = window.last(plan.get("months", LATELY))
        spread = 25 if plan.get("season") else 21
        who, when = once_a_year(world, held, chance, name, spread=spread)
        if plan.get("season"):
            who, when = _in_autumn(world, window, who, when)
        yield Events("process", name, who, when, _outcomes(world, window, name, who))
    joined = joined_on(world)
    who = np.flatnonzero((joined > window.start) & (joined <= window.end))
    columns: dict[str, object] = {"outcome": "started"}
    yield Events("process", "proactive_care", who, joined[who], columns)


def _chance(world: World, plan: Mapping[str, Any]) -> NDArray[np.floating]:
    """Chance of each person, in a year, in the group of a plan."""
    return _due(world, plan) * plan["chance"] * _evenly(world, plan["gradient"])


def _due(world: World, plan: Mapping[str, Any]) -> NDArray[np.bool_]:
    ill, age = world.ill, world.age
    due = np.ones(age.size, dtype=bool)
    if "for" in plan:
        due = ill.any_of(*plan["for"])
        if plan.get("register"):
            due = np.logical_or.reduce([ill.register.get(n, due) for n in plan["for"]])
    if "without" in plan:
        due &= ~ill.any_of(*plan["without"])
    if "ages" in plan:
        low, high = plan["ages"]
        due &= (age >= low) & (age <= high)
    if "sex" in plan:
        due &= world.people.sex == ("female", "male").index(plan["sex"])
    if plan.get("smokers"):
        due &= world.habits["smoking"] == SMOKES
    if plan.get("carers"):
        due &= world.habits["carer"]
    return due


def _evenly(world: World, ratio: float) -> NDArray[np.floating]:
    """Less often where deprived; 1 on average."""
    return 1 + (ratio - 1) * (5.5 - world.people.risk_tenth) / 9


def _in_autumn(
    world: World, window: Window, who: NDArray[np.integer], when: NDArray[np.integer]
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Move each day to the person's usual day of autumn in the same year of theirs."""
    origin = day(world.born_at)
    began = origin + np.round(np.floor((when - origin - 1) / YEAR) * YEAR) + 1
    usual = AUTUMN - 30 + anchors(world)[who] % 75
    moved = (began + (usual - began) % YEAR).astype(np.int32)
    kept = (moved > window.start) & (moved <= window.end) & world.alive_in(who, moved)
    return who[kept], moved[kept]


def _outcomes(
    world: World, window: Window, name: str, who: NDArray[np.integer]
) -> dict[str, object]:
    shares = declared()[name]["outcomes"]
    if not shares:
        status = world.habits["smoking"][who]
        asked = np.where(status == NOT_ASKED, 0, status)
        return {"outcome": words(asked, [str(text) for text in SMOKING[:3]])}
    edges = np.cumsum(list(shares.values()))
    draw = world.rng(f"{name} outcome", window).random(who.size) * edges[-1]
    return {"outcome": words(np.searchsorted(edges, draw), list(shares))}
