"""Use of services in a year: contacts and cost by person and setting."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.contents import Catalogue
from phm_core.engine.answers.base import Floats, Integers
from phm_core.engine.bits import Ids
from phm_core.engine.index import PeopleIndex
from phm_core.engine.leaves.found import within
from phm_core.engine.watch import Watch

MONTHS = 12
BLOCK = 4_096  # people: their figures stay in the processor's cache
LINE = 64  # bytes that a processor reads at once
MOST = np.iinfo(np.uint16).max


@dataclass(frozen=True, eq=False)
class YearOfUse:
    """Contacts and their cost in pounds, by person and setting, in the year to a day.

    `amounts`: (people, bytes), each row a record of `layout`. A person's figures stand
    together in memory, since few people are looked up among many.
    """

    settings: tuple[str, ...]
    titles: tuple[str, ...]
    amounts: NDArray[np.uint8]

    @property
    def nbytes(self) -> int:
        """Memory that the figures take."""
        return self.amounts.nbytes

    def of(self, ids: Ids) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
        """Contacts and cost of some people: each (ids, settings)."""
        rows = self.amounts.take(ids, axis=0).view(layout(len(self.settings)))
        return rows["contacts"][:, 0], rows["cost"][:, 0]

    def add_up(self, ids: Ids) -> tuple[Integers, Floats]:
        """Contacts and cost of some people, by setting."""
        contacts, cost = np.zeros((2, len(self.settings)))
        for start in range(0, len(ids), BLOCK):
            block = self.of(ids[start : start + BLOCK])
            # Adding up by a product of matrices is the quickest way down a column.
            ones = np.ones(len(block[0]))
            contacts += ones @ block[0].astype(np.float64)
            cost += ones @ block[1].astype(np.float64)
        return np.rint(contacts).astype(np.int64), cost

    def place(self, setting: str) -> int | None:
        """Position of a setting; None when it is not recorded."""
        return self.settings.index(setting) if setting in self.settings else None


@cache
def layout(settings: int) -> np.dtype[np.void]:
    """A person's record: whole lines of the processor's cache, so that few are read."""
    return np.dtype(
        {
            "names": ["cost", "contacts"],
            "formats": [(np.float32, (settings,)), (np.uint16, (settings,))],
            "offsets": [0, 4 * settings],
            "itemsize": -(-6 * settings // LINE) * LINE,
        }
    )


def _nothing(people: int, settings: int) -> NDArray[np.uint8]:
    """A record of nothing for everybody, the first at the start of a line."""
    width = layout(settings).itemsize
    held = np.zeros(people * width + LINE, dtype=np.uint8)
    first = -held.ctypes.data % LINE
    return held[first : first + people * width].reshape(people, width)


def year_of_use(
    index: PeopleIndex, catalogue: Catalogue, day: date, watch: Watch
) -> YearOfUse | None:
    """Everybody's use of services; None where the snapshot has no activity."""
    if not index.has("activity"):
        return None
    return index.arrays.get(
        f"use:{day}", lambda: _read(index, catalogue, day, watch), watch
    )


def _read(
    index: PeopleIndex, catalogue: Catalogue, day: date, watch: Watch
) -> YearOfUse:
    settings = tuple(catalogue.settings_of_care)
    amounts = _nothing(index.count, len(settings))
    records = amounts.view(layout(len(settings)))[:, 0]
    for place, setting in enumerate(settings):
        watch.tell(place, len(settings), "Adding up the use of services")
        with index.tables.run(watch) as run:
            year = run.scan("activity", setting).filter(within("start", day, MONTHS))
            by_person = year.group_by("person_id").agg(
                events=nw.len(), cost=nw.col("cost_gbp").sum()
            )
            found = run.collect(by_person)
        ids = found.column("person_id").to_numpy()
        inside = (ids >= 0) & (ids < index.count)
        contacts = found.column("events").to_numpy()[inside]
        records["contacts"][ids[inside], place] = np.minimum(contacts, MOST)
        pounds = found.column("cost").to_numpy(zero_copy_only=False)[inside]
        records["cost"][ids[inside], place] = np.nan_to_num(pounds.astype(np.float64))
    titles = tuple(entry.title for entry in catalogue.settings_of_care.values())
    return YearOfUse(settings, titles, amounts)
