"""Who serves whom in the Demo ICS: practices, networks, Places, neighbourhoods."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import demo_gazetteer as gazetteer
from phm_core.synthetic.chance import generator
from phm_core.synthetic.demo_land import Land, to_degrees
from phm_core.synthetic.demo_need import Need

UNALLOCATED = ("U", "Unallocated")
SPECIAL_PRACTICE = "D90099"
LONE_PRACTICE = "D90031"
CLOSED_PRACTICE = "D90032"
FORMED = date(2021, 4, 1)
CLOSED_ON = date(2025, 3, 31)
OUTSIDE = tuple(f"D019000{number:02d}" for number in range(1, 7))
"""Small areas beyond the county from which some people come to its practices."""
SPECIAL_PATIENTS = 140
COMES_FROM_OUTSIDE = 0.018
GOES_OUTSIDE = 0.012


@dataclass(frozen=True)
class Practice:
    """A practice with its network, Place and position in kilometres."""

    code: str
    name: str
    network: tuple[str, str]
    place: tuple[str, str]
    at: tuple[float, float]
    size: float
    supplier: str
    valid_from: date = FORMED
    valid_to: date | None = None


def practices(land: Land, seed: int) -> list[Practice]:
    """Every practice, the special-allocation, lone and closed ones last."""
    rng = generator(seed, "practices")
    found = []
    for number, name in enumerate(gazetteer.SURGERIES):
        network = gazetteer.NETWORKS[number // 4]
        town = network.settlements[number % 4 * len(network.settlements) // 4]
        cells = land.centres[land.settlement == town]
        at = cells[rng.integers(len(cells))] + rng.normal(0, 0.1, 2)
        found.append(
            Practice(
                code=f"D90{number + 1:03d}",
                name=name,
                network=(network.code, network.name),
                place=gazetteer.PLACES[network.place],
                at=(float(at[0]), float(at[1])),
                size=float(rng.lognormal(network.larger, 0.28)),
                supplier=str(rng.choice(gazetteer.SUPPLIERS)),
            )
        )
    return found + _unusual(land)


def _unusual(land: Land) -> list[Practice]:
    city = land.centres[land.settlement == 1].mean(axis=0)
    at = (float(city[0]), float(city[1]))
    place = gazetteer.PLACES[0]
    first = gazetteer.NETWORKS[1]
    return [
        Practice(
            LONE_PRACTICE, "Saxon Walk Surgery", UNALLOCATED, place, at, 0.42, "TPP"
        ),
        Practice(
            SPECIAL_PRACTICE,
            "Eldenmouth Special Allocation Service",
            UNALLOCATED,
            place,
            at,
            0.0,
            "EMIS",
        ),
        Practice(
            CLOSED_PRACTICE,
            "Copper Lane Surgery",
            (first.code, first.name),
            place,
            at,
            0.0,
            "EMIS",
            date(2021, 4, 1),
            CLOSED_ON,
        ),
    ]


def position(practice: Practice) -> tuple[float, float]:
    """Latitude and longitude of a practice."""
    lon, lat = to_degrees(np.array([practice.at]))[0]
    return float(lat), float(lon)


def registrations(
    land: Land, need: Need, surgeries: list[Practice], seed: int
) -> NDArray[np.integer]:
    """People by home and practice: nearer and larger practices draw more.

    Rows are the county's small areas, then those outside it.
    """
    rng = generator(seed, "registrations")
    towns = np.array([s.kind == "countryside" for s in gazetteer.SETTLEMENTS])
    reach = np.where(towns[land.settlement], 3.4, 1.15)
    at = np.array([surgery.at for surgery in surgeries])
    size = np.array([surgery.size for surgery in surgeries])
    far = np.hypot(*(land.centres[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    pull = size * (np.exp(-far / reach[:, None]) + 0.0004 * np.exp(-far / 12))
    share = pull / pull.sum(axis=1, keepdims=True)
    stay = rng.binomial(need.residents, 1 - GOES_OUTSIDE)
    rows = [rng.multinomial(n, p) for n, p in zip(stay, share, strict=True)]
    table = np.array(rows, dtype=np.int64)
    _fill_special(table, surgeries, need, rng)
    visitors = rng.multinomial(
        int(table.sum() * COMES_FROM_OUTSIDE),
        np.repeat(table.sum(axis=0) / table.sum() / len(OUTSIDE), len(OUTSIDE)),
    ).reshape(len(surgeries), len(OUTSIDE))
    return np.vstack([table, visitors.T])


def _fill_special(
    table: NDArray[np.integer],
    surgeries: list[Practice],
    need: Need,
    rng: np.random.Generator,
) -> None:
    """Special allocation: a few people from everywhere, more from deprived areas."""
    number = [surgery.code for surgery in surgeries].index(SPECIAL_PRACTICE)
    weight = need.residents * (11.0 - need.tenth)
    table[:, number] = rng.multinomial(SPECIAL_PATIENTS, weight / weight.sum())


def neighbourhood_of(points: NDArray[np.floating]) -> NDArray[np.integer]:
    """Nearest neighbourhood centre of each point."""
    centres = np.array([(x, y) for _, _, x, y in gazetteer.NEIGHBOURHOODS])
    return np.hypot(*(points[:, None, :] - centres[None]).transpose(2, 0, 1)).argmin(
        axis=1
    )
