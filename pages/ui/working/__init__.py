"""The screen of worklists: which, whom, how far, what changed, who is missed."""

from pages.ui import address
from pages.ui.working.capacity import capacity
from pages.ui.working.choosing import choose, facts
from pages.ui.working.making import change
from pages.ui.working.missed import missed
from pages.ui.working.moves import since
from pages.ui.working.people import people

__all__ = [
    "MEANING",
    "capacity",
    "change",
    "choose",
    "facts",
    "missed",
    "people",
    "since",
    "views",
]

MEANING = (
    "Whom your team sees, in what order, who has them, and what came of it. What you "
    "do is written in your own clinical system: the next records close it here."
)
VIEWS = {
    "people": "Who to see",
    "capacity": "How far a month goes",
    "since": "Since last time",
    "missed": "Who may be missed",
    "change": "Change this list",
}


def views() -> str:
    """Which part of the list is shown, kept in the address."""
    return address.segments("Show", "show", VIEWS)
