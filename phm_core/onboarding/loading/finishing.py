"""What a map yields as rows of its table: of which kind, and what is odd about each."""

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading.carrying_out import CarriedOut
from phm_core.onboarding.loading.columns import ODD, plausible, values_of
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.meanings import UNMAPPED
from phm_core.onboarding.loading.person_table import fitted
from phm_core.onboarding.loading.said import MEANT
from phm_core.onboarding.loading.wanted import BEYOND, FILE, ROW, UNREAD

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
PART, FIRST, WHOLE = "part", "first", "whole"
KEPT, NOBODY, NO_PERSON = "kept", "nobody", "no person"
FATE = "fate"
AS_CODED = ("as_code", "as_system", "as_term")
MARKS = (FILE, FATE, ODD, *AS_CODED, ROW, UNREAD, BEYOND)
"""What is told of a row where something is odd about it: where it is from, and what."""
ENTRIES = {
    "condition": "condition_id",
    "measurement": "measure_id",
    "medication": "medicine_id",
    "process": "process_id",
    "score": "score_id",
}


def finished(
    ground: Ground, one: CarriedOut, rows: DuckDBPyRelation
) -> DuckDBPyRelation:
    """Rows of a map beside their meaning as rows of the table, with PART and MARKS."""
    entry = ENTRIES.get(one.table.into)
    dataset = ground.catalogue.datasets[one.table.into]
    values = values_of(ground, one.table.into, rows.columns)
    odd = K(None).cast("VARCHAR")
    if one.table.into == "measurement":
        values["value"], odd = plausible()
    if entry is not None and one.intake.codes_for is not None:
        values[entry] = C("id")
    held = fitted(dataset, values, rows.columns)
    own = [C(name) for name in (ROW, FILE, UNREAD, BEYOND, *_meant(rows))]
    first = K(value=True)
    if FIRST in rows.columns:
        first = first_known(C(FIRST), first)
    more = _of_codes(rows.columns)
    found = rows.select(
        *held, *own, *more, first.alias(FIRST), odd.alias(ODD), *_state(rows)
    )
    fate = _fate(dataset, entry)
    found = found.select(*map(C, found.columns), fate.alias(FATE))
    return _marked(found, dataset)


def _marked(rows: DuckDBPyRelation, dataset: Dataset) -> DuckDBPyRelation:
    """Rows with their kind, and marks where something is odd: most have none."""
    kind = C(dataset.partitioned_by) if dataset.partitioned_by else K(WHOLE)
    kept = C(FATE) == K(KEPT)
    none = K(0).cast("UBIGINT")
    odd = ~kept | (C(UNREAD) != none) | (C(BEYOND) != none) | C(ODD).isnotnull()
    return rows.select(
        *map(C, dataset.names),
        CaseExpression(kept, kind).alias(PART),
        C(FIRST),
        *(CaseExpression(odd, C(name)).alias(name) for name in MARKS),
        *map(C, _meant(rows)),
    )


def _meant(rows: DuckDBPyRelation) -> list[str]:
    return [MEANT] if MEANT in rows.columns else []


def _of_codes(held: list[str]) -> list[Expression]:
    """Code, system and words of a row, for codes that no list knows."""
    code = C("code") if "code" in held else K(None)
    system = C("system") if "system" in held else K(None)
    term = C("term") if "term" in held else K(None)
    state = C("state") if "state" in held else K(None)
    unknown = state == K(UNMAPPED)
    found = {"as_code": code, "as_system": system, "as_term": term}
    return [
        CaseExpression(unknown, value.cast("VARCHAR")).alias(name)
        for name, value in found.items()
    ]


def _state(rows: DuckDBPyRelation) -> list[Expression]:
    state = C("state") if "state" in rows.columns else K("mapped")
    return [state.alias("state"), C("sought")]


def _fate(dataset: Dataset, entry: str | None) -> Expression:
    """What becomes of a row: kept, or the first reason against it."""
    found = CaseExpression(~C("sought"), K(NO_PERSON))
    found = found.when(C("person_id").isnull(), K(NOBODY))
    if entry is not None:
        unknown = first_known(C("state"), K(UNMAPPED))
        found = found.when(C(entry).isnull(), unknown)
    for column in dataset.columns:
        if not column.nullable and column.name not in ("person_id", entry):
            found = found.when(C(column.name).isnull(), K(column.name))
    if dataset.id == "process":
        found = found.when(C("outcome").isnull(), K("outcome"))
    return found.otherwise(K(KEPT))


def odd_rows(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """The rows about which something is odd."""
    return rows.filter(C(FATE).isnotnull())
