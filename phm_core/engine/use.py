"""Use of services in a year: contacts and cost by person and setting."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, eq=False)
class YearOfUse:
    """Contacts and their cost in pounds, by person and setting, in the year to a day.

    `amounts`: (people, 2, settings), contacts before cost. A person's figures stand
    together in memory, since few people are looked up among many.
    """

    settings: tuple[str, ...]
    titles: tuple[str, ...]
    amounts: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Memory that the figures take."""
        return self.amounts.nbytes

    def of(self, ids: Ids) -> NDArray[np.float32]:
        """Contacts and cost of some people: (ids, 2, settings)."""
        return self.amounts.take(ids, axis=0)

    def add_up(self, ids: Ids) -> tuple[Integers, Floats]:
        """Contacts and cost of some people, by setting."""
        total = np.zeros(self.amounts.shape[1:])
        for start in range(0, len(ids), BLOCK):
            block = self.of(ids[start : start + BLOCK]).astype(np.float64)
            total += np.einsum("psk->sk", block)
        return np.rint(total[0]).astype(np.int64), total[1]

    def place(self, setting: str) -> int | None:
        """Position of a setting; None when it is not recorded."""
        return self.settings.index(setting) if setting in self.settings else None


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
    amounts = np.zeros((index.count, 2, len(settings)), dtype=np.float32)
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
        amounts[ids[inside], 0, place] = found.column("events").to_numpy()[inside]
        pounds = found.column("cost").to_numpy(zero_copy_only=False)[inside]
        amounts[ids[inside], 1, place] = np.nan_to_num(pounds.astype(np.float64))
    titles = tuple(entry.title for entry in catalogue.settings_of_care.values())
    return YearOfUse(settings, titles, amounts)
