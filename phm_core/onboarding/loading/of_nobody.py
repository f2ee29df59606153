"""Rows about people, their practices, deaths and facts, that are nobody's."""

from collections.abc import Iterable
from dataclasses import replace

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression

from phm_core.onboarding.loading.counting import Places, counted
from phm_core.onboarding.loading.finishing import NO_PERSON, NOBODY
from phm_core.onboarding.loading.identity import IDENTITY, KEY, key_of
from phm_core.onboarding.loading.report import Counted

C, K = ColumnExpression, ConstantExpression
AMBIGUOUS = "ambiguous"
WHY = {
    NO_PERSON: "that do not say whose they are, set aside",
    NOBODY: "of people who are not among the people, set aside",
    AMBIGUOUS: "whose id is of several NHS numbers and that have none, set aside",
}


def of_no_person(rows: DuckDBPyRelation, places: Places) -> list[Counted]:
    """Rows about people that were told apart, of which nobody became a person."""
    several = C(AMBIGUOUS)
    tests = {NO_PERSON: C(IDENTITY).isnull() & ~several, AMBIGUOUS: several}
    return _told(rows, tests.items(), places)


def of_strangers(
    rows: DuckDBPyRelation, names: Iterable[str], keys: DuckDBPyRelation, places: Places
) -> list[Counted]:
    """Rows of other tables about people, of which no person is among the people.

    names: of the columns that a map fills. keys: people by KEY.
    """
    sought = key_of(names).alias("sought")
    keyed = rows.select(*map(C, rows.columns), sought).set_alias("a")
    known = keys.select(C(KEY)).set_alias("b")
    rest = keyed.join(known, C("sought") == C(KEY), how="anti")
    tests = {NO_PERSON: C("sought").isnull(), NOBODY: C("sought").isnotnull()}
    return _told(rest, tests.items(), places)


def _told(
    rows: DuckDBPyRelation, tests: Iterable[tuple[str, Expression]], places: Places
) -> list[Counted]:
    words = {WHY[fate]: fate for fate, _ in tests}
    asked = [(WHY[fate], test) for fate, test in tests]
    return [replace(one, fate=words[one.what]) for one in counted(rows, asked, places)]
