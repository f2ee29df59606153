"""How attendances in A&E begin and end: who sent people, when, and what came next."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml
from phm_core.synthetic.storage import words

Codes = NDArray[np.integer]


@cache
def shares() -> Mapping[str, Any]:
    """The attendances file."""
    path = Path(__file__).parent / "attendances.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value


def course(
    arrival: Codes,
    ways: tuple[str, ...],
    admitted: NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[str, object]:
    """Columns of the emergency care table that tell each attendance's course.

    arrival: position of each in `ways`. Who comes by ambulance or is admitted comes for
    the first time.
    """
    given, count = shares(), arrival.size
    again = _drawn(given["category"], count, rng)
    serious = admitted | (arrival == ways.index("ambulance"))
    categories = list(given["category"])
    ends = ["admitted", *given["ending"]]
    left = _drawn(given["ending"], count, rng) + 1
    hours = np.array(given["hour"], dtype=float)
    return {
        "arrival_mode": words(arrival, list(ways)),
        "attendance_source": _source(arrival, ways, rng),
        "attendance_category": words(
            np.where(serious, categories.index("first"), again), categories
        ),
        "arrival_hour": rng.choice(hours.size, count, p=hours / hours.sum()).astype(
            np.int8
        ),
        "disposition": words(np.where(admitted, 0, left), ends),
    }


def _source(
    arrival: Codes, ways: tuple[str, ...], rng: np.random.Generator
) -> pa.DictionaryArray:
    """Who sent people, by the way in which they came."""
    by_way = shares()["source_of_arrival"]
    names = list(dict.fromkeys(name for way in ways for name in by_way[way]))
    found = np.zeros(arrival.size, dtype=np.int64)
    for place, way in enumerate(ways):
        mine = arrival == place
        at = np.array([names.index(name) for name in by_way[way]])
        found[mine] = at[_drawn(by_way[way], int(mine.sum()), rng)]
    return words(found, names)


def _drawn(weights: Mapping[str, float], count: int, rng: np.random.Generator) -> Codes:
    each = np.array(list(weights.values()), dtype=float)
    return rng.choice(each.size, count, p=each / each.sum())
