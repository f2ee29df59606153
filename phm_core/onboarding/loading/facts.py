"""What other tables say about people: deaths, facts and registrations."""

from collections.abc import Iterator

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.carrying_out import carried_out, united, whole
from phm_core.onboarding.loading.expressions import first_known, looked_up
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.identity import KEY, WHO, key_of
from phm_core.onboarding.loading.meanings import beside_meaning
from phm_core.onboarding.loading.values import Reading, read
from phm_core.onboarding.loading.wanted import ROW

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
LONG_AGO = "1800-01-01"
FACTS = "person_facts"
NO_ENTRY = "no entry"
"""A social factor is never named outright: there is no such column."""


def of_people(
    ground: Ground, keys: DuckDBPyRelation, into: str
) -> Iterator[DuckDBPyRelation]:
    """Rows of every map into a table, each with the number of its person."""
    for one in carried_out(ground, into):
        rows = whole(one)
        looked_up = key_of(one.table.columns).alias("sought")
        keyed = rows.select(*map(C, rows.columns), looked_up)
        found = keyed.set_alias("a").join(keys.set_alias("b"), C("sought") == C(KEY))
        yield found.select(*map(C, rows.columns), C(WHO))


def with_deaths(
    ground: Ground, keys: DuckDBPyRelation, people: DuckDBPyRelation
) -> DuckDBPyRelation:
    """People with the day of death that a table of deaths tells, if theirs does not."""
    parts = [
        rows.select(C(WHO), C("died_on")) for rows in of_people(ground, keys, "death")
    ]
    if not parts:
        return people
    deaths = united(parts).aggregate(
        [C(WHO).alias("dead"), F("min", C("died_on")).alias("on")]
    )
    both = _beside(people, deaths, "dead")
    known = first_known(C("died_on"), C("on")).alias("died_on")
    return both.select(*_replaced(people, {"died_on": known}))


def with_facts(
    ground: Ground, keys: DuckDBPyRelation, people: DuckDBPyRelation
) -> DuckDBPyRelation:
    """People with the latest of each fact that other tables tell, named or by code."""
    parts = list(of_people(ground, keys, "person_fact"))
    if not parts:
        return people
    united([_told(ground, rows) for rows in parts]).create(FACTS)
    facts = ground.connection.table(FACTS)
    intake = ground.catalogue.intake["person"]
    told = {row[0] for row in facts.select(C("fact")).distinct().fetchall()}
    for name in sorted(told & set(intake.names) & set(people.columns)):
        value = read(C("value"), intake.column(name), Reading(ground.as_at))
        day = first_known(C("date"), K(LONG_AGO).cast("DATE"))
        when = F("struct_pack", day.alias("on"), C(ROW).alias(ROW))
        latest = facts.filter(C("fact") == K(name)).aggregate(
            [C(WHO).alias("told_of"), F("arg_max", value, when).alias("told")]
        )
        both = _beside(people, latest, "told_of")
        known = first_known(C("told"), C(name)).alias(name)
        people = both.select(*_replaced(people, {name: known}))
    return people


def _told(ground: Ground, rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Facts by column and value, those told by a code of a social factor too."""
    known = beside_meaning(ground, rows, "social", NO_ENTRY)
    factors = {
        key: (one.column, str((one.matching or ("",))[0]).lower())
        for key, one in ground.catalogue.social.items()
        if one.matching
    }
    column = looked_up(C("id"), {key: pair[0] for key, pair in factors.items()})
    value = looked_up(C("id"), {key: pair[1] for key, pair in factors.items()})
    return known.select(
        C(WHO),
        first_known(C("fact"), column).alias("fact"),
        first_known(C("value"), value).alias("value"),
        C("date"),
        C(ROW),
    )


def _beside(
    people: DuckDBPyRelation, other: DuckDBPyRelation, key: str
) -> DuckDBPyRelation:
    return people.set_alias("a").join(
        other.set_alias("b"), C(WHO) == C(key), how="left"
    )


def _replaced(people: DuckDBPyRelation, new: dict[str, Expression]) -> list[Expression]:
    return [new.get(name, C(name)) for name in people.columns]
