"""Questions about case finders: how many they find, whom, and who of them is seen."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from phm_core.definitions.document import Definition
from phm_core.definitions.questions import About, Reveals

Lane = Literal["list", "red_flags"]
# Within one clinical priority: newest evidence, longest without a contact, most other
# open needs, or each fifth of deprivation in proportion.
Order = Literal["need", "waiting", "open_needs", "balanced"]


@dataclass(frozen=True)
class Findings(About):
    """How many people each case finder finds, by priority, and who cannot wait."""

    finders: tuple[str, ...]


@dataclass(frozen=True)
class Expected(About):
    """People with a condition recorded, and how many to expect at England's rates."""

    condition: str


@dataclass(frozen=True)
class Listing(About):
    """Base of questions about a list of people. Direct care only.

    finder: the case finder whose list it is, or none; of: the cohort, where none is.
    """

    reveals: ClassVar[Reveals] = "people"
    finder: str = ""
    of: Definition | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class FoundPeople(Listing):
    """A page of a list, with the evidence of each person.

    lane: the list by priority, or those who cannot wait, newest first. aside: people,
    by pseudonym, whose turn it is not. only: no more than these; None is everybody.
    """

    lane: Lane = "list"
    page: int = 1
    size: int = 50
    order: Order = field(default="need", kw_only=True)
    aside: tuple[str, ...] = field(default=(), kw_only=True)
    only: tuple[str, ...] | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Membership(Listing):
    """Everybody of a list by pseudonym, and who of them cannot wait."""


@dataclass(frozen=True)
class Capacity(Listing):
    """Who of a list is reached in the first month by each order, and who is left.

    a_month: people who can be seen. aside: those whose turn it is not.
    """

    a_month: int = field(kw_only=True)
    aside: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Moved(Listing):
    """Who joined and left a list since a day, and what in the record says why.

    before: those who were on it, by pseudonym. was: how it was defined then.
    """

    before: tuple[str, ...] = field(kw_only=True)
    since: date = field(kw_only=True)
    was: Definition = field(kw_only=True)


@dataclass(frozen=True)
class Reach(Listing):
    """Who is found of those who could be, and of whom nothing is known, by group."""
