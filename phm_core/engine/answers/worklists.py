"""Exact answers about a list that a team works through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.areas import Groups
from phm_core.engine.answers.base import Answer


@dataclass(frozen=True, repr=False)
class Membership(Answer):
    """Everybody of a list by pseudonym, and who cannot wait; withheld are on neither.

    withheld: people of the list who are never listed.
    """

    people: tuple[str, ...]
    urgent: tuple[str, ...]
    withheld: int


@dataclass(frozen=True, repr=False)
class Reached(Answer):
    """One order of a list: who is seen first, up to what a month allows.

    priorities: people reached by priority. groups: people reached by each breakdown, in
    the order of its groups.
    """

    order: str
    priorities: NDArray[np.int64]
    groups: tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, repr=False)
class Capacity(Answer):
    """A list against what a month allows.

    waiting: whose turn it is. priorities: people by priority, by their titles.
    breakdowns: the groups of each, and how many of the list are in each of them.
    """

    waiting: int
    titles: tuple[str, ...]
    priorities: NDArray[np.int64]
    breakdowns: tuple[tuple[Groups, NDArray[np.int64]], ...]
    reached: tuple[Reached, ...]


@dataclass(frozen=True, repr=False)
class Entry(Answer):
    """The entry in the record that moved somebody; as_at is its day."""

    family: str
    identity: str
    code: str = ""
    code_system: str = ""
    outcome: str = ""
    value: float = np.nan


@dataclass(frozen=True, repr=False)
class Moved(Answer):
    """Who joined, left and stayed since a day: by pseudonym, why, and which entry.

    now: how many are on the list. For who stayed, the entry is a newer one of the kinds
    that decide; most have none.
    """

    since: date
    now: int
    joined: Mapping[str, tuple[str, Entry | None]]
    left: Mapping[str, tuple[str, Entry | None]]
    stayed: Mapping[str, Entry]


@dataclass(frozen=True, repr=False)
class Reach(Answer):
    """By group: who could be found, who is, of whom it is not known, who is withheld.

    breakdowns: the groups of each, and an array (groups, 4) of these counts.
    """

    breakdowns: tuple[tuple[Groups, NDArray[np.int64]], ...]
