"""The exact answer about one person: who they are, what finds them, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from phm_core.engine.answers.base import Answer

Day = date | None
State = Literal["red_flag", "listed", "near"]


@dataclass(frozen=True, repr=False)
class Event:
    """An entry of a record: of which table and what, when, how much and how."""

    table: str
    id: str
    date: Day
    until: Day = None
    value: float | None = None
    detail: str | None = None


@dataclass(frozen=True, repr=False)
class Latest:
    """The newest entry of one piece of evidence: nothing where there is none."""

    value: float | None = None
    day: Day = None


@dataclass(frozen=True, repr=False)
class Verdict:
    """What one case finder says of somebody.

    state: whether it cannot wait, is on the list, or is nearly. priority: the place of
    its group, of those on the list. missed: the place of the requirement that does not
    hold, of those nearly on it; known: whether it is known not to hold. evidence: in
    the finder's order.
    """

    finder: str
    state: State
    priority: int | None
    missed: int | None
    known: bool
    evidence: tuple[Latest, ...]


@dataclass(frozen=True, repr=False)
class Record(Answer):
    """One current patient.

    about: columns about them, one row. verdicts: of every finder that says something.
    events: what happened, oldest first. without:
    tables that are not held or not open to who asks.
    """

    pseudonym: str
    about: Mapping[str, Any]
    verdicts: tuple[Verdict, ...]
    events: tuple[Event, ...]
    without: tuple[str, ...]
