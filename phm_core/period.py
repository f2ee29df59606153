"""Calendar arithmetic: the date is always an argument, never the clock."""

from calendar import monthrange
from datetime import date

from phm_core.errors import RefusedInput

MONTHS_IN_YEAR = 12


def months_before(day: date, months: int) -> date:
    """Return the date `months` calendar months earlier, clipped to the month's end.

    A window of n months is dated after months_before(as_at, n), up to and
    including as_at.
    """
    index = day.year * MONTHS_IN_YEAR + day.month - 1 - months
    year, month = divmod(index, MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_years(birth: date, on: date) -> int:
    """Return age in completed years on a date (negative before birth)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def parse_date(text: str) -> date:
    """Read an ISO date.

    Raises RefusedInput with the expected form when it is not one.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RefusedInput(
            f"'{text}' is not a date. Write it as year-month-day, such as 2026-10-31."
        ) from None


def long_date(day: date) -> str:
    """Write a date the way GOV.UK does: 31 October 2026."""
    return f"{day.day} {day:%B %Y}"
