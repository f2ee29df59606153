"""Questions about single people: rows of a list, and who stands behind a pseudonym."""

from dataclasses import dataclass
from typing import ClassVar

from phm_core.definitions.document import Definition
from phm_core.definitions.questions import Question, Reveals


@dataclass(frozen=True)
class People(Question):
    """A page of people in a cohort. Direct care or analysis only."""

    reveals: ClassVar[Reveals] = "people"
    of: Definition
    columns: tuple[str, ...] = ("person_id",)
    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class Features(Question):
    """Columns for modelling, one row a person, pseudonymised. Analysis only."""

    reveals: ClassVar[Reveals] = "people"
    of: Definition | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Identify(Question):
    """The NHS numbers of one's own current patients. Direct care only.

    people: their pseudonyms, a few dozen at most.
    """

    reveals: ClassVar[Reveals] = "people"
    people: tuple[str, ...]


@dataclass(frozen=True)
class Record(Question):
    """What is held of one of one's own current patients. Direct care only.

    person: a pseudonym. months: how far back the course of events is told; 0 tells
    none, so that only the case finders that find this person are.
    """

    reveals: ClassVar[Reveals] = "people"
    tables: ClassVar[tuple[str, ...]] = (
        "condition",
        "medication",
        "measurement",
        "score",
        "process",
        "procedure",
        "activity",
        "waiting",
    )
    person: str
    months: int = 36
