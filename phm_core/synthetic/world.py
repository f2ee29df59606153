"""The synthetic world while it is made: people, illness, habits, what was planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic.calendar import MONTHS, Window, date_of, day, months_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Illness
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.past import Spells
from phm_core.synthetic.people import People
from phm_core.synthetic.planted import Plan

Floats = NDArray[np.floating]


@dataclass
class World:
    """Everything that events are made from.

    `born_at` is the date on which the world was first made: its history ends there.
    `seen_to` is the date up to which its records will be read: what lies beyond it,
    such as the end of a stay, is not written yet.
    `clinical` and `habits` are columns by name, in the order of people. `acted` says
    for whom something was done about a case finder, and what.
    """

    pack: Pack
    people: People
    ill: Illness
    spells: Spells
    plan: Plan
    seed: int
    born_at: date
    as_at: date
    seen_to: date
    clinical: dict[str, Floats]
    habits: dict[str, NDArray[Any]]
    age: NDArray[np.integer]
    acted: tuple[Mapping[str, Any], ...] = ()
    _then: dict[int, "World"] = field(init=False, default_factory=dict, repr=False)

    def then(self, on: int) -> "World":
        """These people on an earlier day: as old and as ill as they were."""
        if on >= day(self.as_at):
            return self
        if on not in self._then:
            self._then[on] = replace(
                self, ill=self.ill.then(on), age=self.people.age(date_of(on))
            )
        return self._then[on]

    def age_on(
        self, who: NDArray[np.integer], when: NDArray[np.integer]
    ) -> NDArray[np.integer]:
        """Completed years of each person on each day."""
        return (months_of(when) - self.people.born[who]) // MONTHS

    def rng(self, part: str, window: Window) -> np.random.Generator:
        """Generator of one part in one window."""
        return generator(self.seed, f"{part} {window.name}")

    def seen(self, days: NDArray[np.integer]) -> pa.Array:
        """Days as dates, missing where they are not known yet."""
        days = days.astype(np.int32)
        return pa.array(days, mask=days > day(self.seen_to)).cast(pa.date32())

    def alive_in(
        self, who: NDArray[np.integer], when: NDArray[np.integer]
    ) -> NDArray[np.bool_]:
        """Whether each record was open on each day."""
        people = self.people
        return (people.known_from[who] <= when) & (people.gone[who] > when)

    def here_in(
        self, who: NDArray[np.integer], when: NDArray[np.integer]
    ) -> NDArray[np.bool_]:
        """Whether each person was registered in the area on each day."""
        people = self.people
        return (people.here_from[who] <= when) & (people.gone[who] > when)


@dataclass(frozen=True)
class Events:
    """Events of one kind: who, on which day, and further columns by name.

    A column is an array as long as `who`, or one value for all. Rows are sorted by
    `first` where given, then by person and day.
    """

    table: str
    kind: str
    who: NDArray[np.integer]
    day: NDArray[np.integer]
    columns: dict[str, object]
    first: NDArray[np.integer] | None = None
