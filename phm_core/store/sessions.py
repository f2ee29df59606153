"""Sessions of people who signed in: kept here, whatever a cookie says.

A cookie says who signed in and when. That it still counts is said here: it ends after
some minutes without use, after some hours whatever happens, and when somebody signs
out. An ended one never begins again, so a cookie that was copied opens nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import SESSION

# Writing at every click would cost more than it tells.
NOTED_EVERY = timedelta(seconds=30)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: without use, and at most."""

    idle: timedelta
    absolute: timedelta


class Sessions:
    """The sessions of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock, limits: Limits) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits

    def use(self, login: str, who: str) -> str:
        """Note that a session is used; says why it has ended, or nothing.

        login: what is different at each sign-in. who: the person; a login of somebody
        else has ended.
        """
        with self._engine.connect() as connection:
            found = connection.execute(
                select(SESSION).where(SESSION.c.login == login)
            ).mappings().first()  # fmt: skip
        if found is None:
            self._begin(login, who)
            return ""
        if found["who"] != who:
            return "it belongs to somebody else"
        why = found["why"] or self._over(found["began_at"], found["seen_at"])
        if found["ended_at"] is None and (why or self._stale(found["seen_at"])):
            self._note(login, why)
        return why

    def end(self, login: str) -> None:
        """End a session, as whoever signs out does."""
        ended = {"ended_at": as_text(self._clock()), "why": "you signed out"}
        open_still = (SESSION.c.login == login) & SESSION.c.ended_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(SESSION).where(open_still).values(ended))

    def _stale(self, seen: str) -> bool:
        return self._clock() - as_moment(seen) >= NOTED_EVERY

    def _note(self, login: str, why: str) -> None:
        now = as_text(self._clock())
        ended = {"ended_at": now, "why": why} if why else {}
        open_still = (SESSION.c.login == login) & SESSION.c.ended_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(
                update(SESSION).where(open_still).values({"seen_at": now, **ended})
            )

    def _begin(self, login: str, who: str) -> None:
        now = as_text(self._clock())
        row = {"login": login, "who": who, "began_at": now, "seen_at": now, "why": ""}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(SESSION).values(row))
        except IntegrityError:
            # Another tab of the same sign-in came first.
            return

    def _over(self, began: str, seen: str) -> str:
        now, limits = self._clock(), self._limits
        if now - as_moment(seen) > limits.idle:
            return f"it was not used for {_length(limits.idle)}"
        if now - as_moment(began) > limits.absolute:
            return f"it was open for {_length(limits.absolute)}"
        return ""


def _length(time: timedelta) -> str:
    hours, rest = divmod(time, HOUR)
    if rest:
        return f"{round(time / MINUTE)} minutes"
    return f"{hours} hours" if hours > 1 else "an hour"
