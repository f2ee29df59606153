"""Lists of people from records that are old: warned of, and not taken out.

Somebody may have died, moved or been seen since. How old is too old is for the clinical
safety officer of the site to set.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Freshness:
    """Days since the records were held: from which a list warns, and stays inside.

    warn: a list says how old it is. most: it is not taken out. registered: nor where
    nobody knows for so long who died or moved.
    """

    warn: int
    most: int
    registered: int

    def said(self, as_at: date, today: date) -> str:
        """The warning beside a list; nothing while its records are fresh."""
        age = (today - as_at).days
        if age < self.warn:
            return ""
        return (
            f"These records are {age} days old: people may have died, moved or been "
            "seen since. Look at the clinical system before anybody is contacted."
        )

    def closed(self, as_at: date, today: date, *, synthetic: bool) -> str:
        """Why a list may not be taken out; nothing where it may.

        Nobody is contacted from a list of synthetic people.
        """
        age = (today - as_at).days
        if synthetic or age <= min(self.most, self.registered):
            return ""
        return (
            f"Lists are taken out only while deaths and moves are known to "
            f"{self.registered} days; these records are {age} days old. Load a newer "
            "snapshot, or work with the list on the screen."
        )
