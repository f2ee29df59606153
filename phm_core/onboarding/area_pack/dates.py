"""Reads the year or date a public file is about, from its columns or its name."""

import re
from calendar import month_abbr
from datetime import date

import pandas as pd

from phm_core.errors import RefusedInput

# Looks ahead, so that the number before a year cannot swallow half of it.
_YEAR_PAIR = re.compile(r"(?<!\d)(?=(?:20)?(\d\d)[-_/]?(?:20)?(\d\d)(?!\d))")
_YEAR_MONTH = re.compile(
    r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?:[-_]?([0-3]\d))?(?!\d)"
)
_MONTHS = {name.lower(): month for month, name in enumerate(month_abbr) if name}
_WORDED = re.compile(r"(?:(\d{1,2})[ -]?)?([a-z]{3})[a-z]*[ _-]?(20\d\d|\d\d)(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(20\d\d)")
FINANCIAL_YEAR_STARTS = (4, 1)


def financial_year(text: str) -> str | None:
    """Write a financial year found in text as '2024-25', or None."""
    for first, second in _YEAR_PAIR.findall(text):
        if int(second) == (int(first) + 1) % 100:
            return f"20{first}-{second}"
    return None


def year_start(year: str) -> date:
    """First day of a financial year such as '2024-25'."""
    return date(int(year[:4]), *FINANCIAL_YEAR_STARTS)


def day_in(text: str) -> date | None:
    """Find a date in text: 2026-07, 2026-07-01, 01/07/2026, 01JUL2026, July 2026.

    A month alone is its first day.
    """
    if found := _YEAR_MONTH.search(text):
        year, month, day = found.groups()
        return date(int(year), int(month), int(day or 1))
    if found := _SLASHED.search(text):
        day, month, year = found.groups()
        return date(int(year), int(month), int(day))
    for day, month, year in _WORDED.findall(text.lower()):
        if month in _MONTHS:
            full = int(year) if len(year) > len("26") else 2000 + int(year)
            return date(full, _MONTHS[month], int(day or 1))
    return None


def date_of(name: str, column: pd.Series | None) -> date | None:
    """Date of a file: its newest extract date, or only without one its name's date.

    Raises RefusedInput when the column holds something that is not a date.
    """
    if column is None or not column.str.len().any():
        return day_in(name)
    texts = [text for text in column.unique() if text]
    days = {text: day_in(text) for text in texts}
    unread = [text for text, day in days.items() if day is None]
    if unread:
        raise RefusedInput(
            f"'{name}' has the date '{unread[0]}'. Write it as year-month-day."
        )
    return max(day for day in days.values() if day is not None)


def years_of(name: str, column: pd.Series | None, length: int) -> pd.Series:
    """Financial year of every row: from a column, or only without one the file name.

    Raises RefusedInput when there is none.
    """
    if column is None:
        year = financial_year(name)
        if year is None:
            raise RefusedInput(
                f"'{name}' does not say its year. Add a column 'year' such as 2024-25, "
                "or put the year in the file name."
            )
        return pd.Series([year] * length, dtype=str)
    years = column.map({text: financial_year(text) for text in column.unique()})
    if years.isna().any():
        wrong = column[years.isna()].iloc[0]
        raise RefusedInput(
            f"'{name}' has the year '{wrong}'. Write financial years as 2024-25."
        )
    return years.reset_index(drop=True)
