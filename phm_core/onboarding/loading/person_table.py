"""People as rows of the contract: placed, numbered, in order."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.loading import facts, people
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.identity import KEY, WHO
from phm_core.onboarding.loading.report import Linkage
from phm_core.onboarding.loading.residence import beside_areas
from phm_core.store.links import Links

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
PEOPLE, NUMBERS, PERSON_KEYS = "people_placed", "people_numbered", "people_by_key"
SQL_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "int8": "TINYINT",
    "float64": "DOUBLE",
    "string": "VARCHAR",
    "date": "DATE",
    "bool": "BOOLEAN",
}
UNKNOWN = "unknown"
OTHER_AREAS = "live where the area pack has no small area, or nobody knows where"
NOT_HERE = "are registered with a practice that the area pack does not have"
NO_PRACTICE = "have no practice"
NO_AGE = "have neither a date of birth nor an age, and are in no count by age"
NO_DAY = "have no day of registration and are taken to be registered since birth"


@dataclass(frozen=True)
class Everybody:
    """The people of a load: tables of the connection, and what was counted.

    people: rows of the contract, in no order. spells: of registration, in none either.
    keys: person_id by what rows of other tables are looked up by.
    """

    people: DuckDBPyRelation
    spells: DuckDBPyRelation
    keys: DuckDBPyRelation
    linkage: Linkage
    notes: tuple[str, ...]


def everybody(ground: Ground, links: Links | None) -> Everybody:
    """Everybody in a delivery. Raises RefusedInput where the mapping brings nobody."""
    connection = ground.connection
    found = people.named(ground, links)
    spells = people.spells_of(ground, found)
    one_each = people.merged(found.rows, spells)
    one_each = facts.with_deaths(ground, found.keys, one_each)
    one_each = facts.with_facts(ground, found.keys, one_each)
    given = K(ground.practice or None).cast("VARCHAR")
    known = first_known(C("practice_code"), given).alias("practice_code")
    one_each = one_each.select(
        *(known if n == "practice_code" else C(n) for n in one_each.columns)
    )
    beside_areas(connection, one_each, ground.area).create(PEOPLE)
    placed = connection.table(PEOPLE)
    _numbered(placed).create(NUMBERS)
    numbers = connection.table(NUMBERS)
    _beside(found.keys, numbers).select(C(KEY), C("person_id")).create(PERSON_KEYS)
    numbered = _beside(
        _beside(placed, found.pseudonyms), numbers.select(WHO, "person_id")
    )
    return Everybody(
        _rows(ground, numbered),
        _spells(spells, numbers),
        connection.table(PERSON_KEYS),
        found.linkage,
        tuple(_notes(placed)),
    )


def _numbered(placed: DuckDBPyRelation) -> DuckDBPyRelation:
    """person_id of WHO, by place, PCN and practice; those of no practice are last."""
    where = [C(name) for name in ("place_code", "pcn_code", "practice_code")]
    practices = placed.filter(C("practice_code").isnotnull()).select(*where).distinct()
    rank = F("row_number").over(order_by=where).alias("rank")
    ranked = practices.select(C("practice_code").alias("ranked"), rank)
    both = placed.set_alias("a").join(
        ranked.set_alias("b"), C("practice_code") == C("ranked"), how="left"
    )
    # Two whole numbers alone are sorted; everything else of people is only written.
    number = F("row_number").over(order_by=[C("rank").asc().nulls_last(), C(WHO)])
    return both.select(
        C(WHO), C("died_on"), (number - K(1)).cast("BIGINT").alias("person_id")
    )


def _beside(rows: DuckDBPyRelation, other: DuckDBPyRelation) -> DuckDBPyRelation:
    """Rows with what is known of WHO they are about."""
    more = [C(name) for name in other.columns if name != WHO]
    theirs = other.select(C(WHO).alias("whose"), *more).set_alias("b")
    both = rows.set_alias("a").join(theirs, C(WHO) == C("whose"))
    return both.select(*map(C, rows.columns), *more)


def fitted(
    dataset: Dataset, values: Mapping[str, Expression], held: list[str]
) -> list[Expression]:
    """The columns of a dataset: what is worked out, what is held, or null."""
    chosen = []
    for column in dataset.columns:
        kind = SQL_TYPES[column.type]
        if column.name in values:
            value = values[column.name]
        elif column.name in held:
            value = C(column.name)
        else:
            value = K(None)
        chosen.append(value.cast(kind).alias(column.name))
    return chosen


def _rows(ground: Ground, numbered: DuckDBPyRelation) -> DuckDBPyRelation:
    born = F("date_trunc", K("month"), C("birth_date")).cast("DATE")
    years = F("datesub", K("year"), C("birth_date"), K(ground.as_at))
    group = first_known(
        F("nullif", _group(C("ethnicity")), K(UNKNOWN)),
        C("ethnicity_group"),
        K(UNKNOWN),
    )
    values = {
        "birth_month": born,
        "age": first_known(years, C("age").cast("BIGINT")),
        "sex": first_known(C("sex"), K(UNKNOWN)),
        "ethnicity": first_known(C("ethnicity"), K(UNKNOWN)),
        "ethnicity_group": group,
        "registered_on": first_known(
            C("registered_on"), born, K(people.EARLY).cast("DATE")
        ),
        # Who died was registered until then and did not leave.
        "deregistered_on": CaseExpression(
            C("died_on").isnull() | (C("deregistered_on") <= C("died_on")),
            C("deregistered_on"),
        ),
        "main_language": F("lower", C("main_language")),
    }
    dataset = ground.catalogue.datasets["person"]
    return numbered.select(*fitted(dataset, values, numbered.columns))


def _group(ethnicity: Expression) -> Expression:
    """The group of an ethnicity, which its id begins with."""
    return F("split_part", ethnicity, K("_"), K(1))


def _spells(spells: DuckDBPyRelation, numbers: DuckDBPyRelation) -> DuckDBPyRelation:
    began = spells.filter(C("registered_on").isnotnull())
    joined = _beside(began, numbers)
    start, left = C("registered_on"), C("deregistered_on")
    day_before = (left - K(1)).cast("DATE")
    ended = CaseExpression(left >= start, F("greatest", day_before, start))
    died = CaseExpression(C("died_on") >= start, C("died_on"))
    rows = joined.select(
        C("person_id"),
        C("practice_code"),
        start.alias("start"),
        F("least", ended, died).alias("end"),
    )
    return rows.distinct()


def _notes(people: DuckDBPyRelation) -> list[str]:
    """What is missing of whom, in sentences."""
    placed = C("practice_code").isnotnull()
    tests = {
        OTHER_AREAS: C("lsoa21").isnull(),
        NO_PRACTICE: ~placed,
        NOT_HERE: placed & C("of_practice").isnull(),
        NO_AGE: C("birth_date").isnull() & C("age").isnull(),
        NO_DAY: C("registered_on").isnull(),
    }
    asked = [F("count_if", test) for test in tests.values()]
    counts = people.aggregate(asked).fetchall()[0]
    return [
        f"People who {said}: {count:,}."
        for said, count in zip(tests, counts, strict=True)
        if count
    ]
