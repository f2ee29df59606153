"""Medicines: who takes which, from when, and each issue of them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.calendar import YEAR, Window, day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.world import Events, World

INTERVAL = 84
"""Days between repeat issues."""
HISTORY_MONTHS = 13
"""Repeat issues are held this far back; before that, only the first one."""
ACUTE_MONTHS = 24
"""Single issues are held this far back."""
STOPPED = 0.07
HIGH_INTENSITY = 0.55
ANTICOAGULATED = 0.90
DOAC = 0.85
SCORE_DUE = 2
WITH_STEROID_INHALER = 0.72
RELIEVERS = 0.85

Who = NDArray[np.integer]


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
        users = np.flatnonzero(_takes(world, name, plan))
        who, when = repeats(world, window, name, users)
        yield name, who, when, INTERVAL
        for other, share in plan.get("also", {}).items():
            some = _some(world, f"{name} {other}", share)[who]
            yield other, who[some], when[some], INTERVAL
    for name, plan in plans()["acute"].items():
        who, when = now_and_then(world, window, name, _acute_rate(world, plan))
        for kind in (name, *plan.get("also", [])):
            yield kind, who, when, 14


def _some(world: World, part: str, share: float) -> NDArray[np.bool_]:
    """A lasting share of people, the same in every window."""
    return generator(world.seed, f"some {part}").random(len(world.people)) < share


def _takes(world: World, name: str, plan: Mapping[str, Any]) -> NDArray[np.bool_]:
    taken = np.zeros(len(world.people), dtype=bool)
    for condition, share in plan.get("for", {}).items():
        taken |= world.ill.has[condition] & _some(world, f"{name} {condition}", share)
    if "everyone" in plan:
        young, middle, old = plan["everyone"]
        age = world.age
        share = np.select([age < 18, age < 40, age < 65], [0, young, middle], old)
        taken |= generator(world.seed, f"some {name}").random(age.size) < share
    if "unless" in plan:
        taken &= ~world.ill.has[plan["unless"]]
    return taken


def _acute_rate(world: World, plan: Mapping[str, Any]) -> NDArray[np.floating]:
    rate = np.full(len(world.people), float(plan.get("everyone", 0.0)))
    for condition, extra in plan.get("for", {}).items():
        rate += extra * world.ill.has[condition]
    return rate * np.where(world.age < 5, 1.6, 1.0)


def repeats(
    world: World, window: Window, name: str, users: Who
) -> tuple[Who, NDArray[np.integer]]:
    """Repeat issues of these users: a lasting rhythm, so windows join up.

    Repeats start some time after the person fell ill and are held for the last
    last months; a few people stopped.
    """
    rng = generator(world.seed, f"repeats {name}")
    everyone = len(world.people)
    phase = rng.integers(0, INTERVAL, everyone)[users]
    origin = day(world.born_at)
    ago = (rng.exponential(6.0, everyone)[users] * YEAR).astype(np.int64) + 100
    start = np.maximum(origin - ago, world.people.known_from[users])
    stopped = rng.random(everyone)[users] < STOPPED
    stop = origin - rng.integers(380, 1700, everyone)[users]
    gone = world.people.gone[users]
    stop = np.where(stopped, np.minimum(stop, gone), gone)
    earliest = np.maximum(start, window.end - round(HISTORY_MONTHS * YEAR / 12))
    earliest = np.maximum(earliest, window.start + 1)
    latest = np.minimum(stop - 1, window.end)
    first = earliest + (phase - earliest) % INTERVAL
    count = np.maximum((latest - first) // INTERVAL + 1, 0)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    when = np.repeat(first, count) + step * INTERVAL
    begun = (start > window.start) & (start < earliest) & (start < stop)
    who = np.concatenate([np.repeat(users, count), users[begun]])
    return who, np.concatenate([when, start[begun]]).astype(np.int32)


def now_and_then(
    world: World, window: Window, name: str, rate: NDArray[np.floating]
) -> tuple[Who, NDArray[np.integer]]:
    """Issues at random, this many a year for each person."""
    window = window.last(ACUTE_MONTHS)
    rng = world.rng(f"acute {name}", window)
    counts = rng.poisson(rate * window.years)
    who = np.repeat(np.arange(counts.size), counts)
    when = rng.integers(window.start + 1, window.end + 1, who.size).astype(np.int32)
    kept = world.alive_in(who, when)
    return who[kept], when[kept]


def _statins(world: World, window: Window) -> Iterator[Issue]:
    users = np.flatnonzero(world.clinical["statin"] > 0)
    who, when = lasting(world, window, "statin", users)
    high = _some(world, "high intensity", HIGH_INTENSITY)[who]
    yield "lipid_lowering", who, when, INTERVAL
    yield "statin", who, when, INTERVAL
    yield "high_intensity_statin", who[high], when[high], INTERVAL


def lasting(
    world: World, window: Window, name: str, users: Who
) -> tuple[Who, NDArray[np.integer]]:
    """Repeats that nobody stopped: each user has one in any 12 months."""
    who, when = repeats(world, window, name, users)
    if window.years < 1:
        return who, when
    recent = who[when > window.end - INTERVAL]
    able = users[world.people.current(window.end)[users]]
    missing = np.setdiff1d(able, recent)
    start = np.maximum(window.end - INTERVAL, world.people.known_from[missing])
    day_of = np.maximum(start, window.start) + 1
    kept = day_of <= window.end
    return (
        np.concatenate([who, missing[kept]]),
        np.concatenate([when, day_of[kept].astype(np.int32)]),
    )


def stroke_points(world: World) -> NDArray[np.integer]:
    """CHA2DS2-VASc points of everyone."""
    has, age = world.ill.has, world.age
    points = has["heart_failure"] + has["hypertension"] + has["diabetes"].astype(int)
    points = points + 2 * has["stroke_tia"] + (age >= 65) + (age >= 75)
    vascular = has["coronary_heart_disease"] | has["peripheral_arterial_disease"]
    return points + vascular + (world.people.sex == 0)


def _anticoagulants(world: World, window: Window) -> Iterator[Issue]:
    due = world.ill.has["atrial_fibrillation"] & (stroke_points(world) >= SCORE_DUE)
    users = np.flatnonzero(due & _some(world, "anticoagulant", ANTICOAGULATED))
    who, when = repeats(world, window, "anticoagulant", users)
    direct = _some(world, "doac", DOAC)[who]
    yield "anticoagulant", who, when, INTERVAL
    yield "doac", who[direct], when[direct], INTERVAL


def _inhalers(world: World, window: Window) -> Iterator[Issue]:
    """Everyone on the asthma register has a medicine; those off it have none."""
    register = world.ill.register.get("asthma", world.ill.has["asthma"])
    who, when = lasting(world, window, "asthma", np.flatnonzero(register))
    yield "asthma_medicine", who, when, INTERVAL
    steroid = _some(world, "ics", WITH_STEROID_INHALER)[who]
    yield "ics", who[steroid], when[steroid], INTERVAL
    reliever = _some(world, "saba", RELIEVERS)
    usage = np.clip(world.people.usage, 0, 4)
    rate = register * reliever * 2.6 * usage
    copd = world.ill.has["copd"] & ~world.ill.has["asthma"]
    who, when = now_and_then(world, window, "saba", rate + copd * reliever * 3.0)
    yield "saba", who, when, 28
    asthmatic = world.ill.has["asthma"][who]
    yield "asthma_medicine", who[asthmatic], when[asthmatic], 28
    attacks = now_and_then(world, window, "asthma attack", register * 0.22 * usage)
    yield "oral_steroid", *attacks, 7


def _epilepsy(world: World, window: Window) -> Iterator[Issue]:
    register = world.ill.register.get("epilepsy", world.ill.has["epilepsy"])
    who, when = lasting(world, window, "epilepsy", np.flatnonzero(register))
    yield "antiepileptic", who, when, INTERVAL
    valproate = _some(world, "valproate", 0.16)[who]
    yield "valproate", who[valproate], when[valproate], INTERVAL
