"""Text as a value of the type that is declared; null where it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from duckdb import (
    CaseExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Given
from phm_core.nhs_number import LENGTH, MODULUS
from phm_core.onboarding.loading.days import day
from phm_core.onboarding.loading.expressions import (
    first_known,
    looked_up,
    replaced,
    whole_number,
)
from phm_core.onboarding.loading.spellings import MARKS, without_marks, words
from phm_core.period import MONTHS_IN_YEAR, months_before

YES = ("y", "yes", "true", "t", "1", "1.0", "x")
NO = ("n", "no", "false", "f", "0", "0.0")
FORMULA = ("=", "@")
NUMBER = r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
LONG_CODE = r"^([0-9]{6,})[.]0+$"
"""The same of a code; in shorter ones what is after a point tells them apart."""
GUID = "[{]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[}]?"
"""An id as computers make them, in small letters; some write braces around it."""
FIGURE = r"[-+]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]*)?"
LIMIT = r"(?:[<>]=?|[≤≥])? *"
"""What stands before the end of what can be measured (>90)."""
BUT_DIGITS = "[^-+.0-9]"
STEP = 1e-9
"""How far beyond its limit a result is taken to be: <3 must not count as 3 or more."""


@dataclass(frozen=True)
class Reading:
    """How the cells of a column are read.

    as_at: the last day that a date can be. dates: the forms of date that are tried.
    spelt: what each word stands for that the column may hold.
    """

    as_at: date
    dates: tuple[str, ...] = ()
    spelt: Mapping[str, str] = field(default_factory=dict[str, str])


def possible(value: Expression, given: Given, as_at: date) -> Expression | None:
    """Whether a value can be; None where any can."""
    low, high = _limits(given, as_at)
    if low is None and high is None:
        return None
    least = value if low is None else ConstantExpression(low)
    most = value if high is None else ConstantExpression(high)
    return value.between(least, most)


def read(text: Expression, given: Given, reading: Reading) -> Expression:
    """A text as a value of the column's type, null where it is none.

    Whether it can be is asked of the value: `possible`.
    """
    if given.type == "date":
        return day(text, reading.dates, reading.as_at)
    simple = {"number": _measured, "flag": _flag, "nhs_number": valid_number}
    simple |= {"local_id": _own_id, "code": _code}
    if given.type in simple:
        return simple[given.type](text)
    if given.type == "integer":
        found = _number(text)
        whole = found == FunctionExpression("round", found)
        return CaseExpression(whole, found).try_cast("INTEGER")
    if given.type in ("word", "entry"):
        return _word(text, {**words(given), **reading.spelt})
    return CaseExpression(~is_formula(text), text)


def _limits(given: Given, as_at: date) -> tuple[object, object]:
    if given.type == "date":
        years = given.within_years * MONTHS_IN_YEAR
        return months_before(as_at, years), as_at
    return given.minimum, given.maximum


def is_limit(text: Expression, given: Given) -> Expression | None:
    """Whether a number is the end of what can be measured; None where none can be."""
    return _begins(text, "<", ">", "≤", "≥") if given.type == "number" else None


def _begins(text: Expression, *words: str) -> Expression:
    first = FunctionExpression("left", text, ConstantExpression(len(words[0])))
    return first.isin(*map(ConstantExpression, words))


def is_formula(text: Expression) -> Expression:
    """Whether a cell holds a formula, not a value."""
    first = FunctionExpression("left", text, ConstantExpression(1))
    return first.isin(*map(ConstantExpression, FORMULA))


def _number(text: Expression) -> Expression:
    """A finite number, which may have commas between thousands."""
    return _finite(first_known(text.try_cast("DOUBLE"), _figure(text, FIGURE)))


def _measured(text: Expression) -> Expression:
    """The same, or the end of what can be measured (>90): a number just beyond it."""
    told = _figure(text, LIMIT + FIGURE)
    step = CaseExpression(_begins(text, "<=", ">="), ConstantExpression(0.0))
    step = step.when(_begins(text, "<"), ConstantExpression(-STEP))
    step = step.when(_begins(text, ">"), ConstantExpression(STEP))
    beyond = told + step.otherwise(ConstantExpression(0.0))
    return _finite(first_known(text.try_cast("DOUBLE"), beyond))


def _figure(text: Expression, form: str) -> Expression:
    """The digits of a text that has some form."""
    figure = FunctionExpression("regexp_full_match", text, ConstantExpression(form))
    bare = CaseExpression(figure, replaced(text, BUT_DIGITS, "", "g"))
    return bare.try_cast("DOUBLE")


def _finite(found: Expression) -> Expression:
    return CaseExpression(FunctionExpression("isfinite", found), found)


def _flag(text: Expression) -> Expression:
    folded = FunctionExpression("lower", text)
    yes = folded.isin(*map(ConstantExpression, YES))
    no = folded.isin(*map(ConstantExpression, NO))
    found = CaseExpression(yes, ConstantExpression(value=True))
    return found.when(no, ConstantExpression(value=False))


def _word(text: Expression, spelt: Mapping[str, str]) -> Expression:
    """What a word stands for, whatever its capitals and the marks between its parts."""
    lower = FunctionExpression("lower", whole_number(text))
    bare = replaced(replaced(lower, MARKS, "_", "g"), "^_|_$", "", "g")
    found = looked_up(bare, without_marks(spelt))
    return first_known(looked_up(lower, spelt), found)


def _own_id(text: Expression) -> Expression:
    """The id of a source, the same whatever the capitals and braces of a GUID."""
    lower = FunctionExpression("lower", text)
    made = FunctionExpression("regexp_full_match", lower, ConstantExpression(GUID))
    bare = FunctionExpression("trim", lower, ConstantExpression("{}"))
    return CaseExpression(
        ~is_formula(text), CaseExpression(made, bare).otherwise(whole_number(text))
    )


def _code(text: Expression) -> Expression:
    return CaseExpression(~is_formula(text), whole_number(text, LONG_CODE))


def valid_number(text: Expression) -> Expression:
    """The ten digits of an NHS number whose last checks the others; else null.

    Source: NHS Data Dictionary, NHS number (modulus 11). As in phm_core.nhs_number, of
    which every number is checked again when its pseudonym is made.
    """
    text = whole_number(text)
    digits = replaced(text, "[ -]", "", "g")
    shaped = FunctionExpression("regexp_full_match", text, ConstantExpression(NUMBER))
    each = [
        FunctionExpression(
            "substr", digits, ConstantExpression(place), ConstantExpression(1)
        ).try_cast("INTEGER")
        for place in range(1, LENGTH + 1)
    ]
    weighed = reduce(
        lambda one, other: one + other,
        (digit * ConstantExpression(LENGTH + 1 - n) for n, digit in enumerate(each, 1)),
    )
    checks = weighed % ConstantExpression(MODULUS) == ConstantExpression(0)
    differs = reduce(lambda one, other: one | other, (each[0] != d for d in each[1:]))
    return CaseExpression(shaped & checks & differs, digits)
