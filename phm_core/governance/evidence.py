"""What a practice counted and signed, beside what this app counts of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from phm_core.catalogue.schema import DataLimit

LIST, NOT_SENT = "registered_list", "records_not_sent"
SEVERAL = 2  # registers


@dataclass(frozen=True)
class Dated:
    """A number of people on a day."""

    people: int
    on: date


@dataclass(frozen=True)
class Beside:
    """Our count beside another: days between them.

    withheld: of the other's people, those whose records are not sent. estimated: those
    of them whose number is not known, but estimated.
    """

    ours: int
    own: int
    days: int
    withheld: float = 0
    estimated: float = 0

    def most(self, limit: DataLimit) -> float:
        """The largest difference that is no matter, of those whose records are sent."""
        return limit.most(self.own - self.withheld, self.days, self.estimated)

    def beyond(self, limit: DataLimit) -> bool:
        """Whether the two differ too much."""
        sent = self.own - self.withheld
        return limit.broken(self.ours, sent, self.days, self.estimated)


@dataclass(frozen=True)
class Signed:
    """What was signed: on which day's records, by which rules, with which counts."""

    on: date
    rules: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Evidence:
    """What is known of one practice, by register.

    own: what it counted itself. ours: what this app counts on `as_at`. signed: its
    newest signature, None where there is none that stands.
    """

    own: Mapping[str, Dated]
    ours: Mapping[str, int]
    as_at: date
    signed: Signed | None = None

    def people(self, register: str) -> int:
        """Its own count; none where it has not counted."""
        return self.own[register].people if register in self.own else 0

    @property
    def counted(self) -> tuple[str, ...]:
        """What it counted that we count too."""
        return tuple(key for key in self.own if key != NOT_SENT)

    @property
    def registers(self) -> tuple[str, ...]:
        """The same without the list."""
        return tuple(key for key in self.counted if key != LIST)

    def withheld(self, register: str) -> float:
        """How many of its own count have records that are not sent to us.

        Of a register it is estimated: as many of a hundred as of the list.
        """
        people, listed = self.people(NOT_SENT), self.people(LIST)
        if register == LIST or not listed:
            return people if register == LIST else 0
        return self.people(register) * min(1.0, people / listed)

    def beside(self, register: str) -> Beside:
        """Its own count of a register, or of the list, beside ours."""
        withheld = self.withheld(register)
        return Beside(
            ours=self.ours.get(register, 0),
            own=self.own[register].people,
            days=(self.as_at - self.own[register].on).days,
            withheld=withheld,
            estimated=0 if register == LIST else withheld,
        )

    @property
    def together(self) -> Beside | None:
        """Every register that was counted; None where there are not several."""
        if len(self.registers) < SEVERAL:
            return None
        each = [self.beside(register) for register in self.registers]
        return Beside(
            ours=sum(one.ours for one in each),
            own=sum(one.own for one in each),
            days=max(abs(one.days) for one in each),
            withheld=sum(one.withheld for one in each),
            estimated=sum(one.estimated for one in each),
        )
