"""The synthetic world while it is made: people, illness, habits and what was planted."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window
from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Illness
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.past import Spells
from phm_core.synthetic.people import People
from phm_core.synthetic.planted import Plan

Floats = NDArray[np.float32]


@dataclass
class World:
    """Everything that events are made from.

    `born_at` is the date on which the world was first made: its history ends there.
    `clinical` and `habits` are columns by name, in the order of people.
    """

    pack: Pack
    people: People
    ill: Illness
    spells: Spells
    plan: Plan
    seed: int
    born_at: date
    as_at: date
    clinical: dict[str, Floats]
    habits: dict[str, NDArray[np.generic]]
    age: NDArray[np.int16]

    def rng(self, part: str, window: Window) -> np.random.Generator:
        """Generator of one part in one window."""
        return generator(self.seed, f"{part} {window.name}")

    def alive_in(
        self, who: NDArray[np.integer], day: NDArray[np.integer]
    ) -> NDArray[np.bool_]:
        """Whether each record was open on each day."""
        people = self.people
        return (people.known_from[who] <= day) & (people.gone[who] > day)


@dataclass(frozen=True)
class Events:
    """Events of one kind: who, on which day, and further columns by name.

    A column is an array as long as `who`, or one value for all. Rows are sorted by
    `first` where given, then by person and day.
    """

    table: str
    kind: str
    who: NDArray[np.int64]
    day: NDArray[np.int32]
    columns: dict[str, object]
    first: NDArray[np.integer] | None = None
