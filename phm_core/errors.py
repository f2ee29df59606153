"""What can go wrong, said so that a person knows what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches


class PhmError(Exception):
    """Base of every error that is shown to a person as one plain sentence."""


class RefusedInput(PhmError):
    """The input is not usable; nothing was changed (command line: exit 2)."""


class NotHeld(RefusedInput):
    """The records that were asked for are not in this data."""


class NoRoom(RefusedInput):
    """A disk is full; nothing was changed, and it is no fault of what was read."""


class NotPermitted(PhmError):
    """The person may not do this for this purpose (command line: exit 3)."""


class Cancelled(PhmError):
    """The person stopped a question before it was answered."""


def did_you_mean(name: str, options: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the closest known name, or nothing."""
    close = get_close_matches(str(name), list(options), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


def listed(names: Iterable[str]) -> str:
    """Join names as a person would say them: a, b and c."""
    words = list(names)
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def several(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: '1 area', '27 areas'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
