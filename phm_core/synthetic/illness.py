"""Who has which condition, since when: registers as published, illness as it clusters.

Each person has a general burden of illness, and one for each family of conditions.
A condition falls on the people of a practice for whom the national chance (by age,
sex, deprivation and ethnicity) and these burdens are highest, as many as the practice's
published register says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national, rates
from phm_core.synthetic.calendar import NEVER, YEAR, day, first_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.people import People
from phm_core.synthetic.registers import (
    as_published,
    others_on_register,
    register_targets,
    untreated,
)

FAMILY = 0.25
"""How strongly conditions of one family follow one another."""
SICKER_BEFORE_DEATH = 0.5
"""Shift, in standard deviations, of those who died in the window."""
MORE_BEFORE_DEATH = {"palliative_care": 1.7}
RESOLVES = {
    "depression": 0.55,
    "anxiety": 0.4,
    "asthma": 0.10,
    "non_diabetic_hyperglycaemia": 0.30,
    "chronic_kidney_disease": 0.04,
    "epilepsy": 0.05,
    "serious_mental_illness": 0.05,
    "alcohol_dependence": 0.25,
    "drug_dependence": 0.25,
    "homelessness": 2.0,
    "palliative_care": 0.05,
    "constipation": 0.4,
}
"""People whose condition resolved, as a share of those who have it now."""
LONGEST = {"osteoporosis": 12, "depression": 18, "cancer": 20, "palliative_care": 6}
"""Years within which the entry lies; registers count from a stated date."""
CODED = {"obesity": 0.15}
"""Share who have the diagnosis written down; the others are known by a measure."""
CONGENITAL = ("learning_disability", "autism", "familial_hypercholesterolaemia")
WITHOUT_DIABETES = "non_diabetic_hyperglycaemia"
NEVER_HERE = -9.0


@dataclass
class Entries:
    """People with one condition: since when, and until when where it resolved."""

    who: NDArray[np.integer]
    since: NDArray[np.integer]
    until: NDArray[np.integer]


class _WhenAsked(dict[str, NDArray[np.bool_]]):
    """Flags by condition, worked out when they are first asked for."""

    def __init__(self, work_out: Callable[[str], NDArray[np.bool_]]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, name: str) -> NDArray[np.bool_]:
        self[name] = self._work_out(name)
        return self[name]


@dataclass
class Illness:
    """Every condition of everyone; `has` is true while it is active on the as-at date.

    `register` are those on the disease register, where the condition has one.
    `hidden` are people with the disease and no diagnosis.
    """

    has: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    entries: dict[str, Entries] = field(default_factory=dict)
    register: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    hidden: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def any_of(self, *conditions: str) -> NDArray[np.bool_]:
        """Whether each person has any of these."""
        return np.logical_or.reduce([self.has[name] for name in conditions])

    def on_register(self, condition: str) -> NDArray[np.bool_]:
        """Who is on a disease register; who has the condition where there is none."""
        has = self.has[condition]
        listed = self.register.get(condition)
        return has if listed is None else has & listed

    def onset(self, *conditions: str) -> NDArray[np.integer]:
        """Day of the first entry of any of these; NEVER for those without one."""
        first = np.full(self.has[conditions[0]].size, NEVER, dtype=np.int32)
        for name in conditions:
            entries = self.entries[name]
            np.minimum.at(first, entries.who, entries.since)
        return first

    def then(self, on: int) -> "Illness":
        """The same illnesses as they were on an earlier day.

        What has no entry, because nobody wrote it down, is as it is now.
        """
        has = _WhenAsked(lambda name: self._had(name, on))
        return Illness(has, self.entries, self.register, self.hidden)

    def _had(self, name: str, on: int) -> NDArray[np.bool_]:
        entries, flags = self.entries[name], self.has[name].copy()
        flags[entries.who[entries.since > on]] = False
        since_resolved = (entries.since <= on) & (entries.until > on)
        flags[entries.who[since_resolved]] = True
        return flags


def fall_ill(people: People, pack: Pack, as_at: date, seed: int) -> Illness:
    """Give everyone their conditions as they are on the as-at date."""
    ill = Illness()
    age = people.age(as_at)
    now = people.current(day(as_at))
    families = _families(people, seed)
    for name, disease in national.diseases().items():
        rng = generator(seed, f"illness {name}")
        score = chance_score(people, age, name, pack.steeper)
        score += _clustered(people, families[disease.family], disease.shared, rng)
        if name not in CONGENITAL:
            sicker = MORE_BEFORE_DEATH.get(name, SICKER_BEFORE_DEATH)
            score[people.died < NEVER] += sicker
        if name == WITHOUT_DIABETES:
            score[ill.has["diabetes"]] = NEVER_HERE
        ill.has[name] = score > 0
        eligible = now & (age >= disease.youngest)
        if wanted := register_targets(pack, disease, people, eligible, rng):
            chosen = as_published(people, wanted, eligible, score)
            extra = untreated(name, chosen, score, rng)
            ill.has[name] = np.where(eligible, chosen | extra, score > 0)
            ill.register[name] = chosen | others_on_register(
                name, ill.has[name] & ~eligible, rng
            )
        ill.entries[name] = _dated(people, name, age, as_at, ill.has[name], rng)
    return ill


def chance_score(
    people: People, age: NDArray[np.integer], name: str, steeper: float = 1.0
) -> NDArray[np.floating]:
    """National chance of a condition as a standard normal score of each person."""
    from scipy.special import ndtri

    table = (
        rates.prevalence(name, steeper)[:, :, :, None]
        * rates.ethnic_ratio(name)[None, None]
    )
    score = ndtri(np.clip(table, 1e-9, 0.97)).astype(np.float32)
    years = np.minimum(age, table.shape[1] - 1)
    return score[people.sex, years, people.risk_tenth - 1, people.risk_ethnic]


def _families(people: People, seed: int) -> dict[str, NDArray[np.floating]]:
    names = {disease.family for disease in national.diseases().values()}
    return {
        name: generator(seed, f"family {name}").standard_normal(
            len(people), dtype=np.float32
        )
        for name in sorted(names)
    }


def _clustered(
    people: People,
    family: NDArray[np.floating],
    shared: float,
    rng: np.random.Generator,
) -> NDArray[np.floating]:
    """Standard normal luck of each person, part of it shared between conditions."""
    own = np.sqrt(max(1 - shared**2 - FAMILY**2, 0.05))
    luck = rng.standard_normal(len(people), dtype=np.float32) * np.float32(own)
    return luck + np.float32(shared) * people.burden + np.float32(FAMILY) * family


def _dated(
    people: People,
    name: str,
    age: NDArray[np.integer],
    as_at: date,
    has: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Entries:
    """When each entry was made, with people whose condition resolved beside them."""
    coded = CODED.get(name, 1.0)
    who = np.flatnonzero(has)
    who = who[rng.random(who.size) < coded] if coded < 1 else who
    others = np.flatnonzero(~has)
    gone = int(who.size * RESOLVES.get(name, 0.0))
    chance = rates.prevalence(name).mean(axis=2)[
        people.sex[others], np.minimum(age[others], 100)
    ]
    if gone and others.size:
        past = others[rng.random(others.size) < chance * gone / max(chance.sum(), 1e-9)]
    else:
        past = others[:0]
    every = np.concatenate([who, past])
    end = np.minimum(people.gone[every] - 1, day(as_at))
    birth = first_of(people.born[every])
    lived = np.maximum(end - birth, 1)
    if name in CONGENITAL:
        ago = lived * rng.uniform(0.3, 0.97, every.size)
    else:
        ago = rng.exponential(national.diseases()[name].years, every.size)
        ago = np.minimum(ago, LONGEST.get(name, 40)) * YEAR
        ago = np.where(ago < lived, ago, lived * rng.random(every.size))
    since = (end - ago).astype(np.int32)
    until = np.full(every.size, NEVER, dtype=np.int32)
    span = (end[who.size :] - since[who.size :]) * rng.uniform(0.2, 0.95, past.size)
    until[who.size :] = since[who.size :] + 1 + span.astype(np.int32)
    order = np.argsort(every, kind="stable")
    return Entries(every[order], since[order], until[order])
