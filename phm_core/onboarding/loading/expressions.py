"""Forms of expression that several modules need."""

from collections.abc import Iterable, Mapping
from functools import reduce

from duckdb import (
    CaseExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
    coalesce,
)

ZERO = ".0"
FLOAT = r"^([0-9]+)[.]0+$"


def first_known(*found: Expression) -> Expression:
    """The first that is not null; what comes after is not worked out."""
    return coalesce(*found)


def looked_up(key: Expression, means: Mapping[str, str | None]) -> Expression:
    """What a text stands for in a list of pairs; null where it is not in it."""
    values = [ConstantExpression(value).cast("VARCHAR") for value in means.values()]
    pairs = FunctionExpression("map", constants(means), together(values))
    return FunctionExpression("map_extract_value", pairs, key)


def constants(values: Iterable[object]) -> Expression:
    """A list of constants."""
    return together([ConstantExpression(value) for value in values])


def together(parts: Iterable[Expression]) -> Expression:
    """A list of expressions."""
    return FunctionExpression("list_value", *parts)


def every(tests: Iterable[Expression]) -> Expression:
    """Whether all of some tests hold."""
    return reduce(lambda one, other: one & other, tests)


def whole_number(text: Expression, form: str = FLOAT) -> Expression:
    """A whole number without the zero after its point, which programs write that took
    its column for measurements: 12.0 is 12. form: of which numbers, as FLOAT says it.
    """
    last = FunctionExpression("right", text, ConstantExpression(len(ZERO)))
    without = replaced(text, form, r"\1")
    return CaseExpression(last == ConstantExpression(ZERO), without).otherwise(text)


def filled(text: Expression) -> Expression:
    """A text without space around it; null where nothing is left."""
    trimmed = FunctionExpression("trim", text)
    return FunctionExpression("nullif", trimmed, ConstantExpression(""))


def replaced(text: Expression, pattern: str, by: str, how: str = "") -> Expression:
    """A text with what a pattern finds replaced. how: 'g' for all of it."""
    says = map(ConstantExpression, (pattern, by, how))
    return FunctionExpression("regexp_replace", text, *says)
