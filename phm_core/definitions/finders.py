"""Questions about case finders: how many they find, and whom."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from phm_core.definitions.questions import About, Reveals

Lane = Literal["list", "red_flags"]


@dataclass(frozen=True)
class Findings(About):
    """How many people each case finder finds, by priority, and who cannot wait."""

    finders: tuple[str, ...]


@dataclass(frozen=True)
class FoundPeople(About):
    """A page of those whom a case finder finds, with the evidence. Direct care only.

    lane: the list by priority, or those who cannot wait, newest first.
    """

    reveals: ClassVar[Reveals] = "people"
    finder: str
    lane: Lane = "list"
    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class Expected(About):
    """People with a condition recorded, and how many to expect at England's rates."""

    condition: str
