"""The question about what was delivered: how far back, how new, and after deaths."""

from dataclasses import dataclass
from typing import ClassVar

from phm_core.definitions.questions import About

# The day column of each table that is written when something happens.
DATED = {
    "activity": "start",
    "condition": "date",
    "measurement": "date",
    "medication": "date",
    "process": "date",
    "procedure": "date",
    "score": "date",
    "emergency_care": "start",
    "waiting": "referred_on",
    "cancer_pathway": "referred_on",
    "maternity": "booked_on",
}


@dataclass(frozen=True)
class Delivered(About):
    """From when to when each table has records, and how many dead people's go on.

    tables: of DATED. days: after a death in which records are no surprise.
    """

    settles: ClassVar[bool] = False
    tables: tuple[str, ...] = tuple(DATED)
    days: int = 30
