"""Contacts with services outside the wards: when, where, and at what cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic.calendar import NEVER, Window, looked_up
from phm_core.synthetic.storage import words
from phm_core.synthetic.use import Rates, yearly_rates
from phm_core.synthetic.world import Events, World
from phm_core.synthetic.yearly import in_turn

Who = NDArray[np.integer]
Days = NDArray[np.integer]

COST = {
    "gp": 42.0,
    "ae": 230.0,
    "emergency_admission": 2900.0,
    "elective_admission": 2100.0,
    "outpatient": 160.0,
    "community": 75.0,
    "mental_health": 190.0,
    "social_care": 820.0,
    "nhs111": 14.0,
    "ambulance": 330.0,
}
"""Average unit cost in pounds, as in the catalogue's settings of care."""
PROVIDERS = {
    "outpatient": ("DRX01", "DRX02"),
    "community": ("DCS01",),
    "mental_health": ("DMH01",),
    "social_care": ("DLA01",),
    "nhs111": ("D1111",),
    "ambulance": ("DAM01",),
}
HOSPITALS = ("DRX01", "DRX02")
NIGHTS = {"mental_health": 0.012, "social_care": 1.0}
"""Share of contacts that last: stays, and periods of support."""
PLAIN = ("gp", "outpatient", "community", "mental_health", "social_care", "nhs111")
WINTER = 0.16
EMPTY: dict[str, object] = {
    "end": None,
    "icd10": None,
    "icd10_all": None,
    "arrival_mode": None,
    "discharge_destination": None,
    "acsc": None,
}


@dataclass(frozen=True)
class Contacts:
    """Who had a contact, and when."""

    who: Who
    when: Days


def contacts(world: World, window: Window) -> Iterator[Events]:
    """Every contact outside hospital wards and A&E, one setting at a time."""
    for setting in (*PLAIN, "ambulance"):
        found = used(world, window, setting)
        rng = world.rng(f"{setting} detail", window)
        columns = {**EMPTY, **priced(setting, found.who.size, rng)}
        columns["provider_code"] = _providers(world, setting, found.who, rng)
        columns["end"] = _ends(world, setting, found, rng)
        if setting == "ambulance":
            taken = (rng.random(found.who.size) > 0.55).astype(int)
            columns["discharge_destination"] = words(taken, ["other_hospital", "other"])
        yield Events("activity", setting, found.who, found.when, columns)


def used(world: World, window: Window, setting: str) -> Contacts:
    """Contacts with a service, as many in each year as national use says."""
    return drawn(
        world, window, setting, lambda then, year: yearly_rates(then, setting, year)
    )


def drawn(
    world: World,
    window: Window,
    part: str,
    rates: Callable[[World, Window], Rates],
) -> Contacts:
    """Contacts at random, more of them in winter.

    `rates` gives those of a year, for people as they were at the end of it.
    """
    parts = []
    for year in window.years_apart():
        rng = world.rng(part, year)
        counts = rng.poisson(rates(world.then(year.end), year) * year.years)
        who = np.repeat(np.arange(counts.size), counts)
        when = winter_days(year, who.size, rng)
        kept = world.here_in(who, when)
        parts.append((who[kept], when[kept]))
    return Contacts(*in_turn(parts))


def winter_days(window: Window, count: int, rng: np.random.Generator) -> Days:
    """Days of the window, January weighted most and July least."""
    first = rng.integers(window.start + 1, window.end + 1, count)
    again = rng.integers(window.start + 1, window.end + 1, count)
    keep = rng.random(count) < looked_up(first, _weight)
    return np.where(keep, first, again).astype(np.int32)


def _weight(days: Days) -> NDArray[np.floating]:
    """How often each day has contacts, as a share of the busiest."""
    season = np.cos(2 * np.pi * (days - 15) / 365.25)
    return (1 + WINTER * season) / (1 + WINTER)


def priced(setting: str, count: int, rng: np.random.Generator) -> dict[str, object]:
    """Cost of each contact, around the average of the setting."""
    spread = rng.lognormal(-0.08, 0.4, count)
    return {"cost_gbp": np.round(COST[setting] * spread, 2)}


def _providers(
    world: World, setting: str, who: Who, rng: np.random.Generator
) -> pa.DictionaryArray:
    if setting == "gp":
        codes = world.pack.practices["practice_code"].tolist()
        return words(world.people.practice[who], codes)
    names = PROVIDERS[setting]
    return words(rng.integers(0, len(names), who.size), list(names))


def _ends(
    world: World, setting: str, found: Contacts, rng: np.random.Generator
) -> pa.Array | None:
    """Last day of a stay or a period of support; missing while it lasts."""
    share = NIGHTS.get(setting)
    if share is None:
        return None
    lasting = rng.random(found.who.size) < share
    length = rng.exponential(18 if setting == "mental_health" else 220, found.who.size)
    end = np.where(lasting, found.when + length.astype(np.int32), NEVER)
    return world.seen(end)
