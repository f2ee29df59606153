"""What people wrote on a view: comments, marks on a chart, new limits, targets.

Nothing is deleted: a remark expires on its date or is taken back by a name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Engine, RowMapping, insert, select, update

from phm_core.errors import RefusedInput
from phm_core.nhs_number import without_nhs_number
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import REMARK

Kind = Literal["commentary", "annotation", "rebase", "target"]
LONGEST_TEXT = 500


@dataclass(frozen=True)
class Note:
    """What somebody writes: about a view and, on a chart, at a month.

    value: of a target. expires_on: the last day on which it stands; None for good.
    """

    kind: Kind
    about: str
    text: str
    month: date | None = None
    value: float | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Remark:
    """A note as it was written, by whom and when; and by whom it was taken back."""

    id: int
    note: Note
    author: str
    written_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str

    def stands(self, on: date) -> bool:
        """Whether it is neither taken back nor expired on a day."""
        expires = self.note.expires_on
        return self.taken_back_at is None and (expires is None or on <= expires)


class Remarks:
    """The remarks of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @property
    def today(self) -> date:
        """The day by which remarks expire."""
        return self._clock().date()

    def write(self, note: Note, author: str) -> None:
        """Keep a note under an author's name.

        Raises RefusedInput for an empty or a long text, for an unknown kind, and for a
        date of expiry that has passed.
        """
        text = note.text.strip()
        if note.kind not in get_args(Kind):
            raise RefusedInput(f"A remark is one of {', '.join(get_args(Kind))}.")
        if not text:
            raise RefusedInput("There is nothing to save yet. Write a sentence first.")
        if len(text) > LONGEST_TEXT:
            raise RefusedInput(
                f"This has {len(text):,} characters; at most {LONGEST_TEXT} fit. Say "
                "it more shortly, or link to where the whole is written."
            )
        if note.expires_on is not None and note.expires_on < self.today:
            raise RefusedInput(
                "The date of expiry has passed already. Choose a later one."
            )
        without_nhs_number(text, "This remark")
        row = {
            "kind": note.kind,
            "about": note.about,
            "text": text,
            "month": _iso(note.month),
            "value": note.value,
            "author": author,
            "written_at": as_text(self._clock()),
            "expires_on": _iso(note.expires_on),
            "taken_back_at": None,
            "taken_back_by": "",
        }
        with self._engine.begin() as connection:
            connection.execute(insert(REMARK).values(row))

    def take_back(self, identity: int, author: str) -> None:
        """Take a remark off its view; it stays on record. Twice changes nothing."""
        taken = {"taken_back_at": as_text(self._clock()), "taken_back_by": author}
        still = REMARK.c.taken_back_at.is_(None)
        change = update(REMARK).where(REMARK.c.id == identity, still).values(taken)
        with self._engine.begin() as connection:
            connection.execute(change)

    def about(self, about: str) -> list[Remark]:
        """Every remark on a view, oldest first, expired and taken back ones too."""
        return self._read(REMARK.c.about == about)

    def standing(self, *kinds: Kind) -> list[Remark]:
        """Every remark of these kinds that stands today, on any view, oldest first."""
        today = self.today
        return [
            one for one in self._read(REMARK.c.kind.in_(kinds)) if one.stands(today)
        ]

    def _read(self, which: ColumnElement[bool]) -> list[Remark]:
        wanted = select(REMARK).where(which).order_by(REMARK.c.id)
        with self._engine.connect() as connection:
            return [_remark(row) for row in connection.execute(wanted).mappings()]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _remark(row: RowMapping) -> Remark:
    taken = row["taken_back_at"]
    return Remark(
        id=row["id"],
        note=Note(
            kind=row["kind"],
            about=row["about"],
            text=row["text"],
            month=_day(row["month"]),
            value=row["value"],
            expires_on=_day(row["expires_on"]),
        ),
        author=row["author"],
        written_at=as_moment(row["written_at"]),
        taken_back_at=None if taken is None else as_moment(taken),
        taken_back_by=row["taken_back_by"],
    )
