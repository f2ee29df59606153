"""What the cells of a column are: dates and how they are written, codes, numbers."""

from collections.abc import Sequence
from datetime import date

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from phm_core.catalogue.schema import Given
from phm_core.onboarding.code_shapes import check_digit_holds
from phm_core.onboarding.loading.days import SPREADSHEET, day, iso_day
from phm_core.onboarding.loading.expressions import ZERO
from phm_core.onboarding.loading.spellings import plain, words_of
from phm_core.onboarding.loading.values import GUID, Reading, read

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
LATE = date(2100, 12, 31)
"""What years of two digits are at most, while it is not known when the rows end."""
OF, VALUE, ROWS = "of", "value", "rows"
MOST = 0.95
"""Share of what is filled that must be of a kind."""
CHECKED = 300
"""Different codes of which the check digit is looked at."""
NHS_NUMBER = "NHS number"
SNOMED = "SNOMED CT code"
PAIR = "pair of numbers"
MEASURED = "number with its unit"
UNIT = "(?: *%[^,;]*| +[A-Za-zµμ][^,;]*| *[A-Za-zµμ]+/[^,;]*)"
"""What may stand after a number, such as mmol/mol; 12AB is an id."""
FIGURES = "(?:[<>]=?|[≤≥])? *[-+]?[0-9][0-9,]*(?:[.][0-9]+)?"
VALUE_OF, UNIT_OF = f"^({FIGURES}){UNIT}?$", f"^{FIGURES}({UNIT})$"
"""What picks the number and the unit from a cell that has both."""
YEARS_THAT_MAY_BE = range(1800, 2200)
NEVER = 9999
"""The year of an end that has not come, in many systems."""
PATTERNS = {
    "identifier": f"(?i){GUID}",
    "small area": r"[A-Z]01[0-9]{6}",
    "practice code": r"[A-HJ-NP-Y][0-9]{5}",
    PAIR: r"[0-9]{2,3}\s*/\s*[0-9]{2,3}",
    "ICD-10 code": r"[A-Z][0-9]{2}(\.?[0-9X][0-9]{0,2})?",
    "LOINC code": r"[0-9]{1,7}-[0-9]",
    "SNOMED CT code": r"[1-9][0-9]{5,17}([.]0)?",
}
NHS = Given(name="n", type="nhs_number", meaning="n")
NUMBER = Given(name="n", type="number", meaning="n")
FLAG = Given(name="n", type="flag", meaning="n")
FORMS = ("day/month/year", "month/day/year", "day-month-year", "day.month.year",
         "day month year", "month day year", "yearmonthday", "monthyear", "month/year",
         "year-month")  # fmt: skip
OF_YEARS = {"year", "yob"}
"""Words of a column whose whole numbers are years."""
YEARS = range(1880, 2100)
OF_DAYS = {
    "date", "day", "dob", "birth", "born", "dod", "death", "died", "on", "start", "end",
    "from", "to", "reported", "taken", "collected", "received", "recorded", "issued",
    "admitted", "discharged", "registered", "requested", "seen",
}  # fmt: skip
"""Words of a column whose whole numbers may be days as spreadsheets count them."""
COUNTED = range(3_000, 60_000)  # from 1908 to 2064; no year


def kinds_of(
    names: Sequence[str], cells: duckdb.DuckDBPyRelation
) -> list[tuple[str, str]]:
    """What most cells of each column are, and how its dates are written.

    cells: OF, the place of the column, VALUE, and in how many ROWS it is.
    """
    forms = _by_form(cells)
    return [
        _by_name(name, *forms.get(n, ("nothing", "")), cells.filter(C(OF) == K(n)))
        for n, name in enumerate(names)
    ]


def _by_name(
    name: str, kind: str, form: str, cells: duckdb.DuckDBPyRelation
) -> tuple[str, str]:
    """The same, where the name says more of what cells of a form are."""
    if kind == "whole number" and _of_years(name, cells):
        return "date", "year"
    if kind in ("whole number", "number") and _of_days(name, cells):
        return "date", SPREADSHEET
    if kind == SNOMED and not _checked(cells):
        return "whole number", ""
    return kind, form


def _by_form(cells: duckdb.DuckDBPyRelation) -> dict[int, tuple[str, str]]:
    """Kind and form by the place of the column, for all columns at once.

    To plan the tests takes longer than to carry them out.
    """
    tests = _tests(C(VALUE))
    fits = [F("sum", C(ROWS)).where(test) for test in tests.values()]
    found: dict[int, tuple[str, str]] = {}
    for place, known, *counted in cells.aggregate(
        [C(OF), F("sum", C(ROWS)), *fits]
    ).fetchall():
        enough = (
            k for k, n in zip(tests, counted, strict=True) if (n or 0) >= MOST * known
        )
        kind, _, form = next(enough, "text").partition("|")
        found[place] = kind, form
    return found


def _of_years(name: str, cells: duckdb.DuckDBPyRelation) -> bool:
    """Whether a column says by its name and its cells that it holds years."""
    return bool(OF_YEARS & set(words_of(name))) and _all_in(YEARS, cells)


def _of_days(name: str, cells: duckdb.DuckDBPyRelation) -> bool:
    """Whether a column says by its name and its cells that it holds counted days."""
    named = {*words_of(name), plain(name).replace("_", "")}
    return bool(OF_DAYS & named) and _all_in(COUNTED, cells)


def _all_in(numbers: range, cells: duckdb.DuckDBPyRelation) -> bool:
    number = C(VALUE).try_cast("DOUBLE")
    inside = number.between(K(numbers.start), K(numbers.stop))
    return not cells.filter(~inside | number.isnull()).limit(1).fetchall()


def _checked(cells: duckdb.DuckDBPyRelation) -> bool:
    """Whether the last digits are those of SNOMED CT, not of any long number."""
    values = cells.select(C(VALUE)).limit(CHECKED).fetchall()
    holds = [check_digit_holds(value.removesuffix(ZERO)) for (value,) in values]
    return sum(holds) >= MOST * len(holds)


def _tests(text: Expression) -> dict[str, Expression]:
    """Tests of a cell by kind, the narrowest first; a date also says its form."""
    reading = Reading(LATE)
    dates = {f"date|{form}": _may_be(day(text, [form], LATE)) for form in FORMS}
    patterns = {
        kind: F("regexp_full_match", text, K(pattern))
        for kind, pattern in PATTERNS.items()
    }
    snomed = patterns.pop(SNOMED)
    # A LOINC code such as 2015-3 is narrower.
    month = {name: dates.pop(name) for name in ("date|year-month",)}
    number = read(text, NUMBER, reading)
    long = F("length", text) >= K(6)
    return {
        NHS_NUMBER: read(text, NHS, reading).isnotnull(),
        "date|year-month-day": _may_be(iso_day(text)),
        **dates,
        "yes or no": read(text, FLAG, reading).isnotnull(),
        **patterns,
        **month,
        # Several hands, each with a form of its own.
        "date|": _may_be(day(text, [], LATE)),
        SNOMED: snomed & long,
        "whole number": number == F("round", number),
        "number": number.isnotnull(),
        MEASURED: F("regexp_full_match", text, K(VALUE_OF)),
    }


def _may_be(found: Expression) -> Expression:
    """Whether a day may be one, not a number or a code that looks like it."""
    year = F("year", found)
    first, last = YEARS_THAT_MAY_BE[0], YEARS_THAT_MAY_BE[-1]
    return year.between(K(first), K(last)) | (year == K(NEVER))
