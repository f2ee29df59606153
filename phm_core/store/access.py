"""Who was given which role, where: added and taken back, never changed or deleted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, RowMapping, insert, select, update

from phm_core.area import Area
from phm_core.errors import RefusedInput
from phm_core.store.audit import Audit, Entry
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import ACCESS


@dataclass(frozen=True)
class Grant:
    """A role of one person, at some organisations, and until when.

    who: as the provider of sign-in knows the person. areas: organisations; none is the
    whole system. until: the last day; None for good.
    """

    who: str
    name: str
    role: str
    areas: tuple[Area, ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class Given:
    """A grant as it was given, by whom and when; and by whom it was taken back."""

    id: int
    grant: Grant
    given_by: str
    given_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str

    def stands(self, on: date) -> bool:
        """Whether it is neither taken back nor over on a day."""
        until = self.grant.until
        return self.taken_back_at is None and (until is None or on <= until)


class AccessList:
    """The roles of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock, audit: Audit) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    @property
    def today(self) -> date:
        """The day by which grants end."""
        return self._clock().date()

    def give(self, grant: Grant, by: str) -> None:
        """Give a role.

        Raises RefusedInput without a person, for a day that has passed, and for a role
        that the person has there already.
        """
        if not grant.who.strip():
            raise RefusedInput("Say who: the name by which the person signs in.")
        if grant.until is not None and grant.until < self.today:
            raise RefusedInput("The last day has passed. Choose a later one.")
        if any(
            (one.grant.role, set(one.grant.areas)) == (grant.role, set(grant.areas))
            for one in self.of(grant.who)
        ):
            raise RefusedInput(
                f"{grant.name or grant.who} has this role there already. Take it back "
                "first to give it for another time."
            )
        row = {
            "who": grant.who.strip(),
            "name": grant.name,
            "role": grant.role,
            "areas": json.dumps([str(area) for area in grant.areas]),
            "until": grant.until.isoformat() if grant.until else None,
            "given_by": by,
            "given_at": as_text(self._clock()),
            "taken_back_by": "",
        }
        said = f"{grant.role} to {grant.who}"
        with self._written_down(by, "give_role", said), self._engine.begin() as change:
            change.execute(insert(ACCESS).values(row))

    def take_back(self, number: int, by: str) -> None:
        """End a grant now. Raises RefusedInput when there is none that stands."""
        standing = (ACCESS.c.id == number) & ACCESS.c.taken_back_at.is_(None)
        ended = {"taken_back_at": as_text(self._clock()), "taken_back_by": by}
        said = f"grant {number}"
        with self._written_down(by, "take_back_role", said):
            with self._engine.begin() as change:
                found = change.execute(update(ACCESS).where(standing).values(ended))
            if not found.rowcount:
                raise RefusedInput(f"There is no grant {number} to take back.")

    @contextmanager
    def _written_down(self, by: str, action: str, said: str) -> Iterator[None]:
        """Commit to the audit what is about to be changed, and how it ended."""
        entry = Entry(
            actor=by,
            role="",
            purpose="",
            scope="",
            action=action,
            object=said,
            definition="",
            snapshot="",
        )
        intent = self._audit.intend(entry)
        try:
            yield
        except BaseException:
            self._audit.conclude(intent, entry, outcome="failed")
            raise
        self._audit.conclude(intent, entry, outcome="done")

    def of(self, who: str) -> list[Given]:
        """What one person has today, oldest first."""
        return [one for one in self._rows(who) if one.stands(self.today)]

    def every(self) -> list[Given]:
        """Every grant there ever was, newest first."""
        return self._rows()[::-1]

    def _rows(self, who: str | None = None) -> list[Given]:
        wanted = select(ACCESS).order_by(ACCESS.c.id)
        if who is not None:
            wanted = wanted.where(ACCESS.c.who == who)
        with self._engine.connect() as connection:
            return [_given(row) for row in connection.execute(wanted).mappings()]


def _given(row: RowMapping) -> Given:
    ended = row["taken_back_at"]
    return Given(
        id=row["id"],
        grant=Grant(
            who=row["who"],
            name=row["name"],
            role=row["role"],
            areas=tuple(Area.parse(area) for area in json.loads(row["areas"])),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
        ),
        given_by=row["given_by"],
        given_at=as_moment(row["given_at"]),
        taken_back_at=as_moment(ended) if ended else None,
        taken_back_by=row["taken_back_by"],
    )
