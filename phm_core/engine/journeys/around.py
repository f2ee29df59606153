"""Contacts with every service in the days before and after the contacts with one.

Only days are recorded: 48 hours are two whole days, and what lies on the same day is
counted apart, since nobody knows which came first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache as once

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.journeys import FAR, WINDOWS
from phm_core.engine.bits import Ids
from phm_core.engine.columns import day_number
from phm_core.engine.index import PeopleIndex
from phm_core.engine.latest import days_of
from phm_core.engine.shelf import own_bytes
from phm_core.engine.watch import Watch
from phm_core.period import months_before

MOST = np.iinfo(np.uint16).max
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Span:
    """The days that are read, and how a person and a day are one rising number.

    since: contacts of days after it are told of; `first` is as long before as a window
    reaches. Between the days of one person and of the next lies one window more.
    """

    since: date
    last: date

    @property
    def first(self) -> date:
        """The first day that a window can reach."""
        return self.since + timedelta(days=1 - FAR)

    @property
    def stride(self) -> int:
        """Numbers that each person takes up."""
        return (self.last - self.first).days + 1 + FAR


@dataclass(frozen=True, eq=False)
class Beside:
    """How many contacts lie beside each of the contacts that have any beside them.

    places: of those contacts, rising; amounts: how many.
    """

    places: NDArray[np.int32]
    amounts: NDArray[np.uint16]

    def among(self, keep: NDArray[np.bool_]) -> "Beside":
        """Beside some of the contacts only: a flag for each of all contacts."""
        chosen = keep[self.places]
        return Beside(self.places[chosen], self.amounts[chosen])


@dataclass(frozen=True, eq=False)
class Around:
    """Contacts around each contact with one setting, in the order of people and days.

    keys: (contacts,), person times stride plus days since the first. places, amounts:
    those of every Beside, one after the other, by service and window; ends: where each
    ends. The last service is any of them. last_days: of each setting, the last day with
    any record.
    """

    span: Span
    keys: Keys
    places: NDArray[np.int32]
    amounts: NDArray[np.uint16]
    ends: NDArray[np.int64]
    last_days: tuple[date | None, ...]

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take, where they are not mapped."""
        return own_bytes(self.keys, self.places, self.amounts, self.ends)

    @property
    def person(self) -> Ids:
        """Whose each contact is."""
        return self.keys // self.span.stride

    @property
    def days_left(self) -> NDArray[np.int64]:
        """Days from each contact to the last day of records."""
        return (self.span.last - self.span.first).days - self.keys % self.span.stride

    def beside(self, service: int, window: int) -> Beside:
        """Contacts with one service in one window."""
        at = service * len(WINDOWS) + window
        part = slice(self.ends[at - 1] if at else 0, self.ends[at])
        return Beside(self.places[part], self.amounts[part])


def around(
    index: PeopleIndex,
    settings: tuple[str, ...],
    anchor: str,
    day: date,
    months: int,
    watch: Watch,
) -> Around:
    """Contacts around those with `anchor` in the months up to a day."""
    span = Span(months_before(day, months), day)
    name = f"around:{anchor}:{span.since}:{day}:{','.join(settings)}"

    def work_out() -> Around:
        keys, last = _read(index, settings, span, watch)
        own = keys[anchor]
        told = own[own % span.stride >= FAR]

        @once
        def counted() -> tuple[NDArray[np.integer], ...]:
            return _counted(told, keys, anchor, watch)

        places, amounts, ends = (
            index.shelf.get(f"{name}:{part}", lambda at=at: counted()[at])
            for at, part in enumerate(("places", "amounts", "ends"))
        )
        return Around(span, told, places, amounts, ends, last)

    return index.arrays.get(name, work_out, watch)


def _read(
    index: PeopleIndex, settings: tuple[str, ...], span: Span, watch: Watch
) -> tuple[dict[str, Keys], tuple[date | None, ...]]:
    keys: dict[str, Keys] = {}
    last: list[date | None] = []
    for place, setting in enumerate(settings):
        watch.tell(place, 2 * len(settings), "Reading contacts with each service")
        name = f"contacts:{setting}:{span.since}:{span.last}"
        read = _reader(index, setting, span, watch)
        keys[setting] = found = index.shelf.get(name, read)
        offset = int((found % span.stride).max()) if found.size else None
        last.append(None if offset is None else span.first + timedelta(days=offset))
    return keys, tuple(last)


def _reader(
    index: PeopleIndex, setting: str, span: Span, watch: Watch
) -> Callable[[], Keys]:
    def read() -> Keys:
        start = nw.col("start")
        with index.tables.run(watch) as run:
            dated = run.scan("activity", setting).filter(
                ~start.is_null() & (start >= span.first) & (start <= span.last)
            )
            found = run.collect(dated.select("person_id", "start"))
        person = found.column("person_id").to_numpy()
        offset = days_of(found.column("start")) - day_number(span.first)
        inside = (person >= 0) & (person < index.count)
        keys = person[inside] * np.int64(span.stride) + offset[inside]
        return keys if (np.diff(keys) >= 0).all() else np.sort(keys)

    return read


def _counted(
    told: Keys, keys: dict[str, Keys], anchor: str, watch: Watch
) -> tuple[NDArray[np.integer], ...]:
    """Places, amounts and ends of every service and window, and of any service."""
    found: list[Beside] = []
    every = np.zeros((len(WINDOWS), len(told)), dtype=np.int64)
    for place, (setting, days) in enumerate(keys.items()):
        watch.tell(len(keys) + place, 2 * len(keys), "Counting contacts around each")
        before = {
            edge: np.searchsorted(days, told + edge)
            for edge in {step for one in WINDOWS for step in (one.first, one.last + 1)}
        }
        for at, window in enumerate(WINDOWS):
            inside = before[window.last + 1] - before[window.first]
            if setting == anchor and window.first <= 0 <= window.last:
                inside -= 1
            every[at] += inside
            found.append(_sparse(inside))
    found += [_sparse(one) for one in every]
    return (
        np.concatenate([one.places for one in found]),
        np.concatenate([one.amounts for one in found]),
        np.cumsum([len(one.places) for one in found]),
    )


def _sparse(inside: NDArray[np.integer]) -> Beside:
    places = np.flatnonzero(inside)
    amounts = np.minimum(inside[places], MOST).astype(np.uint16)
    return Beside(places.astype(np.int32), amounts)
