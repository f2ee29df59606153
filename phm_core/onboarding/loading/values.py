"""Text as a value of the type that is declared; null where it cannot be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duckdb import (
    CaseExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Given
from phm_core.onboarding.loading.expressions import (
    constants,
    first_known,
    looked_up,
)

EARLIEST = date(1890, 1, 1)
"""A day before this is a slip or stands for nothing."""
DATE_LENGTH = 10
PARTS: dict[str, tuple[str, ...]] = {
    "year-month-day": ("%Y-%m-%d", "%Y/%m/%d"),
    "day/month/year": ("%d/%m/%Y", "%d/%m/%y"),
    "month/day/year": ("%m/%d/%Y", "%m/%d/%y"),
    "day-month-year": ("%d-%m-%Y", "%d-%b-%Y", "%d-%b-%y"),
    "day.month.year": ("%d.%m.%Y",),
    "day month year": ("%d %b %Y", "%d %B %Y"),
    "yearmonthday": ("%Y%m%d",),
    "daymonthyear": ("%d%m%Y",),
    "monthyear": ("%m%Y",),
    "month/year": ("%m/%Y", "%b %Y", "%b-%Y"),
    "year-month": ("%Y-%m",),
    "year": ("%Y",),
}
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")
TIMED = ("day/month/year", "month/day/year", "day-month-year", "yearmonthday")
USUAL = (
    "day/month/year", "day-month-year", "day.month.year", "day month year",
    "yearmonthday", "year-month",
)  # fmt: skip
YES = ("y", "yes", "true", "t", "1", "x")
NO = ("n", "no", "false", "f", "0")
FORMULA = ("=", "@")
THOUSANDS = r"[-+]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?"


@dataclass(frozen=True)
class Read:
    """A cell's value, and whether the cell is no value, or one that cannot be."""

    value: Expression
    unread: Expression
    beyond: Expression


def read(text: Expression, given: Given, as_at: date, dates: Iterable[str]) -> Read:
    """A text as the value that a column holds: null where it cannot be one.

    as_at: the last day that a date can be. dates: the forms of date that are tried.
    """
    found = _parsed(text, given, dates)
    unread = text.isnotnull() & found.isnull()
    low, high = _limits(given, as_at)
    if low is None and high is None:
        return Read(found, unread, ConstantExpression(value=False))
    least = found if low is None else ConstantExpression(low)
    most = found if high is None else ConstantExpression(high)
    fits = found.between(least, most)
    return Read(CaseExpression(fits, found), unread, found.isnotnull() & ~fits)


def _parsed(text: Expression, given: Given, dates: Iterable[str]) -> Expression:
    if given.type == "date":
        return day(text, dates)
    if given.type == "number":
        return _number(text)
    if given.type == "integer":
        found = _number(text)
        whole = found == FunctionExpression("round", found)
        return CaseExpression(whole, found).try_cast("INTEGER")
    if given.type == "flag":
        return _flag(text)
    if given.type == "word":
        return _word(text, given)
    return CaseExpression(~is_formula(text), text)


def _limits(given: Given, as_at: date) -> tuple[object, object]:
    if given.type == "date":
        return EARLIEST, as_at
    return given.minimum, given.maximum


def day(text: Expression, forms: Iterable[str]) -> Expression:
    """A day in one of some forms; ISO, or as the British write, where none is said."""
    wanted = tuple(forms)
    patterns = [
        f"{pattern}{time}"
        for form in (wanted or USUAL)
        for pattern in PARTS[form]
        for time in (TIMES if form in TIMED else ("",))
    ]
    tried = FunctionExpression("try_strptime", text, constants(patterns)).cast("DATE")
    if wanted and "year-month-day" not in wanted:
        return tried
    return first_known(iso_day(text), tried)


def iso_day(text: Expression) -> Expression:
    """A day as in 2026-10-31, with or without a time after it."""
    first = FunctionExpression("left", text, ConstantExpression(DATE_LENGTH))
    rest = FunctionExpression("substr", text, ConstantExpression(DATE_LENGTH + 1))
    timed = FunctionExpression(
        "regexp_matches", rest, ConstantExpression(r"^([T ][0-9:.+Z -]*)?$")
    )
    return CaseExpression(timed, first.try_cast("DATE"))


def is_formula(text: Expression) -> Expression:
    """Whether a cell holds a formula, not a value."""
    first = FunctionExpression("left", text, ConstantExpression(1))
    return first.isin(*map(ConstantExpression, FORMULA))


def _number(text: Expression) -> Expression:
    """A finite number, which may have commas between thousands."""
    comma, nothing = ConstantExpression(","), ConstantExpression("")
    grouped = FunctionExpression(
        "regexp_full_match", text, ConstantExpression(THOUSANDS)
    )
    without = FunctionExpression("replace", text, comma, nothing)
    found = first_known(
        text.try_cast("DOUBLE"), CaseExpression(grouped, without).try_cast("DOUBLE")
    )
    return CaseExpression(FunctionExpression("isfinite", found), found)


def _flag(text: Expression) -> Expression:
    folded = FunctionExpression("lower", text)
    yes = folded.isin(*map(ConstantExpression, YES))
    no = folded.isin(*map(ConstantExpression, NO))
    found = CaseExpression(yes, ConstantExpression(value=True))
    return found.when(no, ConstantExpression(value=False))


def _word(text: Expression, given: Given) -> Expression:
    """The allowed word that a spelling stands for; ours stands for itself."""
    spelt = {word.casefold(): word for word in given.words}
    for word, others in given.words.items():
        for other in others:
            spelt.setdefault(other.casefold(), word)
    return looked_up(FunctionExpression("lower", text), spelt)
