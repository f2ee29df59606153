"""Hospital: emergency and planned admissions, A&E, operations and their causes."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.attendances import ARRIVALS, arrivals, attendances
from phm_core.synthetic.calendar import NEVER, Window, day
from phm_core.synthetic.contacts import EMPTY, HOSPITALS, Contacts, priced, used
from phm_core.synthetic.planted import PROGRAMME_KEEPS
from phm_core.synthetic.programme import joined_on
from phm_core.synthetic.readmissions import emergencies, home_before_the_next
from phm_core.synthetic.storage import coded, words
from phm_core.synthetic.world import Events, World

Codes = NDArray[np.integer]

LONG_STAYS = 1.25
"""Spread of stays on the log scale: many end the same day, few last for weeks."""
DISCHARGES = ("usual_residence", "care_home", "other_hospital", "died", "other")


@cache
def reasons() -> Mapping[str, Any]:
    """The admissions file."""
    path = Path(__file__).parent / "admissions.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value


def hospital(world: World, window: Window) -> Iterator[Events]:
    """Admissions, A&E attendances with their detail, and operations."""
    urgent = _emergencies(world, window)
    yield _emergency_events(world, window, urgent)
    yield from attendances(world, window, urgent)
    yield from _planned(world, window)


def _emergencies(world: World, window: Window) -> Contacts:
    """Emergency admissions; the programme that worked prevents some."""
    found = emergencies(world, window)
    joined = joined_on(world)[found.who]
    rng = world.rng("programme effect", window)
    spared = (found.when > joined) & (rng.random(joined.size) > PROGRAMME_KEEPS)
    return Contacts(found.who[~spared], found.when[~spared])


def _age_group(world: World, found: Contacts) -> Codes:
    return np.searchsorted([18, 65], world.age_on(found.who, found.when), side="right")


def _cause(rows: list[dict[str, Any]], group: Codes, rng: np.random.Generator) -> Codes:
    """A row of the list for each event, by the weights of its age group."""
    edges = np.array([row["share"] for row in rows]).cumsum(axis=0)
    edges /= edges[-1]
    draw = rng.random(group.size)
    out = np.empty(group.size, dtype=np.int64)
    for number in range(edges.shape[1]):
        mine = group == number
        out[mine] = np.searchsorted(edges[:, number], draw[mine])
    return out


def _emergency_events(world: World, window: Window, found: Contacts) -> Events:
    rng = world.rng("emergency detail", window)
    common, following = reasons()["emergency"], reasons()["following"]
    cause = _cause(common, _age_group(world, found), rng)
    for number, row in enumerate(following, start=len(common)):
        has = world.ill.has[row["condition"]][found.who]
        cause[has & (rng.random(cause.size) < row["share"])] = number
    rows = [*common, *following]
    middle = np.array([row["to"] for row in rows])[cause]
    old = np.where(world.age[found.who] >= 80, 1.45, 1.0)
    stay = middle * old * rng.lognormal(0, LONG_STAYS, cause.size) * 0.72
    end = found.when + np.minimum(stay, 180).astype(np.int32)
    end = home_before_the_next(found, end)
    died = world.people.died[found.who]
    fatal = died <= end
    end = np.where(fatal, died, end)
    acsc = np.array([bool(row.get("acsc")) for row in rows])[cause]
    columns = {
        **priced("emergency_admission", cause.size, rng),
        "provider_code": words(rng.integers(0, 2, cause.size), list(HOSPITALS)),
        "end": world.seen(end),
        **_diagnoses(world, found.who, cause, [row["icd10"] for row in rows]),
        "arrival_mode": words(arrivals(world, found.who, rng), list(ARRIVALS)),
        "discharge_destination": _destinations(
            world, found.who, fatal, end > day(world.seen_to), rng
        ),
        "acsc": acsc,
    }
    return Events("activity", "emergency_admission", found.who, found.when, columns)


def _destinations(
    world: World,
    who: Codes,
    fatal: NDArray[np.bool_],
    staying: NDArray[np.bool_],
    rng: np.random.Generator,
) -> pa.DictionaryArray:
    draw = rng.random(who.size)
    home = np.where(world.habits["care_home"][who], 1, 0)
    to = np.select([draw < 0.03, draw < 0.035], [2, 4], home)
    to = np.where(fatal, 3, to)
    return words(np.where(staying & ~fatal, 5, to), [*DISCHARGES, None])


def _diagnoses(
    world: World, who: Codes, cause: Codes, first: list[str]
) -> dict[str, object]:
    """First diagnosis, and all of them: conditions that the person has beside it."""
    beside = reasons()["beside"]
    bits = np.zeros(who.size, dtype=np.int64)
    for place, name in enumerate(beside):
        bits |= world.ill.has[name][who].astype(np.int64) << place
    used, position = np.unique(cause << len(beside) | bits, return_inverse=True)
    texts = [
        ";".join(
            [
                first[code >> len(beside)],
                *(
                    other
                    for place, other in enumerate(beside.values())
                    if code >> place & 1 and other != first[code >> len(beside)]
                ),
            ]
        )
        for code in used.tolist()
    ]
    every = coded(position.astype(np.int32), texts)
    return {"icd10": words(cause, list(first)), "icd10_all": every}


def _planned(world: World, window: Window) -> Iterator[Events]:
    rng = world.rng("planned detail", window)
    found = used(world, window, "elective_admission")
    rows = reasons()["elective"]
    cause = _cause(rows, _age_group(world, found), rng)
    nights = np.where(rng.random(cause.size) < 0.86, 0, rng.geometric(0.3, cause.size))
    end = np.minimum(
        found.when + nights, np.minimum(world.people.died[found.who], NEVER)
    )
    columns = {
        **EMPTY,
        **priced("elective_admission", cause.size, rng),
        "provider_code": words(rng.integers(0, 2, cause.size), list(HOSPITALS)),
        "end": world.seen(end),
        **_diagnoses(world, found.who, cause, [row["icd10"] for row in rows]),
        "arrival_mode": words(np.full(cause.size, 2), list(ARRIVALS)),
        "discharge_destination": words(np.zeros(cause.size, int), list(DISCHARGES)),
    }
    yield Events("activity", "elective_admission", found.who, found.when, columns)
    operated = rng.random(cause.size) < 0.82
    done: dict[str, object] = {
        "opcs4": words(cause[operated], [row["opcs4"] for row in rows]),
        "setting": "elective_admission",
    }
    place = np.argsort(np.argsort([row["opcs4"] for row in rows]))[cause[operated]]
    who, when = found.who[operated], found.when[operated]
    yield Events("procedure", "procedure", who, when, done, place)
