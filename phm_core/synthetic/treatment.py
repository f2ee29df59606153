"""Medicines: who takes which, from when, and each issue of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.calendar import MONTHS, NEVER, YEAR, Window, day, first_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.clinical import due_statin
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import in_turn

INTERVAL = 84
"""Days between repeat issues."""
FOLLOWED_UP = 60
"""Mean days from the diagnosis to the first issue."""
STOPPED = 0.08
STOPPED_AFTER = (0.5, 5.0)
"""Years after which those who stop have done so."""
PREVENTING_YEARS = 12.0
"""Mean years that people without the disease have taken a statin to prevent it."""
HIGH_INTENSITY = 0.55
ANTICOAGULATED = 0.90
DOAC = 0.85
SCORE_DUE = 2
WITH_STEROID_INHALER = 0.72
RELIEVERS = 0.85

Who = NDArray[np.integer]
Days = NDArray[np.integer]


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
            some = _some(world, f"{name} {other}", share)[who]
            yield other, who[some], when[some], INTERVAL
    for name, plan in plans()["acute"].items():
        who, when = now_and_then(world, window, name, partial(_acute_rate, plan=plan))
        for kind in (name, *plan.get("also", [])):
            yield kind, who, when, 14


@dataclass(frozen=True)
class Course:
    """Who takes a medicine: from which day, and until when."""

    who: Who
    start: Days
    stop: Days


def _some(world: World, part: str, share: float) -> NDArray[np.bool_]:
    """A lasting share of people, the same in every window."""
    return _luck(world, f"some {part}") < share


def _luck(world: World, part: str) -> NDArray[np.floating]:
    """A lasting number between 0 and 1 of each person."""
    return generator(world.seed, part).random(len(world.people))


def _course(start: Days, stop: Days) -> Course:
    """The course of everyone who starts one."""
    who = np.flatnonzero(start < NEVER)
    return Course(who, start[who], stop[who])


def _while_ill(world: World, condition: str, chosen: NDArray[np.bool_]) -> Course:
    """From the diagnosis on, for as long as the condition lasts."""
    entries = world.ill.entries[condition]
    mine = chosen[entries.who]
    return Course(entries.who[mine], entries.since[mine], entries.until[mine])


def _taken(world: World, name: str, plan: Mapping[str, Any]) -> Course:
    """The regular medicine of each person: from the first reason to the last."""
    count = len(world.people)
    start, stop = np.full(count, NEVER, np.int32), np.zeros(count, np.int32)
    for condition, share in plan.get("for", {}).items():
        ill = _while_ill(world, condition, _some(world, f"{name} {condition}", share))
        np.minimum.at(start, ill.who, ill.start)
        np.maximum.at(stop, ill.who, ill.stop)
    if "everyone" in plan:
        luck = _luck(world, f"some {name}")
        for share, age in zip(plan["everyone"], (18, 40, 65), strict=True):
            from_age = first_of(world.people.born + age * MONTHS)
            start = np.where(luck < share, np.minimum(start, from_age), start)
        stop = np.full(count, NEVER, np.int32)
    if "unless" in plan:
        entries = world.ill.entries[plan["unless"]]
        np.minimum.at(stop, entries.who, entries.since)
    return _course(start, stop)


def _acute_rate(world: World, plan: Mapping[str, Any]) -> NDArray[np.floating]:
    rate = np.full(len(world.people), float(plan.get("everyone", 0.0)))
    for condition, extra in plan.get("for", {}).items():
        rate += extra * world.ill.has[condition]
    return rate * np.where(world.age < 5, 1.6, 1.0)


def repeats(
    world: World, window: Window, name: str, course: Course, *, kept_on: bool = False
) -> tuple[Who, Days]:
    """Repeat issues of a course: a lasting rhythm, so windows join up.

    The first issue follows some time after the course is due. A few people stopped;
    with `kept_on` nobody did, and nobody waits.
    """
    who, people = course.who, world.people
    # One generator for each: a world that has grown must not shift their draws.
    phase = (_luck(world, f"phase {name}")[who] * INTERVAL).astype(np.int32)
    start = np.maximum(course.start, people.known_from[who])
    stop = np.minimum(course.stop, people.gone[who])
    if not kept_on:
        luck = _luck(world, f"stopped {name}")[who] / STOPPED
        after = (np.interp(luck, (0, 1), STOPPED_AFTER) * YEAR).astype(np.int32)
        stop = np.where(luck < 1, np.minimum(stop, start + after), stop)
        delay = -np.log1p(-_luck(world, f"delay {name}")[who]) * FOLLOWED_UP
        start = start + delay.astype(np.int32)
    earliest = np.maximum(start, window.start + 1)
    latest = np.minimum(stop - 1, window.end)
    first = earliest + (phase - earliest) % INTERVAL
    count = np.maximum((latest - first) // INTERVAL + 1, 0).astype(np.int64)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    when = np.repeat(first, count) + step * INTERVAL
    begun = (start > window.start) & (start <= latest) & (start != first)
    every = np.concatenate([np.repeat(who, count), who[begun]])
    return every, np.concatenate([when, start[begun]]).astype(np.int32)


def now_and_then(
    world: World,
    window: Window,
    name: str,
    rate: Callable[[World], NDArray[np.floating]],
) -> tuple[Who, Days]:
    """Issues at random, this many a year for each person as they were in each year."""
    parts = []
    for year in window.years_apart():
        rng = world.rng(f"acute {name}", year)
        counts = rng.poisson(rate(world.then(year.end)) * year.years)
        who = np.repeat(np.arange(counts.size), counts)
        when = rng.integers(year.start + 1, year.end + 1, who.size).astype(np.int32)
        kept = world.alive_in(who, when)
        parts.append((who[kept], when[kept]))
    return in_turn(parts)


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
    ago = -np.log1p(-_luck(world, "statin since")) * PREVENTING_YEARS * YEAR
    since = day(world.born_at) - 100 - ago.astype(np.int32)
    start = np.where(due_statin(ill, world.age), due, since)
    start = np.where(world.clinical["statin"] > 0, start, NEVER)
    course = _course(start, np.full(count, NEVER, np.int32))
    who, when = repeats(world, window, "statin", course, kept_on=True)
    high = _some(world, "high intensity", HIGH_INTENSITY)[who]
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
    chosen = due & _some(world, "anticoagulant", ANTICOAGULATED)
    course = _while_ill(world, "atrial_fibrillation", chosen)
    who, when = repeats(world, window, "anticoagulant", course)
    direct = _some(world, "doac", DOAC)[who]
    yield "anticoagulant", who, when, INTERVAL
    yield "doac", who[direct], when[direct], INTERVAL


def _inhalers(world: World, window: Window) -> Iterator[Issue]:
    """Everyone on the asthma register has a medicine; those off it have none."""
    course = _while_ill(world, "asthma", world.ill.on_register("asthma"))
    who, when = repeats(world, window, "asthma", course, kept_on=True)
    yield "asthma_medicine", who, when, INTERVAL
    steroid = _some(world, "ics", WITH_STEROID_INHALER)[who]
    yield "ics", who[steroid], when[steroid], INTERVAL
    who, when = now_and_then(world, window, "saba", _reliever_rate)
    yield "saba", who, when, 28
    asthmatic = world.ill.has["asthma"][who]
    yield "asthma_medicine", who[asthmatic], when[asthmatic], 28
    yield "oral_steroid", *now_and_then(world, window, "asthma attack", _attack_rate), 7


def _reliever_rate(world: World) -> NDArray[np.floating]:
    asthma = world.ill.on_register("asthma") * 2.6 * np.clip(world.people.usage, 0, 4)
    copd = world.ill.has["copd"] & ~world.ill.has["asthma"]
    return _some(world, "saba", RELIEVERS) * (asthma + copd * 3.0)


def _attack_rate(world: World) -> NDArray[np.floating]:
    return world.ill.on_register("asthma") * 0.22 * np.clip(world.people.usage, 0, 4)


def _epilepsy(world: World, window: Window) -> Iterator[Issue]:
    course = _while_ill(world, "epilepsy", world.ill.on_register("epilepsy"))
    who, when = repeats(world, window, "epilepsy", course, kept_on=True)
    yield "antiepileptic", who, when, INTERVAL
    valproate = _some(world, "valproate", 0.16)[who]
    yield "valproate", who[valproate], when[valproate], INTERVAL
