"""A day of a record, and how long ago it was."""

from datetime import date

from phm_core.charts.words import day
from phm_core.errors import several
from phm_core.period import MONTHS_IN_YEAR

DAYS_OF_MONTH = 30.4
YEARS_FROM = 24  # months from which an age is told in years


def dated(when: date, on: date) -> str:
    """'3 September 2026 (1 month ago)'. on: the day of the data."""
    return f"{day(when)} ({ago(when, on)})"


def ago(when: date, on: date) -> str:
    """How long before a day: in days, then months, then years."""
    if when == on:
        return "the last day of these records"
    months = int((on - when).days / DAYS_OF_MONTH)
    if months < 1:
        return several((on - when).days, "day") + " ago"
    if months < YEARS_FROM:
        return several(months, "month") + " ago"
    return several(months // MONTHS_IN_YEAR, "year") + " ago"
