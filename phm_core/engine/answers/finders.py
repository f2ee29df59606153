"""Exact answers about case finders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.base import Answer


@dataclass(frozen=True, repr=False)
class Finding:
    """Of one finder: people who could be found, who are, and who cannot wait.

    groups: people by priority, in order. without: why it cannot be counted here.
    """

    finder: str
    eligible: int = 0
    listed: int = 0
    red_flags: int = 0
    groups: tuple[int, ...] = ()
    without: str = ""


@dataclass(frozen=True, repr=False)
class Findings(Answer):
    """What each finder finds, in the order asked for."""

    found: tuple[Finding, ...]


@dataclass(frozen=True, repr=False)
class FoundPeople(Answer):
    """A page of people: columns about them, their priority, and the evidence.

    waits: whether they are the list by priority; the others cannot wait. evidence:
    family and id of each piece. priority: place among the priorities (rows,). urgent:
    who cannot wait (rows,). needs, near: other case finders that find them, or nearly
    do (rows,). values, days: of each piece of evidence (rows,), NaN and NO_DAY where
    there is none. total: everybody of the lane whose turn it is. withheld: people who
    are never listed.
    """

    finder: str
    evidence: tuple[tuple[str, str], ...]
    waits: bool
    columns: Mapping[str, Any]
    priority: NDArray[np.int64]
    urgent: NDArray[np.bool_]
    needs: Mapping[str, NDArray[np.bool_]]
    near: Mapping[str, NDArray[np.bool_]]
    values: tuple[NDArray[np.float64], ...]
    days: tuple[NDArray[np.int32], ...]
    last_contact: NDArray[np.int32]
    total: int
    withheld: int
    page: int
    pages: int


@dataclass(frozen=True, repr=False)
class Register:
    """Some people, those of them on a register, and those to expect there.

    by_age: at England's rates by age and sex, before they are scaled to any level.
    by_need: the same with its rates by deprivation.
    """

    people: int
    recorded: int
    by_age: float
    by_need: float


@dataclass(frozen=True, repr=False)
class Expected(Answer):
    """A register of an area, and of the whole system where that is seen."""

    condition: str
    here: Register
    whole: Register | None
