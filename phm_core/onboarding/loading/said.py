"""What several columns of a row say together, written once, and of each row its number.

Text costs most of writing rows, and of reading them again.
"""

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.counting import Places
from phm_core.onboarding.loading.expressions import constants
from phm_core.onboarding.loading.identity import PREFIXES
from phm_core.onboarding.loading.once import SAID, WHOSE
from phm_core.onboarding.loading.wanted import BEYOND, FILE, ROW, UNREAD

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
OF_SAID, MEANT = "of_said", "meant"
"""MEANT is the number of something that is said, in one of its meanings."""
SOMEDAY = K("2000-01-01").cast("DATE")
ANYBODY: dict[str, Expression] = {
    **dict(zip(WHOSE, (K(0).cast("BIGINT"), K(value=True)), strict=True)),
    FILE: K(""),
    **{name: K(0) for name in (ROW, UNREAD, BEYOND)},
}


def without_said(
    rows: DuckDBPyRelation, says: DuckDBPyRelation, places: Places
) -> DuckDBPyRelation:
    """Rows with SAID alone of what is said together, and with the number of a file."""
    file = F("list_position", constants(places.files), C(FILE)).alias(FILE)
    apart = {*says.columns, *PREFIXES} - {SAID}
    names = [name for name in rows.columns if name not in apart]
    return rows.select(*(file if name == FILE else C(name) for name in names))


def meant(says: DuckDBPyRelation) -> DuckDBPyRelation:
    """What is said beside its meaning, numbered."""
    number = F("row_number").over().cast("INTEGER").alias(MEANT)
    return says.select(*map(C, says.columns), number)


def with_said(
    rows: DuckDBPyRelation, says: DuckDBPyRelation, places: Places
) -> DuckDBPyRelation:
    """Rows with what they say in each of its meanings, and with their file again."""
    file = F("list_extract", constants(places.files), C(FILE)).alias(FILE)
    own = [file if name == FILE else C(name) for name in rows.columns if name != SAID]
    more = [C(name) for name in says.columns if name != SAID]
    says = says.select(C(SAID).alias(OF_SAID), *more)
    both = rows.set_alias("a").join(says.set_alias("b"), C(SAID) == C(OF_SAID))
    return both.select(*own, *more)


def by_anybody(
    rows: DuckDBPyRelation, says: DuckDBPyRelation
) -> DuckDBPyRelation | None:
    """What is said, as if somebody had said it on some day and nothing were odd.

    None where rows say more by themselves than who and when.
    """
    kinds = dict(zip(rows.columns, map(str, rows.types), strict=True))
    days = [name for name, kind in kinds.items() if kind == "DATE"]
    own = ANYBODY | dict.fromkeys(days, SOMEDAY)
    if not {*kinds} - {SAID} <= own.keys():
        return None
    more = [C(name) for name in says.columns if name != SAID]
    return says.select(*(own[n].alias(n) for n in kinds if n != SAID), *more)
