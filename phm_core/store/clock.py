"""The time, handed in: phm_core/start.py alone reads the system's clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def as_text(moment: datetime) -> str:
    """A moment as it is stored: ISO, in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def as_moment(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text)
