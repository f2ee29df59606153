"""Which emergency admissions ambulatory care can often prevent, by their diagnoses.

Worked out where the source does not say, by the list in avoidable.yaml.
"""

from functools import cache
from pathlib import Path

from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema.entry import Frozen, Id, Text
from phm_core.strict_yaml import read_yaml

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
SHIPPED = Path(__file__).with_name("avoidable.yaml")
SETTING = "emergency_admission"
BETWEEN = ";"
YES, NO, UNKNOWN = K(True), K(False), K(None)  # noqa: FBT003  # values of SQL
SHORT, FILLED = 3, 4  # characters of a code


class Rule(Frozen):
    """One condition: patterns that its diagnoses and operations meet, or do not."""

    id: Id
    primary: str = ""
    any: str = ""
    with_other: str = ""
    without_other: str = ""
    without_operation: str = ""


class Source(Frozen):
    """Whose list it is, and what differs here."""

    title: Text
    changes: Text


class Avoidable(Frozen):
    """The whole list."""

    source: Source
    rules: tuple[Rule, ...]


@cache
def declared() -> Avoidable:
    """The list as it is shipped."""
    text = SHIPPED.read_text(encoding="utf-8")
    return Avoidable.model_validate(read_yaml(text, source=SHIPPED.name).value)


def told_apart(
    stays: DuckDBPyRelation, operations: DuckDBPyRelation | None
) -> DuckDBPyRelation:
    """Rows of the activity table, `acsc` filled in where the source left it out.

    operations: rows of the procedure table; without them a rule that asks for none
    cannot be told. Of a stay without a primary diagnosis nothing is said.
    """
    held = stays.select(
        *(C(name) for name in stays.columns),
        _first().alias("first_code"),
        _every().alias("every_code"),
    )
    known = operations is not None
    if operations is not None:
        held = _with_operations(held, operations)
    told = CaseExpression(C("acsc").isnotnull(), C("acsc").cast("BOOLEAN"))
    ours = (C("setting") == K(SETTING)) & C("icd10").isnotnull()
    told = told.when(~ours, UNKNOWN)
    sure, unsure = _any_of(known=known), _unsure(known=known)
    told = told.when(sure, YES).when(unsure, UNKNOWN).otherwise(NO)
    return held.select(
        *(told.alias(name) if name == "acsc" else C(name) for name in stays.columns)
    )


def _with_operations(
    held: DuckDBPyRelation, operations: DuckDBPyRelation
) -> DuckDBPyRelation:
    """With every operation between admission and discharge, as one text."""
    done = operations.select(
        C("person_id").alias("whose"), C("date").alias("done"), C("opcs4")
    )
    stays = held.select(C("person_id"), C("start"), C("end")).distinct()
    until = CoalesceOperator(C("end"), C("start"))
    inside = (
        (C("person_id") == C("whose"))
        & (C("done") >= C("start"))
        & (C("done") <= until)
    )
    found = stays.set_alias("a").join(done.set_alias("b"), inside)
    each = found.aggregate(
        [
            C("person_id").alias("whose"),
            C("start").alias("began"),
            F("string_agg", C("opcs4"), K(BETWEEN)).alias("operations"),
        ]
    )
    same = (C("person_id") == C("whose")) & (C("start") == C("began"))
    return held.set_alias("a").join(each.set_alias("b"), same, how="left")


def _first() -> Expression:
    """The primary diagnosis, written as the patterns are."""
    plain = F("replace", F("upper", C("icd10")), K("."), K(""))
    short = F("length", plain) == K(SHORT)
    return CaseExpression(short, F("rpad", plain, K(FILLED), K("X"))).otherwise(plain)


def _every() -> Expression:
    """All diagnoses; the primary alone where no others are told."""
    every = CoalesceOperator(C("icd10_all"), C("icd10"))
    plain = F("replace", F("upper", every), K("."), K(""))
    code = "(^|;) *([A-Z][0-9]{2}) *(;|$)"
    filled = F("regexp_replace", plain, K(code), K(r"\1\2X\3"), K("g"))
    # Two short codes in a row share the sign between them.
    return F("regexp_replace", filled, K(code), K(r"\1\2X\3"), K("g"))


def _meets(column: str, pattern: str) -> Expression:
    start = "^" if column == "first_code" else "(^|;) *"
    text = CoalesceOperator(C(column), K(""))
    return F("regexp_matches", text, K(f"{start}({pattern})"))


def _diagnosed(rule: Rule) -> Expression:
    found = (
        _meets("first_code", rule.primary)
        if rule.primary
        else _meets("every_code", rule.any)
    )
    if rule.with_other:
        found = found & _meets("every_code", rule.with_other)
    if rule.without_other:
        found = found & ~_meets("every_code", rule.without_other)
    return found


def _any_of(*, known: bool) -> Expression:
    """Whether some rule holds, as far as operations are known."""
    held: Expression = NO
    for rule in declared().rules:
        if not rule.without_operation:
            held = held | _diagnosed(rule)
        elif known:
            none = ~_meets("operations", rule.without_operation)
            held = held | (_diagnosed(rule) & none)
    return held


def _unsure(*, known: bool) -> Expression:
    """Whether a rule would hold if there was no operation, which is not known."""
    held: Expression = NO
    if not known:
        for rule in declared().rules:
            if rule.without_operation:
                held = held | _diagnosed(rule)
    return held
