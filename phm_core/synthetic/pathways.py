"""Pathways of care: suspected and diagnosed cancer, pregnancy, and waiting lists."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic.calendar import NEVER, Window, day
from phm_core.synthetic.contacts import drawn
from phm_core.synthetic.storage import words
from phm_core.synthetic.use import Rates, illness
from phm_core.synthetic.world import Events, World

SITES = (
    "breast",
    "prostate",
    "lung",
    "bowel",
    "skin",
    "bladder",
    "kidney",
    "blood",
    "other",
)
WOMEN = (0.31, 0.0, 0.13, 0.12, 0.09, 0.02, 0.03, 0.08, 0.22)
MEN = (0.0, 0.28, 0.13, 0.14, 0.10, 0.04, 0.04, 0.09, 0.18)
ROUTES = ("screening", "urgent_suspected", "gp_referral", "emergency", "other")
ROUTE_SHARE = (0.07, 0.40, 0.24, 0.18, 0.11)
SUSPECTED_A_YEAR = 0.046
EARLY = 0.56
BIRTHS_A_YEAR = 0.053
"""Births a year for each woman of 16 to 44."""
PREGNANT_DAYS = 205
"""Usual days from booking to birth."""
SPECIALTIES = {
    "trauma_and_orthopaedics": (0.11, 16),
    "ophthalmology": (0.09, 12),
    "ear_nose_and_throat": (0.08, 17),
    "general_surgery": (0.06, 14),
    "gynaecology": (0.08, 16),
    "dermatology": (0.07, 11),
    "cardiology": (0.06, 12),
    "gastroenterology": (0.06, 13),
    "urology": (0.05, 13),
    "neurology": (0.04, 14),
    "rheumatology": (0.03, 12),
    "respiratory_medicine": (0.03, 11),
    "general_medicine": (0.03, 8),
    "plastic_surgery": (0.02, 15),
    "oral_surgery": (0.03, 17),
}
"""Share of referrals, and median weeks from referral to treatment."""
REFERRALS_A_YEAR = 0.31


def pathways(world: World, window: Window) -> Iterator[Events]:
    """Cancer pathways, pregnancies and waiting lists that began in the window."""
    yield _cancer(world, window)
    booked = _pregnancies(world, window)
    yield booked
    done: dict[str, object] = {"outcome": "done"}
    yield Events("process", "antenatal_booking", booked.who, booked.day, done)
    yield _waiting(world, window)


def _cancer(world: World, window: Window) -> Events:
    """Referrals for suspected cancer, and the way of those who had it."""
    rng = world.rng("cancer", window)
    suspected = drawn(world, window, "suspected cancer", _suspected)
    entries = world.ill.entries["cancer"]
    new = (entries.since > window.start) & (entries.since <= window.end)
    new &= world.here_in(entries.who, entries.since)
    waited = rng.integers(8, 55, int(new.sum()))
    who = np.concatenate([suspected.who, entries.who[new]])
    began = np.maximum(entries.since[new] - waited, window.start + 1)
    when = np.concatenate([suspected.when, began])
    real = np.arange(who.size) >= suspected.who.size
    told = when + np.where(
        real,
        np.append(rng.integers(8, 27, suspected.who.size), waited),
        np.round(8 + rng.gamma(1.5, 9.0, who.size)).astype(np.int64),
    )
    treated = np.where(real, told + rng.integers(6, 46, who.size), NEVER)
    treated = np.where(rng.random(who.size) < 0.12, NEVER, treated)
    late = EARLY + 0.05 * (world.people.risk_tenth[who] - 5.5) / 4.5
    early = rng.random(who.size) < late
    stage = np.where(early, rng.integers(1, 3, who.size), rng.integers(3, 5, who.size))
    unknown = ~real | (rng.random(who.size) < 0.14)
    route = np.searchsorted(np.cumsum(ROUTE_SHARE)[:-1], rng.random(who.size))
    columns: dict[str, object] = {
        "site": words(_sites(world, who, rng), list(SITES)),
        "route": words(np.where(real, route, 1), list(ROUTES)),
        "stage": pa.array(stage.astype(np.int8), mask=unknown),
        "informed_on": world.seen(told),
        "treated_on": world.seen(treated),
    }
    return Events(
        "cancer_pathway", "cancer_pathway", who, when.astype(np.int32), columns
    )


def _suspected(world: World, _year: Window) -> Rates:
    return SUSPECTED_A_YEAR * np.interp(
        world.age, (0, 25, 50, 70, 90), (0.02, 0.4, 1.3, 2.4, 2.2)
    )


def _sites(
    world: World, who: NDArray[np.integer], rng: np.random.Generator
) -> NDArray[np.integer]:
    edges = np.cumsum([WOMEN, MEN], axis=1)[world.people.sex[who]]
    return np.sum(rng.random(who.size)[:, None] >= edges[:, :-1], axis=1)


def _conceiving(world: World, _year: Window) -> Rates:
    women = (world.people.sex == 0) & (world.age >= 16) & (world.age <= 47)
    by_age = np.interp(world.age, (16, 24, 31, 37, 45), (0.15, 0.9, 2.1, 1.0, 0.03))
    return BIRTHS_A_YEAR * women * by_age


def _pregnancies(world: World, window: Window) -> Events:
    rng = world.rng("maternity", window)
    found = drawn(world, window, "maternity", _conceiving)
    order = np.lexsort([found.when, found.who])
    who, when = found.who[order], found.when[order]
    # Two pregnancies of one woman begin at least fourteen months apart.
    again = (np.diff(who, prepend=-1) == 0) & (np.diff(when, prepend=-9999) < 425)
    who, when = who[~again], when[~again]
    born = when + PREGNANT_DAYS + np.round(rng.normal(0, 12, who.size)).astype(np.int64)
    born = np.where(rng.random(who.size) < 0.06, NEVER, born)
    smoking = world.habits["smoking"][who] == 2
    smokes = smoking & (rng.random(who.size) < 0.55)
    unknown = (born > day(world.seen_to)) | (rng.random(who.size) < 0.05)
    columns: dict[str, object] = {
        "delivered_on": world.seen(born),
        "continuity_of_carer": rng.random(who.size) < 0.22,
        "smoking_at_delivery": pa.array(smokes, mask=unknown),
    }
    return Events("maternity", "maternity", who, when.astype(np.int32), columns)


def _referred(world: World, _year: Window) -> Rates:
    shape = np.interp(world.age, (0, 18, 45, 70, 90), (0.5, 0.7, 1.1, 1.6, 1.2))
    return REFERRALS_A_YEAR * shape * illness(world, 0.25)


def _waiting(world: World, window: Window) -> Events:
    """Pathways from referral to treatment; those not treated yet are waiting."""
    rng = world.rng("waiting", window)
    found = drawn(world, window, "waiting", _referred)
    shares, medians = (
        np.array(column) for column in zip(*SPECIALTIES.values(), strict=True)
    )
    edges = np.cumsum(shares) / shares.sum()
    specialty = np.searchsorted(edges, rng.random(found.who.size))
    longer = 1 + 0.10 * (5.5 - world.people.risk_tenth[found.who]) / 4.5
    weeks = medians[specialty] * longer * rng.lognormal(0, 0.75, found.who.size)
    treated = found.when + (weeks * 7).astype(np.int64)
    columns: dict[str, object] = {
        "specialty": words(specialty, list(SPECIALTIES)),
        "treated_on": world.seen(treated),
    }
    return Events(
        "waiting", "waiting", found.who, found.when, columns, specialty_order(specialty)
    )


def specialty_order(specialty: NDArray[np.integer]) -> NDArray[np.integer]:
    """Place of each specialty in the alphabet, by which the table is sorted."""
    place = np.argsort(np.argsort(np.array(list(SPECIALTIES))))
    return place[specialty]
