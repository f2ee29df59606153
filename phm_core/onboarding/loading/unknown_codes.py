"""Codes that no list knows, over all maps of a load: most people first."""

from collections.abc import Iterable

from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from phm_core.onboarding.codes.unmapped import Unmapped, ranked
from phm_core.onboarding.loading.carrying_out import united
from phm_core.onboarding.loading.finishing import AS_CODED, FATE
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.meanings import UNMAPPED
from phm_core.onboarding.loading.records import Staged

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
MOST = 5_000


def unknown_codes(ground: Ground, found: Iterable[Staged]) -> list[Unmapped]:
    """Each code without a meaning, with its people and rows, and suggestions."""
    parts = [
        one.files.odd(ground.connection).select(FATE, "person_id", *AS_CODED)
        for one in found
        if UNMAPPED in _fates(one)
    ]
    if not parts:
        return []
    known = C("as_code").isnotnull()
    unknown = united(parts).filter((C(FATE) == K(UNMAPPED)) & known)
    one_each = unknown.aggregate(
        [
            C("as_system"),
            C("as_code"),
            C("person_id"),
            F("min", C("as_term")).alias("term"),
            F("count").alias("rows"),
        ]
    )
    people = one_each.aggregate(
        [
            C("as_system"),
            C("as_code"),
            F("min", C("term")).alias("term"),
            F("sum", C("rows")).cast("BIGINT").alias("rows"),
            F("count", C("person_id")).alias("people"),
        ]
    )
    several = people.sort(C("people").desc()).limit(MOST).fetchall()
    return ranked(
        (
            Unmapped(system or "", code, term or "", people=count, rows=number)
            for system, code, term, number, count in several
        ),
        ground.catalogue,
    )


def _fates(one: Staged) -> set[str]:
    return {counted.fate for counted in one.report.counted}
