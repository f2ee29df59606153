"""Medicines: who takes which, from when, and each issue of them."""

from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.calendar import MONTHS, NEVER, YEAR, Window, day, first_of
from phm_core.synthetic.clinical import due_statin
from phm_core.synthetic.courses import (
    INTERVAL,
    Course,
    Who,
    course_of,
    luck_of,
    now_and_then,
    repeats,
    some_of,
    while_ill,
)
from phm_core.synthetic.world import Events, World

PREVENTING_YEARS = 12.0
"""Mean years that people without the disease have taken a statin to prevent it."""
HIGH_INTENSITY = 0.55
ANTICOAGULATED = 0.90
DOAC = 0.85
SCORE_DUE = 2
WITH_STEROID_INHALER = 0.72
RELIEVERS = 0.85


@cache
def plans() -> Mapping[str, Any]:
    """The medicines file."""
    path = Path(__file__).parent / "treatment.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value


def medications(world: World, window: Window) -> Iterator[Events]:
    """Every issue of every medicine in a window, one kind at a time."""
    merged: dict[str, list[tuple[Who, NDArray[np.integer], int]]] = {}
    for kind, who, when, length in _issues(world, window):
        merged.setdefault(kind, []).append((who, when, length))
    for kind in sorted(merged):
        parts = merged[kind]
        lengths = [np.full(who.size, length, np.int16) for who, _, length in parts]
        yield Events(
            "medication",
            kind,
            np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]),
            {
                "quantity_days": np.concatenate(lengths),
                "code": None,
                "code_system": None,
            },
        )


Issue = tuple[str, Who, NDArray[np.integer], int]


def _issues(world: World, window: Window) -> Iterator[Issue]:
    yield from _statins(world, window)
    yield from _anticoagulants(world, window)
    yield from _inhalers(world, window)
    yield from _epilepsy(world, window)
    for name, plan in plans()["regular"].items():
        who, when = repeats(world, window, name, _taken(world, name, plan))
        yield name, who, when, INTERVAL
        for other, share in plan.get("also", {}).items():
            some = some_of(world, f"{name} {other}", share)[who]
            yield other, who[some], when[some], INTERVAL
    for name, plan in plans()["acute"].items():
        who, when = now_and_then(world, window, name, partial(_acute_rate, plan=plan))
        for kind in (name, *plan.get("also", [])):
            yield kind, who, when, 14


def _taken(world: World, name: str, plan: Mapping[str, Any]) -> Course:
    """The regular medicine of each person: from the first reason to the last."""
    count = len(world.people)
    start, stop = np.full(count, NEVER, np.int32), np.zeros(count, np.int32)
    for condition, share in plan.get("for", {}).items():
        ill = while_ill(world, condition, some_of(world, f"{name} {condition}", share))
        np.minimum.at(start, ill.who, ill.start)
        np.maximum.at(stop, ill.who, ill.stop)
    if "everyone" in plan:
        luck = luck_of(world, f"some {name}")
        for share, age in zip(plan["everyone"], (18, 40, 65), strict=True):
            from_age = first_of(world.people.born + age * MONTHS)
            start = np.where(luck < share, np.minimum(start, from_age), start)
        stop = np.full(count, NEVER, np.int32)
    if "unless" in plan:
        entries = world.ill.entries[plan["unless"]]
        np.minimum.at(stop, entries.who, entries.since)
    return course_of(start, stop)


def _acute_rate(world: World, plan: Mapping[str, Any]) -> NDArray[np.floating]:
    rate = np.full(len(world.people), float(plan.get("everyone", 0.0)))
    for condition, extra in plan.get("for", {}).items():
        rate += extra * world.ill.has[condition]
    return rate * np.where(world.age < 5, 1.6, 1.0)


def _statins(world: World, window: Window) -> Iterator[Issue]:
    """From the day they are due; others, at risk, for some years."""
    ill, count = world.ill, len(world.people)
    diabetes = ill.onset("diabetes")
    forty = first_of(world.people.born + 40 * MONTHS)
    due = np.minimum(
        ill.onset(
            "coronary_heart_disease", "stroke_tia", "peripheral_arterial_disease"
        ),
        np.where(diabetes < NEVER, np.maximum(diabetes, forty), NEVER),
    )
    ago = -np.log1p(-luck_of(world, "statin since")) * PREVENTING_YEARS * YEAR
    since = day(world.born_at) - 100 - ago.astype(np.int32)
    start = np.where(due_statin(ill, world.age), due, since)
    start = np.where(world.clinical["statin"] > 0, start, NEVER)
    course = course_of(start, np.full(count, NEVER, np.int32))
    who, when = repeats(world, window, "statin", course, kept_on=True)
    high = some_of(world, "high intensity", HIGH_INTENSITY)[who]
    yield "lipid_lowering", who, when, INTERVAL
    yield "statin", who, when, INTERVAL
    yield "high_intensity_statin", who[high], when[high], INTERVAL


def stroke_points(world: World) -> NDArray[np.integer]:
    """CHA2DS2-VASc points of everyone."""
    has, age = world.ill.has, world.age
    points = has["heart_failure"] + has["hypertension"] + has["diabetes"].astype(int)
    points = points + 2 * has["stroke_tia"] + (age >= 65) + (age >= 75)
    vascular = has["coronary_heart_disease"] | has["peripheral_arterial_disease"]
    return points + vascular + (world.people.sex == 0)


def _anticoagulants(world: World, window: Window) -> Iterator[Issue]:
    due = stroke_points(world) >= SCORE_DUE
    chosen = due & some_of(world, "anticoagulant", ANTICOAGULATED)
    course = while_ill(world, "atrial_fibrillation", chosen)
    who, when = repeats(world, window, "anticoagulant", course)
    direct = some_of(world, "doac", DOAC)[who]
    yield "anticoagulant", who, when, INTERVAL
    yield "doac", who[direct], when[direct], INTERVAL


def _inhalers(world: World, window: Window) -> Iterator[Issue]:
    """Everyone on the asthma register has a medicine; those off it have none."""
    course = while_ill(world, "asthma", world.ill.on_register("asthma"))
    who, when = repeats(world, window, "asthma", course, kept_on=True)
    yield "asthma_medicine", who, when, INTERVAL
    steroid = some_of(world, "ics", WITH_STEROID_INHALER)[who]
    yield "ics", who[steroid], when[steroid], INTERVAL
    who, when = now_and_then(world, window, "saba", _reliever_rate)
    yield "saba", who, when, 28
    asthmatic = world.ill.has["asthma"][who]
    yield "asthma_medicine", who[asthmatic], when[asthmatic], 28
    yield "oral_steroid", *now_and_then(world, window, "asthma attack", _attack_rate), 7


def _reliever_rate(world: World) -> NDArray[np.floating]:
    asthma = world.ill.on_register("asthma") * 2.6 * np.clip(world.people.usage, 0, 4)
    copd = world.ill.has["copd"] & ~world.ill.has["asthma"]
    return some_of(world, "saba", RELIEVERS) * (asthma + copd * 3.0)


def _attack_rate(world: World) -> NDArray[np.floating]:
    return world.ill.on_register("asthma") * 0.22 * np.clip(world.people.usage, 0, 4)


def _epilepsy(world: World, window: Window) -> Iterator[Issue]:
    course = while_ill(world, "epilepsy", world.ill.on_register("epilepsy"))
    who, when = repeats(world, window, "epilepsy", course, kept_on=True)
    yield "antiepileptic", who, when, INTERVAL
    valproate = some_of(world, "valproate", 0.16)[who]
    yield "valproate", who[valproate], when[valproate], INTERVAL
