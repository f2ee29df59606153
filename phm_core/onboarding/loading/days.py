"""Text as a day, in the forms in which people and machines write days."""

from collections.abc import Iterable
from datetime import date

from duckdb import (
    CaseExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.expressions import (
    constants,
    first_known,
    replaced,
    whole_number,
)

DATE_LENGTH = 10
SPREADSHEET = "spreadsheet number"
FIRST_OF_SPREADSHEETS = date(1899, 12, 30)
"""From here Excel counts days; right from March 1900 on (ECMA-376, 18.17.4.1)."""
COUNTED = r"[0-9]{4,5}([.][0-9]+)?"
PARTS: dict[str, tuple[str, ...]] = {
    "year-month-day": ("%Y-%m-%d", "%Y/%m/%d"),
    "day/month/year": ("%d/%m/%Y",),
    "month/day/year": ("%m/%d/%Y",),
    "day-month-year": ("%d-%m-%Y", "%d-%b-%Y"),
    "day.month.year": ("%d.%m.%Y",),
    "day month year": ("%d %b %Y", "%d %B %Y", "%d%b%Y"),
    "month day year": ("%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y"),
    "yearmonthday": ("%Y%m%d",),
    "daymonthyear": ("%d%m%Y",),
    "monthyear": ("%m%Y",),
    "month/year": ("%m/%Y", "%b %Y", "%b-%Y"),
    "year-month": ("%Y-%m",),
    "year": ("%Y",),
    SPREADSHEET: (),
}
TIMES = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p",
    " %I:%M%p", ":%H:%M:%S",
)  # fmt: skip
"""Times after a day, as in Oct 31 2026 12:00AM or 31OCT2026:00:00:00."""
TIMED = (
    "day/month/year", "month/day/year", "day-month-year", "day.month.year",
    "day month year", "month day year", "yearmonthday",
)  # fmt: skip
USUAL = (
    "day/month/year", "day-month-year", "day.month.year", "day month year",
    "month day year", "yearmonthday", "year-month",
)  # fmt: skip
NUMBERED = {"year", "yearmonthday", "daymonthyear", "monthyear"}
"""Forms that are whole numbers, to which programs may add a zero after a point."""
SHORT = (
    "^((?:(?:[0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/. ]){{1,2}})({})([ T][0-9]{{1,2}}:.*)?$"
)
"""A day whose year has two digits: what is before it, the year, and a time."""
SEPTEMBER = ("(?i)sept([^e])", r"Sep\1")
"""Where computers speak British English."""
# A year of fewer digits would be read as one of the first centuries.
ISO = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ][0-9:.+Z -]*)?"


def day(text: Expression, forms: Iterable[str], as_at: date) -> Expression:
    """A day in one of some forms; ISO, or as the British write, where none is said.

    A year of two digits is one of the hundred up to the year after as_at: what is a
    little too late is refused as such, not put a hundred years back.
    """
    wanted = tuple(forms)
    patterns = [
        f"{pattern}{time}"
        for form in (wanted or USUAL)
        for pattern in PARTS[form]
        for time in (TIMES if form in TIMED else ("",))
    ]
    tried = []
    if not wanted or "year-month-day" in wanted:
        tried.append(iso_day(text))
    if patterns:
        bare = whole_number(text) if NUMBERED.intersection(wanted) else text
        whole = replaced(_with_century(bare, as_at), *SEPTEMBER)
        found = FunctionExpression("try_strptime", whole, constants(patterns))
        tried.append(found.cast("DATE"))
    if SPREADSHEET in wanted:
        tried.append(_counted(text))
    return first_known(*tried)


def iso_day(text: Expression) -> Expression:
    """A day as in 2026-10-31, with or without a time after it."""
    first = FunctionExpression("left", text, ConstantExpression(DATE_LENGTH))
    shaped = FunctionExpression("regexp_full_match", text, ConstantExpression(ISO))
    return CaseExpression(shaped, first.try_cast("DATE"))


def _counted(text: Expression) -> Expression:
    """A day as the number by which spreadsheets keep it; after the point, the time."""
    shaped = FunctionExpression("regexp_full_match", text, ConstantExpression(COUNTED))
    whole = FunctionExpression("floor", text.try_cast("DOUBLE")).cast("INTEGER")
    return CaseExpression(shaped, ConstantExpression(FIRST_OF_SPREADSHEETS) + whole)


def _with_century(text: Expression, as_at: date) -> Expression:
    """A day whose year has two digits, with four. Each text is named once: what is
    named twice would be worked out for days that are ISO, too.
    """
    century, last = divmod(as_at.year + 1, 100)
    years = "|".join(f"{year:02d}" for year in range(last + 1))
    recent = replaced(text, SHORT.format(years), rf"\1{century:02d}\2\3")
    return replaced(recent, SHORT.format("[0-9]{2}"), rf"\1{century - 1:02d}\2\3")
