"""What the app database keeps of worklists."""

from dataclasses import dataclass

from sqlalchemy import Engine

from phm_core.store.clock import Clock
from phm_core.store.visits import Visits
from phm_core.store.work import Work
from phm_core.store.worklists import Worklists


@dataclass(frozen=True)
class Book:
    """The lists, the steps of people on them, and who was on each when."""

    lists: Worklists
    work: Work
    visits: Visits

    @classmethod
    def over(cls, engine: Engine, clock: Clock) -> "Book":
        """The book of one app database."""
        work = Work(engine, clock)
        return cls(Worklists(engine, clock), work, Visits(engine, work))
