"""The ledger: sets of people whose counts were released, by organisation and snapshot.

A set is kept as packed bits of the people index: without the snapshot it says nothing.
Sets that differ by few people are nearly as large, so those that matter are found by
their size.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, and_, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from phm_core.store.clock import Clock, as_text
from phm_core.store.tables import RELEASED_SET

Words = NDArray[np.uint64]
QUICK = 1  # how hard to pack: somebody waits
KEPT = timedelta(days=92)  # as catalogue/retention says: 3 months


@dataclass(frozen=True)
class Pool:
    """Those who may put together what they saw: one organisation, on one snapshot."""

    organisation: str
    snapshot: str

    @property
    def rows(self) -> ColumnElement[bool]:
        """Which rows are theirs."""
        return and_(
            RELEASED_SET.c.organisation == self.organisation,
            RELEASED_SET.c.snapshot == self.snapshot,
        )


@dataclass(frozen=True, eq=False)
class People:
    """A set of people, and those it was drawn from, as bits of the people index.

    meaning: digest of what was asked. rest: of what asks for those who are left.
    """

    bits: Words
    everyone: Words
    meaning: str
    rest: tuple[str, ...] = ()


class Ledger:
    """The released sets of one installation. Safe for several threads and processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def entered_today(self, pool: Pool) -> int:
        """How many sets were first released to a pool since midnight."""
        today = self._clock().date().isoformat()
        query = select(func.count()).where(
            pool.rows, RELEASED_SET.c.released_at >= today
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def holds(self, pool: Pool, people: People) -> bool:
        """Whether this very question's set was released to a pool before."""
        same = RELEASED_SET.c.digest == digest(people.bits)
        alike = RELEASED_SET.c.meaning.in_(("", people.meaning))
        query = select(func.count()).where(pool.rows, same, alike)
        with self._engine.connect() as connection:
            return bool(connection.execute(query).scalar_one())

    def enter(self, pool: Pool, people: People, *, fewer_than: int) -> bool:
        """Enter a set, unless one is there that tells few people apart from it.

        Those are the sets that differ from it, or from everybody else, by fewer than
        `fewer_than` people: by nobody too, where something else was asked, since
        what was refused for one person alone would tell that this person counts.
        Two groups of fewer people than that are hidden both, and may be alike.
        Returns whether it stands in the ledger now.
        """
        row = {
            "organisation": pool.organisation,
            "snapshot": pool.snapshot,
            "digest": digest(people.bits),
            "meaning": people.meaning,
            "drawn_from": digest(people.everyone),
            "size": size(people.bits),
            "people": zlib.compress(people.bits.tobytes(), QUICK),
            "released_at": as_text(self._clock()),
        }
        # Entered before it is looked up: of two at the same time, one sees the other.
        outlived = as_text(self._clock() - KEPT)
        old = delete(RELEASED_SET).where(RELEASED_SET.c.released_at < outlived)
        try:
            with self._engine.begin() as connection:
                connection.execute(old)
                connection.execute(insert(RELEASED_SET).values(row))
        except IntegrityError:
            return row["size"] < fewer_than or self.holds(pool, people)
        if not self._tells_apart(pool, people, fewer_than):
            return True
        with self._engine.begin() as connection:
            own = RELEASED_SET.c.digest == row["digest"]
            connection.execute(delete(RELEASED_SET).where(pool.rows, own))
        return False

    def _tells_apart(self, pool: Pool, people: People, fewer_than: int) -> bool:
        everyone, drawn_from = size(people.everyone), digest(people.everyone)
        here, rest = size(people.bits), everyone - size(people.bits)
        alike = RELEASED_SET.c.drawn_from == drawn_from
        near = or_(_near(here, fewer_than), and_(alike, _near(rest, fewer_than)))
        columns = RELEASED_SET.c
        query = select(columns.people, columns.drawn_from, columns.meaning)
        with self._engine.connect() as connection:
            for packed, source, meaning in connection.execute(
                query.where(pool.rows, near)
            ):
                other = np.frombuffer(zlib.decompress(packed), dtype=np.uint64)
                if max(here, size(other)) < fewer_than:
                    continue
                apart = size(people.bits ^ other)
                if _few(apart, fewer_than, same=meaning in ("", people.meaning)):
                    return True
                left = everyone - apart if source == drawn_from else everyone
                if _few(left, fewer_than, same=meaning in ("", *people.rest)):
                    return True
        return False


def _few(apart: int, fewer_than: int, *, same: bool) -> bool:
    """Whether few people are told apart; nobody is, where the same was asked."""
    return apart < fewer_than and not (same and apart == 0)


def _near(people: int, fewer_than: int) -> ColumnElement[bool]:
    return RELEASED_SET.c.size.between(people - fewer_than, people + fewer_than)


def size(bits: Words) -> int:
    """How many people are in a set."""
    return int(np.bitwise_count(bits).sum())


def digest(bits: Words) -> str:
    """The same for the same people."""
    return hashlib.sha256(bits.tobytes()).hexdigest()[:32]
