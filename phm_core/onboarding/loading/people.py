"""Everybody in a delivery: told apart, put together, placed and numbered."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.errors import RefusedInput, several
from phm_core.onboarding.loading.carrying_out import carried_out, united, whole
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.facts import of_people
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.identity import (
    IDENTITY,
    KEY,
    LOCAL,
    NUMBER,
    WHO,
    identified,
    pseudonyms,
)
from phm_core.onboarding.loading.report import Linkage
from phm_core.onboarding.loading.wanted import FILE, ROW
from phm_core.store.links import Links

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
SPELL = ("practice_code", "registered_on", "deregistered_on")
ROWS, NAMED, KNOWN = "person_rows", "person_named", "person_known"
KEYS, PSEUDONYMS, SPELLS = "person_keys", "pseudonyms", "spells"
SAID = "said"
"""How far down its file a spell was said last."""
EARLY = "1900-01-01"


@dataclass(frozen=True)
class Named:
    """Rows about people with whose they are: tables of the connection.

    rows: every row with WHO it is about. keys: WHO by what a row is looked up by.
    pseudonyms: by WHO.
    """

    rows: DuckDBPyRelation
    keys: DuckDBPyRelation
    pseudonyms: DuckDBPyRelation
    linkage: Linkage


def named(ground: Ground, links: Links | None) -> Named:
    """Tell people apart. Raises RefusedInput where nothing says who they are."""
    parts = [whole(one) for one in carried_out(ground, "person")]
    if not parts:
        raise RefusedInput(
            "The mapping brings nobody: none of its sources for 'person' is there."
        )
    connection = ground.connection
    united(parts).create(ROWS)
    rows = identified(connection.table(ROWS))
    rows.create(NAMED)
    rows = connection.table(NAMED)
    known = rows.filter(C(IDENTITY).isnotnull()).select(C(IDENTITY)).distinct()
    made = pseudonyms(connection, known, ground.key, links)
    order = (F("row_number").over(order_by=[C("pseudonym")]) - K(1)).cast("BIGINT")
    made.select(C("of"), C("pseudonym"), order.alias(WHO)).create(PSEUDONYMS)
    pseudonym = connection.table(PSEUDONYMS).select(C(WHO), C("pseudonym"))
    theirs = connection.table(PSEUDONYMS).select(C("of"), C(WHO)).set_alias("b")
    both = rows.set_alias("a").join(theirs, C(IDENTITY) == C("of"))
    both.select(*map(C, rows.columns), C(WHO)).create(KNOWN)
    known = connection.table(KNOWN)
    _keys(known).create(KEYS)
    return Named(known, connection.table(KEYS), pseudonym, _linkage(rows))


def merged(found: DuckDBPyRelation, spells: DuckDBPyRelation) -> DuckDBPyRelation:
    """One row a person: of each column what was said last, and one spell whole."""
    apart = {"nhs_number", "local_id", "map", ROW, FILE, "unread", "beyond", "rank"}
    apart |= {IDENTITY, "ambiguous", WHO, *SPELL}
    names = [name for name in found.columns if name not in apart]
    alone, again = _parted(found, WHO)
    early = first_known(C("registered_on"), K(EARLY).cast("DATE"))
    order = F("row_number").over(order_by=[early, C("map"), C(FILE), C(ROW)])
    ranked = again.select(*map(C, again.columns), order.alias("rank"))
    last = [F("arg_max", C(name), C("rank")).alias(name) for name in names]
    people = alone.select(C(WHO), *map(C, names)).union(
        ranked.aggregate([C(WHO), *last])
    )
    joined = people.set_alias("a").join(
        _current(spells).set_alias("b"), C(WHO) == C("of_spell"), how="left"
    )
    return joined.select(*map(C, people.columns), *map(C, SPELL))


def _current(spells: DuckDBPyRelation) -> DuckDBPyRelation:
    """The spell of each person that began last; of several the one said last."""
    alone, again = _parted(spells, WHO)
    together = F("struct_pack", *(C(name).alias(name) for name in SPELL))
    began = first_known(C("registered_on"), K(EARLY).cast("DATE"))
    ended = first_known(C("deregistered_on"), K("9999-12-31").cast("DATE"))
    order = F(
        "struct_pack",
        began.alias("began"),
        ended.alias("ended"),
        C(SAID).alias(SAID),
        C("practice_code").alias("practice"),
    )
    last = again.aggregate(
        [C(WHO).alias("of_spell"), F("arg_max", together, order).alias("s")]
    )
    told = last.select(
        C("of_spell"), *(F("struct_extract", C("s"), K(n)).alias(n) for n in SPELL)
    )
    return alone.select(C(WHO).alias("of_spell"), *map(C, SPELL)).union(told)


def _parted(
    rows: DuckDBPyRelation, key: str
) -> tuple[DuckDBPyRelation, DuckDBPyRelation]:
    """Rows whose key no other row has, and the others: most people are told of once."""
    counted = rows.aggregate([C(key).alias("again"), F("count").alias("rows")])
    often = counted.filter(C("rows") > K(1)).set_alias("b")
    mine, same = rows.set_alias("a"), C(key) == C("again")
    return mine.join(often, same, how="anti"), mine.join(often, same, how="semi")


def spells_of(ground: Ground, found: Named) -> DuckDBPyRelation:
    """Every spell at a practice that rows about people, or of registrations, tell.

    A registration tells its last day, a row about somebody the day after.
    """
    names = (WHO, *SPELL, ROW)
    own = found.rows.filter(C("practice_code").isnotnull()).select(*map(C, names))
    parts = [own]
    for rows in of_people(ground, found.keys, "registration"):
        renamed = (
            C(WHO),
            C("practice_code"),
            C("start").alias("registered_on"),
            (C("end") + K(1)).cast("DATE").alias("deregistered_on"),
            C(ROW),
        )
        parts.append(rows.select(*renamed))
    same = [C(name) for name in (WHO, "practice_code", "registered_on")]
    first = F("min", C("deregistered_on")).alias("deregistered_on")
    said = F("max", C(ROW)).alias(SAID)
    united(parts).aggregate([*same, first, said]).create(SPELLS)
    return ground.connection.table(SPELLS)


def _keys(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """By what rows of other tables are looked up: number or id -> WHO, where one."""
    numbers = rows.filter(C("nhs_number").isnotnull())
    ids = rows.filter(C("local_id").isnotnull())
    both = united(
        [
            numbers.select(_named(NUMBER, C("nhs_number")), C(WHO)),
            ids.select(_named(LOCAL, C("local_id")), C(WHO)),
        ]
    )
    first, last = F("min", C(WHO)), F("max", C(WHO))
    people = both.aggregate([C(KEY), first.alias(WHO), last.alias("last")])
    return people.filter(C(WHO) == C("last")).select(C(KEY), C(WHO))


def _named(prefix: str, column: Expression) -> Expression:
    return F("concat", K(prefix), column).alias(KEY)


def _linkage(rows: DuckDBPyRelation) -> Linkage:
    number = F("starts_with", C(IDENTITY), K(NUMBER))
    first = F("count_if", C(IDENTITY).isnull() & ~C("ambiguous"))
    totals = rows.aggregate(
        [
            F("count"),
            first,
            F("count_if", C("ambiguous")),
        ]
    ).fetchall()[0]
    people = rows.filter(C(IDENTITY).isnotnull()).select(C(IDENTITY)).distinct()
    count, numbered = people.aggregate([F("count"), F("count_if", number)]).fetchall()[
        0
    ]
    if not count:
        raise RefusedInput(
            f"Nobody would be left: of {several(totals[0], 'row')} about people none "
            "says by a number or an id who it is. Ask the sender whether everybody is "
            "gone, or correct the mapping. To run without people, use the area pack."
        )
    together = totals[0] - totals[1] - totals[2] - count
    return Linkage(
        rows=totals[0],
        people=count,
        by_number=numbered or 0,
        by_local_id=count - (numbered or 0),
        put_together=together,
        no_identity=totals[1],
        bad_number=0,
        ambiguous_ids=totals[2],
        disagreeing=_disagreeing(rows) if together else 0,
    )


def _disagreeing(rows: DuckDBPyRelation) -> int:
    """People of whom rows differ in the year of birth or the sex."""
    told = {
        "birth_date": F("year", C("birth_date")),
        "sex": F("nullif", C("sex"), K("unknown")),
    }
    found = [value for name, value in told.items() if name in rows.columns]
    several = (F(end, value) for value in found for end in ("min", "max"))
    ends = [end.alias(f"end_{at}") for at, end in enumerate(several)]
    people = rows.filter(C(IDENTITY).isnotnull()).aggregate([C(IDENTITY), *ends])
    differ = [C(f"end_{at}") != C(f"end_{at + 1}") for at in range(0, len(ends), 2)]
    return len(people.filter(reduce(or_, differ))) if differ else 0
