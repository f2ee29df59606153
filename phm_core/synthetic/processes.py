"""What was offered and done: reviews, checks, screening, vaccination, referrals."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.calendar import MONTH, NEVER, Window, day, first_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.habits import NOT_ASKED, SMOKES, SMOKING
from phm_core.synthetic.programme import joined_on
from phm_core.synthetic.storage import words
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import in_turn, once_a_season, once_a_year

Who = NDArray[np.integer]
Days = NDArray[np.integer]

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
NEXT_DOSE = 0.95
"""Of those who had a dose, those who have the next one."""
PROGRAMMES_BEGIN = (9, 1)
"""Month and day of the year in which vaccination and screening programmes began."""


@cache
def declared() -> Mapping[str, Any]:
    """The processes file."""
    path = Path(__file__).parent / "processes.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value


def mirrored(world: World, measured: Events) -> Iterator[Events]:
    """The check that a measurement belongs to, for people with a long-term illness."""
    name = MIRRORS.get(measured.kind)
    if name is not None:
        due = world.ill.any_of(*CHECKED)[measured.who]
        due &= measured.day >= world.ill.onset(*CHECKED)[measured.who]
        columns: dict[str, object] = {"outcome": "done"}
        yield Events("process", name, measured.who[due], measured.day[due], columns)


def processes(world: World, window: Window, *, ever: bool) -> Iterator[Events]:
    """Every process in a window, one kind at a time.

    With `ever`, what is done once in a life goes back as far as its programme, and
    what is due every few years goes back further than the window.
    """
    for name, plan in declared().items():
        if "doses" in plan:
            who, when = at_an_age(world, window, name, ever=ever)
        elif ever and "years" in plan:
            who, when = _yearly(world, window.longer(plan["years"]), name)
        else:
            who, when = _yearly(world, window, name)
        yield Events("process", name, who, when, _outcomes(world, window, name, who))
    joined = joined_on(world)
    who = np.flatnonzero((joined > window.start) & (joined <= window.end))
    columns: dict[str, object] = {"outcome": "started"}
    yield Events("process", "proactive_care", who, joined[who], columns)


def _yearly(world: World, window: Window, name: str) -> tuple[Who, Days]:
    plan = declared()[name]

    groups = [plan, *plan.get("and", [])]

    def chance(then: World) -> NDArray[np.floating]:
        return np.maximum.reduce([_chance(then, group) for group in groups])

    if plan.get("season"):
        return once_a_season(world, window, chance, name)
    who, when = once_a_year(world, window, chance, name)
    if "for" in plan:
        # Nobody is reviewed for what is not diagnosed yet.
        onset = world.ill.onset(*plan["for"])[who]
        kept = (when >= onset) | (onset == NEVER)
        who, when = who[kept], when[kept]
    return who, when


def at_an_age(
    world: World, window: Window, name: str, *, ever: bool
) -> tuple[Who, Days]:
    """What each person is offered once, at an age: days within the window.

    Each person's luck and delay are lasting, so that windows join up.
    """
    plan, people = declared()[name], world.people
    began = day(date(plan["since"], *PROGRAMMES_BEGIN))
    share = plan["chance"] * _evenly(world, plan["gradient"])
    sex = {"sex": plan["sex"]} if "sex" in plan else {}
    able = _due(world, sex)
    luck = generator(world.seed, f"{name} ever").random(len(people))
    parts = []
    for number, (first, last) in enumerate(plan["doses"]):
        taken = able & (luck < share * NEXT_DOSE**number)
        late = generator(world.seed, f"{name} late {number}").exponential(
            plan["late"] * MONTH, len(people)
        )
        due = first_of(people.born + first)
        if "for" in plan:
            due = np.minimum(due, world.ill.onset(*plan["for"]))
        due = np.maximum(due, began)
        when = (due + 1 + late).astype(np.int32)
        taken &= due < first_of(people.born + last + 1)
        taken &= (when > (-NEVER if ever else window.start)) & (when <= window.end)
        who = np.flatnonzero(taken)
        who = who[world.alive_in(who, when[who])]
        parts.append((who, when[who]))
    return in_turn(parts)


def _chance(world: World, plan: Mapping[str, Any]) -> NDArray[np.floating]:
    """Chance of each person, in a year, in the group of a plan."""
    return _due(world, plan) * plan["chance"] * _evenly(world, plan["gradient"])


def _due(world: World, plan: Mapping[str, Any]) -> NDArray[np.bool_]:
    ill, age = world.ill, world.age
    due = np.ones(age.size, dtype=bool)
    if "for" in plan:
        due = ill.any_of(*plan["for"])
        if plan.get("register"):
            due = np.logical_or.reduce([ill.on_register(n) for n in plan["for"]])
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
