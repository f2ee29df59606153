"""People who died or left in the years of the demo, and where others were before."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.calendar import NEVER, YEAR, Window, first_of, months_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.people import People, registration_days, together

DEATH_BANDS = np.array([0, 1, 15, 45, 65, 75, 85, 106])
DEATH_GRADIENT = 1.9
"""Ratio of death rates, most to least deprived tenth, at equal age and sex."""
LEAVES_A_YEAR = 0.028
FROM_ANOTHER_LOCAL = 0.25
FROM_ABROAD = 0.16
"""Of adults who registered in the last years: people new to the country."""
LEFT_WITH_CLOSED = 0.12
MOVED_WITH_CLOSURE = 0.06
SICKER_DIE = 0.45
"""How strongly death follows the general burden of illness."""
TO_NATIONAL = -0.15
"""Logarithm of the factor that brings deaths to the national number."""


@dataclass(frozen=True)
class Spells:
    """Earlier spells of registration: who, at which practice, from and to."""

    who: NDArray[np.integer]
    practice: NDArray[np.integer]
    start: NDArray[np.integer]
    end: NDArray[np.integer]


def death_rates(people: People, age: NDArray[np.integer]) -> NDArray[np.floating]:
    """Expected deaths a year of each person, by age, sex and deprivation."""
    figures = national.figures()["deaths_per_1000_EW2019"]
    table = np.array([figures["female"], figures["male"]]) / 1000
    band = np.searchsorted(DEATH_BANDS, age, side="right") - 1
    by_age = table[people.sex, np.minimum(band, table.shape[1] - 1)]
    steps = (people.risk_tenth - 5.5) / 9
    # Inside the oldest band the rate still rises with age.
    oldest = np.where(age >= DEATH_BANDS[-2], 1.09 ** (age - 89.0), 1.0)
    return by_age * DEATH_GRADIENT ** (-steps * 0.9) * oldest


def death_chances(people: People, age: NDArray[np.integer]) -> NDArray[np.floating]:
    """Expected deaths a year of each person: the sicker ones more."""
    return death_rates(people, age) * np.exp(SICKER_DIE * people.burden + TO_NATIONAL)


def with_past(
    people: People, pack: Pack, window: Window, as_at: date, seed: int
) -> People:
    """Add those who died or left the area's practices in the window."""
    rng = generator(seed, "past")
    age = people.age(as_at)
    deaths = death_chances(people, age)
    young = np.where((age >= 18) & (age < 40), 2.2, 0.7)
    died = _drawn(people, deaths * window.years, rng)
    died.died = _days_in(window, len(died), rng)
    left = _drawn(people, LEAVES_A_YEAR * young / young.mean() * window.years, rng)
    left.left = _days_in(window, len(left), rng)
    past = together([died, left])
    ended = past.gone
    ages = age_of_templates(past, as_at)
    back = months_of(ended)
    now = np.int32((as_at.year - 1970) * 12 + as_at.month - 1)
    past.born = (past.born - (now - back)).astype(np.int32)
    tenure = registration_days(past.born, ages, as_at, rng)
    past.registered = np.minimum(tenure - (window.end - ended), ended - 1)
    past.registered = np.maximum(past.registered, first_of(past.born)).astype(np.int32)
    past.known_from = first_of(past.born)
    past.pseudonym = rng.integers(0, 2**63, len(past), dtype=np.uint64)
    past.burden = (past.burden * 0.6 + 0.8 * rng.standard_normal(len(past))).astype(
        np.float32
    )
    _with_closed(past, pack, rng)
    everyone = together([people, past])
    return everyone.at(np.argsort(everyone.practice, kind="stable"))


def age_of_templates(past: People, as_at: date) -> NDArray[np.integer]:
    """Age at the end of the record: that of the person they were modelled on."""
    now = (as_at.year - 1970) * 12 + as_at.month - 1
    return ((now - past.born) // 12).astype(np.int16)


def _drawn(
    people: People, expected: NDArray[np.floating], rng: np.random.Generator
) -> People:
    """People like those that chance picks, each with this many expected picks."""
    picks = rng.poisson(expected)
    return people.at(np.repeat(np.arange(len(people)), picks))


def _days_in(
    window: Window, count: int, rng: np.random.Generator
) -> NDArray[np.integer]:
    return rng.integers(window.start + 1, window.end + 1, count).astype(np.int32)


def _with_closed(past: People, pack: Pack, rng: np.random.Generator) -> None:
    """Some of those who left before a practice closed were registered with it."""
    for number, end, neighbours in closed_practices(pack):
        near = np.isin(past.practice, neighbours) & (past.gone <= end)
        mine = np.flatnonzero(near & (rng.random(len(past)) < LEFT_WITH_CLOSED))
        past.practice[mine] = number


def closed_practices(pack: Pack) -> list[tuple[int, int, NDArray[np.integer]]]:
    """Each closed practice: number, last day, and the open practices of its PCN."""
    table = pack.practices
    found = []
    for number in np.flatnonzero(table["closed"]):
        same = (table["pcn_code"] == table["pcn_code"][number]) & ~table["closed"]
        end = (table["valid_to"][number] - date(1970, 1, 1)).days
        found.append((int(number), end, np.flatnonzero(same)))
    return found


def earlier_spells(people: People, pack: Pack, window: Window, seed: int) -> Spells:
    """Where movers were registered before, and move people when a practice closed.

    People new to the country have no record before they registered.
    """
    rng = generator(seed, "movers")
    parts = [_closure(people, *closed, rng) for closed in closed_practices(pack)]
    recent = (people.registered > window.start) & (
        people.registered > first_of(people.born) + 60
    )
    done = np.concatenate([part.who for part in parts]) if parts else np.array([], int)
    recent[done] = False
    draw = rng.random(len(people))
    adults = people.born < (window.start // 30.4375) - 18 * 12
    abroad = recent & adults & (draw > 1 - FROM_ABROAD)
    people.known_from[abroad] = people.registered[abroad]
    people.here_from[:] = people.registered
    local = np.flatnonzero(recent & (draw < FROM_ANOTHER_LOCAL))
    sizes = np.where(pack.practices["closed"], 0.0, pack.lists.sum(axis=(1, 2)))
    before = rng.choice(sizes.size, local.size, p=sizes / sizes.sum())
    end = people.registered[local] - 1
    start = end - (rng.exponential(5.0, local.size) * YEAR).astype(np.int32)
    start = np.maximum(start, first_of(people.born[local]))
    moved = (before != people.practice[local]) & (start < end)
    parts.append(
        Spells(local[moved], before[moved].astype(np.int32), start[moved], end[moved])
    )
    spells = spells_together(parts)
    people.here_from[spells.who] = np.minimum(
        people.here_from[spells.who], spells.start
    )
    return spells


def _closure(
    people: People,
    number: int,
    end: int,
    near: NDArray[np.integer],
    rng: np.random.Generator,
) -> Spells:
    """People of nearby practices who came from the practice that closed."""
    open_then = np.isin(people.practice, near) & (people.left == NEVER)
    able = open_then & (people.died > end) & (first_of(people.born) < end - 400)
    who = np.flatnonzero(able & (rng.random(len(people)) < MOVED_WITH_CLOSURE))
    start = np.minimum(people.registered[who], end - 30)
    people.registered[who] = end + 1
    return Spells(
        who,
        np.full(who.size, number, dtype=np.int32),
        start.astype(np.int32),
        np.full(who.size, end, dtype=np.int32),
    )


def spells_together(parts: list[Spells]) -> Spells:
    """Several lists of spells as one."""
    return Spells(
        np.concatenate([part.who for part in parts]),
        np.concatenate([part.practice for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
    )
