"""Codes whose value is two numbers in one, such as 140/90, by what is beside them."""

import re
from collections.abc import Iterator
from dataclasses import replace

import duckdb
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from phm_core.onboarding.loading.cells import text_of
from phm_core.onboarding.loading.kinds import MOST, PAIR, PATTERNS, SNOMED
from phm_core.onboarding.loading.profile import (
    FEW,
    LOOKED_AT,
    TIMES,
    Profile,
    Seen,
)

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
CODES = (SNOMED, "LOINC code", "ICD-10 code")
MAY_BE = (*CODES, "text", "whole number")
"""Kinds of a column of codes; what is no code by its shape has to come often."""


def with_pairs(one: Profile) -> Profile:
    """The profile, with the codes of each of its columns whose value is a pair."""
    values = [seen for seen in one.columns if seen.kind != PAIR and _some(seen)]
    found = {
        (code.name, value.name): tuple(codes)
        for value in values
        for code in one.columns
        if code.kind in MAY_BE and code != value and code.name not in one.whose
        if (codes := list(_codes(one, code, value)))
    }
    return replace(one, paired=found) if found else one


def _some(seen: Seen) -> bool:
    """Whether some of a column's cells are two numbers in one."""
    return any(re.fullmatch(PATTERNS[PAIR], value) for value, _ in seen.samples)


def _codes(one: Profile, code: Seen, value: Seen) -> Iterator[str]:
    least = 1 if code.kind in CODES else TIMES
    with duckdb.connect(":memory:") as connection:
        rows = connection.read_parquet(str(one.table.file)).limit(LOOKED_AT)
        cells = rows.select(
            text_of(code.name).alias("code"), text_of(value.name).alias("value")
        ).filter(C("code").isnotnull() & C("value").isnotnull())
        both = F("regexp_full_match", C("value"), K(PATTERNS[PAIR]))
        counted = cells.aggregate(
            [
                C("code"),
                F("count").alias("rows"),
                F("count_if", both).alias("pairs"),
            ]
        )
        mostly = (C("pairs") >= C("rows") * K(MOST)) & (C("rows") >= K(least))
        found = counted.filter(mostly).sort("code").select("code").limit(FEW + 1)
        codes = [text for (text,) in found.fetchall()]
    # So many are no codes of a pressure: every row has its own.
    yield from codes if len(codes) <= FEW else ()
