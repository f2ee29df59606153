"""What a mapping says of one column, as an expression over the source's columns.

Names become column expressions and cells constants; nothing is ever spliced into a
statement.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import ColumnMap
from phm_core.catalogue.schema.source_table import Cell, Filter
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.onboarding.loading.expressions import filled, first_known, looked_up

TEXT = "VARCHAR"

WILD = ("*", "?")


@dataclass(frozen=True)
class Columns:
    """The columns of a source table, found whatever their capital letters.

    where: the table, as sentences call it.
    """

    names: tuple[str, ...]
    where: str

    def find(self, name: str) -> str | None:
        """The column of that name as it is written; None where there is none."""
        if name in self.names:
            return name
        folded = name.casefold()
        return next((one for one in self.names if one.casefold() == folded), None)

    def need(self, name: str) -> str:
        """The same. Raises RefusedInput where there is none."""
        found = self.find(name)
        if found is None:
            raise RefusedInput(
                f"{self.where} has no column '{name}'.{did_you_mean(name, self.names)} "
                "Say in the mapping where it comes from, or that it is optional."
            )
        return found

    def like(self, names: Iterable[str]) -> list[str]:
        """Columns of some names, in which * and ? may stand, in the source's order."""
        found: list[str] = []
        for name in names:
            if any(mark in name for mark in WILD):
                fits = re.compile(translate(name), re.IGNORECASE).match
                found += [one for one in self.names if fits(one)]
            else:
                found.append(self.need(name))
        return list(dict.fromkeys(found))


def text_of(name: str) -> Expression:
    """The cell of a column as text without space around it; null where it is empty."""
    return filled(ColumnExpression(name).cast(TEXT))


def cell(mapped: ColumnMap, columns: Columns) -> Expression:
    """The text that a mapping takes for one column of a row.

    Raises RefusedInput where a source column is not there and is not optional.
    """
    found = _taken(mapped, columns)
    if mapped.split_by is not None:
        part = FunctionExpression(
            "split_part",
            found,
            ConstantExpression(mapped.split_by),
            ConstantExpression(mapped.part),
        )
        found = filled(part)
    if mapped.pick is not None:
        picked = FunctionExpression(
            "regexp_extract",
            found,
            ConstantExpression(mapped.pick),
            ConstantExpression(1),
        )
        found = filled(picked)
    if mapped.values or mapped.otherwise is not None:
        found = _meant(found, mapped)
    if mapped.empty is not None:
        found = first_known(found, _constant(mapped.empty))
    return found


def kept(test: Filter, columns: Columns) -> Expression:
    """Whether a row is taken."""
    found = text_of(columns.need(test.column))
    if test.filled is not None:
        return found.isnotnull() if test.filled else found.isnull()
    if test.is_:
        return found.isin(*(ConstantExpression(written(one)) for one in test.is_))
    others = found.isnotin(*(ConstantExpression(written(one)) for one in test.is_not))
    return found.isnull() | others


def written(value: Cell) -> str:
    """A value of a mapping as a cell would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _taken(mapped: ColumnMap, columns: Columns) -> Expression:
    if mapped.constant is not None:
        return ConstantExpression(written(mapped.constant)).cast(TEXT)
    find = columns.find if mapped.optional else columns.need
    if mapped.column is not None:
        name = find(mapped.column)
        return nothing() if name is None else text_of(name)
    if mapped.first_of:
        names = [name for name in map(find, mapped.first_of) if name is not None]
        return first_known(*map(text_of, names), nothing())
    names = columns.like(mapped.joined)
    apart = ConstantExpression(mapped.by)
    return filled(FunctionExpression("concat_ws", apart, *map(text_of, names)))


def _meant(found: Expression, mapped: ColumnMap) -> Expression:
    """What a value means; small and capital letters are alike."""
    means = {key.strip().casefold(): value for key, value in mapped.values.items()}
    texts = {key: None if v is None else written(v) for key, v in means.items()}
    folded = FunctionExpression("lower", found)
    known = folded.isin(*(ConstantExpression(key) for key in means))
    rest = found if mapped.otherwise is None else _constant(mapped.otherwise)
    if not means:
        return _case(found.isnotnull(), rest, nothing())
    return _case(
        known,
        looked_up(folded, texts),
        _case(found.isnotnull(), rest, nothing()),
    )


def _constant(value: Cell | None) -> Expression:
    text = None if value is None else written(value)
    return ConstantExpression(text).cast(TEXT)


def _case(test: Expression, value: Expression, otherwise: Expression) -> Expression:
    return CaseExpression(test, value).otherwise(otherwise)


def nothing() -> Expression:
    """Text that is not there."""
    return ConstantExpression(None).cast(TEXT)
