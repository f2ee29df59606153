"""The people of an area: who they are, where they live, where they are registered."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.calendar import (
    NEVER,
    YEAR,
    day,
    first_of,
    month_number,
    months_of,
)
from phm_core.synthetic.chance import generator
from phm_core.synthetic.pack import Pack

BAND = 5
BAND_STARTS = np.arange(0, 100, BAND)
TYPICAL_STAY = (24.0, 10.0, 40.0, 70.0)
"""Mean years at a practice: under 18, under 35, under 65, and older."""
UNKNOWN_TENTH = 5
"""Tenth that risk assumes where the home is not known."""


@dataclass
class People:
    """People as columns; positions are the person's number until they are written.

    Days count from 1970, birth in months from 1970. `registered` is the first day at
    the present practice, `here_from` at any of the area, `known_from` that of the GP
    record, which moves with the person. `tenth` is 0 where the home is not known.
    `risk_tenth` and `risk_ethnic` are what illness and use follow: the same as the
    real ones, except in the Place where nothing may differ.
    """

    practice: NDArray[np.integer]
    area: NDArray[np.integer]
    sex: NDArray[np.integer]
    born: NDArray[np.integer]
    tenth: NDArray[np.integer]
    ethnic: NDArray[np.integer]
    risk_tenth: NDArray[np.integer]
    risk_ethnic: NDArray[np.integer]
    burden: NDArray[np.floating]
    usage: NDArray[np.floating]
    registered: NDArray[np.integer]
    left: NDArray[np.integer]
    died: NDArray[np.integer]
    known_from: NDArray[np.integer]
    here_from: NDArray[np.integer]
    pseudonym: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.practice)

    @property
    def gone(self) -> NDArray[np.integer]:
        """First day on which the record is closed: by death, leaving, or never."""
        return np.minimum(self.left, self.died)

    def current(self, on: int) -> NDArray[np.bool_]:
        """Registered and living on a day."""
        return (self.registered <= on) & (self.left > on) & (self.died > on)

    def age(self, on: date) -> NDArray[np.integer]:
        """Completed years on a date, or at death or leaving where that was before."""
        months = np.full(len(self), month_number(on), dtype=np.int32)
        end = self.gone
        ended = end < NEVER
        months[ended] = np.minimum(months[ended], months_of(end[ended]))
        return np.clip((months - self.born) // 12, 0, 105).astype(np.int16)

    def at(self, index: NDArray[np.integer] | NDArray[np.bool_]) -> "People":
        """These people, in this order."""
        return People(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


def together(parts: list[People]) -> People:
    """Several groups of people as one, in this order."""
    return People(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(People)
        }
    )


def registered_people(pack: Pack, size: int, as_at: date, seed: int) -> People:
    """Everyone registered on a date: `size` people, as the lists say by age and sex."""
    rng = generator(seed, "people")
    practice, sex, age = _by_list(pack, size, rng)
    area = homes(pack, practice, age, rng)
    count = practice.size
    born = month_number(as_at) - age.astype(np.int32) * 12 - rng.integers(0, 12, count)
    tenth, ethnic = _whereabouts(pack, area, rng)
    registered = registration_days(born, age, as_at, rng)
    people = People(
        practice=practice,
        area=area,
        sex=sex,
        born=born.astype(np.int32),
        tenth=tenth,
        ethnic=ethnic,
        risk_tenth=np.where(tenth > 0, tenth, UNKNOWN_TENTH).astype(np.int8),
        risk_ethnic=ethnic.copy(),
        burden=rng.standard_normal(count, dtype=np.float32),
        usage=rng.standard_gamma(1.4, count, dtype=np.float32) / np.float32(1.4),
        registered=registered,
        left=np.full(count, NEVER, dtype=np.int32),
        died=np.full(count, NEVER, dtype=np.int32),
        known_from=first_of(born),
        here_from=registered.copy(),
        pseudonym=rng.integers(0, 2**63, count, dtype=np.uint64),
    )
    _level_null_place(pack, people, age, generator(seed, "null place"))
    return people


def _by_list(
    pack: Pack, size: int, rng: np.random.Generator
) -> tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]:
    """Practice, sex and age of everyone, by largest remainder of the lists."""
    lists = pack.lists * (size / pack.lists.sum())
    cells = np.add.reduceat(lists, BAND_STARTS, axis=2)
    counts = np.floor(cells).astype(np.int64)
    short = size - counts.sum()
    fullest = np.argsort(-(cells - counts).ravel(), kind="stable")[:short]
    counts.ravel()[fullest] += 1
    practice, sex, band = (axis.ravel() for axis in np.indices(counts.shape))
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    years = np.stack([lists[:, :, BAND_STARTS + step] for step in range(BAND)], axis=3)
    years = np.concatenate([years, np.zeros((*years.shape[:3], 1))], axis=3)
    years[:, :, -1, BAND] = lists[:, :, 100]
    edges = years.reshape(counts.size, -1).cumsum(axis=1)
    edges /= np.maximum(edges[:, -1:], 1e-12)
    draw = rng.random(size)
    within = np.sum(draw[:, None] >= edges[cell, :-1], axis=1)
    age = BAND_STARTS[band[cell]] + within
    return (
        practice[cell].astype(np.int32),
        sex[cell].astype(np.int8),
        age.astype(np.int16),
    )


def homes(
    pack: Pack,
    practice: NDArray[np.integer],
    age: NDArray[np.integer],
    rng: np.random.Generator,
) -> NDArray[np.integer]:
    """Small area of everyone: as registered, tilted by how old such areas are."""
    tenth = pack.areas["imd_decile"].fillna(UNKNOWN_TENTH).to_numpy(dtype=int)
    shares = np.stack([national.age_share(value) for value in range(1, 11)])
    bands = np.add.reduceat(shares, BAND_STARTS, axis=1)
    tilt = (bands / bands.mean(axis=0))[tenth - 1]
    if pack.level:
        tilt = np.ones_like(tilt)
    tilt = np.vstack([tilt, np.ones(BAND_STARTS.size)])  # for homes not known, -1
    out = np.full(practice.size, -1, dtype=np.int32)
    draw = rng.random(practice.size)
    band = np.minimum(age // BAND, BAND_STARTS.size - 1)
    order = np.argsort(practice, kind="stable")
    starts = np.searchsorted(practice[order], np.arange(len(pack.practices) + 1))
    for _, rows in pack.homes.groupby("practice"):
        first = int(rows["practice"].iloc[0])
        mine = order[starts[first] : starts[first + 1]]
        place = rows["area"].to_numpy()
        edges = (rows["patients"].to_numpy()[:, None] * tilt[place]).cumsum(axis=0)
        edges = (edges / edges[-1]).T + np.arange(BAND_STARTS.size)[:, None]
        found = np.searchsorted(edges.ravel(), draw[mine] + band[mine], side="right")
        out[mine] = place[np.minimum(found - band[mine] * place.size, place.size - 1)]
    return out


def _whereabouts(
    pack: Pack, area: NDArray[np.integer], rng: np.random.Generator
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Deprivation tenth (0 = not known) and ethnic group of everyone."""
    tenths = pack.areas["imd_decile"].fillna(0).to_numpy(dtype=np.int8)
    tenth = np.append(tenths, np.int8(0))[area]
    england = pack.ethnic.mean(axis=0, keepdims=True)
    edges = np.vstack([pack.ethnic, england]).cumsum(axis=1)
    ethnic = np.sum(rng.random(area.size)[:, None] >= edges[area, :-1], axis=1)
    return tenth, ethnic.astype(np.int8)


def registration_days(
    born: NDArray[np.integer],
    age: NDArray[np.integer],
    as_at: date,
    rng: np.random.Generator,
) -> NDArray[np.integer]:
    """First day of the present registration: the young move more often.

    As many come in a year as leave, die or grow the list, so that the registers of
    earlier years are of the same size.
    """
    typical = np.select(
        [age < 18, age < 35, age < 65], TYPICAL_STAY[:3], TYPICAL_STAY[3]
    )
    stay = rng.exponential(typical) * YEAR
    since_birth = day(as_at) - first_of(born) - rng.integers(0, 40, born.size)
    stayed = np.minimum(stay, np.maximum(since_birth, 0))
    return (day(as_at) - stayed).astype(np.int32)


def _level_null_place(
    pack: Pack, people: People, age: NDArray[np.integer], rng: np.random.Generator
) -> None:
    """Give the null Place the whole area's risk at each age, whatever its own.

    Everybody, where nothing differs anywhere.
    """
    if pack.null_place is None and not pack.level:
        return
    places = pack.practices["place_code"].to_numpy()
    null = places[people.practice] == pack.null_place
    mine = np.flatnonzero(null | pack.level)
    order = np.argsort(age, kind="stable")
    starts = np.searchsorted(age[order], np.arange(107))
    low, high = starts[age[mine]], starts[age[mine] + 1]
    like = order[low + (rng.random(mine.size) * (high - low)).astype(np.int64)]
    tenth, ethnic = people.risk_tenth.copy(), people.ethnic.copy()
    people.risk_tenth[mine] = tenth[like]
    people.risk_ethnic[mine] = ethnic[like]
