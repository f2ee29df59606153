"""Exact answers about contacts, and what stands around them."""

from dataclasses import dataclass
from datetime import date

from phm_core.engine.answers.base import Answer, Integers


@dataclass(frozen=True)
class Window:
    """Whole days beside a contact: from `first` to `last`, counted from its day (0).

    needs: days after it of which records must be held; alike for windows that lie in
    one another, so that they are counted among the same contacts.
    """

    id: str
    title: str
    first: int
    last: int
    needs: int = 0


NEAR, FAR = 2, 30
WINDOWS = (
    Window("before_30", "30 days before", -FAR, -1),
    Window("before_2", "2 days before", -NEAR, -1),
    Window("same_day", "Same day", 0, 0),
    Window("after_2", "2 days after", 1, NEAR, FAR),
    Window("after_30", "30 days after", 1, FAR, FAR),
)


@dataclass(frozen=True, eq=False, repr=False)
class Tallied:
    """What was counted, and how it lies in people; every array has the same shape.

    events: x added up; people: those with any x; squares: the sum over people of x
    squared; products: of x times all of the person's contacts.
    """

    events: Integers
    people: Integers
    squares: Integers
    products: Integers


@dataclass(frozen=True, eq=False, repr=False)
class Base:
    """Contacts that something is counted among: how many, of whom, how they lie."""

    events: int
    people: int
    squares: int


@dataclass(frozen=True, eq=False, repr=False)
class Aspect:
    """Contacts by one thing that is recorded of each: counted is (values,).

    Every contact has one value; the last two stand for values that are not declared
    and for none recorded. open: whether values are text as it stands.
    """

    id: str
    title: str
    stage: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    open: bool
    counted: Tallied
    base: Base


@dataclass(frozen=True, eq=False, repr=False)
class Avoided:
    """Contacts that could have been avoided, among those of which enough is recorded.

    counted: arrays of one.
    """

    counted: Tallied
    base: Base
    every: Base


@dataclass(frozen=True, repr=False)
class Journeys(Answer):
    """Contacts with one setting, how they begin and end, and contacts around them.

    since: contacts are of days after it. aspects: where the snapshot holds them;
    missing says what it does not. settings: services around the contacts, and the day
    of the last record of each (None: no record). any_contact, contacts: (settings + 1,
    windows), the last row for any service; a contact is counted by its first day, and
    never beside itself. followed: contacts with a complete window, one Base a window.
    """

    around: str
    since: date
    base: Base
    aspects: tuple[Aspect, ...]
    avoidable: Avoided | None
    missing: tuple[str, ...]
    settings: tuple[str, ...]
    titles: tuple[str, ...]
    last_records: tuple[date | None, ...]
    followed: tuple[Base, ...]
    any_contact: Tallied
    contacts: Tallied
