"""Who is who: rows about people become people, by NHS number or the source's own id.

An NHS number that is valid decides. A row without one belongs to the number that other
rows with the same local id have, if they have one alone. A number in clear is held in
memory while people are told apart, and is nowhere afterwards.
"""

import hashlib
from collections.abc import Iterable, Sequence

import pyarrow as pa
from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.store.links import Links
from phm_core.store.project_keys import ProjectKey, in_letters

NUMBER, LOCAL = "n", "l"
PREFIXES = {"nhs_number": NUMBER, "local_id": LOCAL}
"""Before what identifies somebody, by its column; the first that is filled decides."""
IDENTITY, KEY = "identity", "key"
WHO = "who"
"""The number of a person while a load works, in the order of pseudonyms."""
AT_ONCE = 200_000


def identified(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Rows with IDENTITY: the number or id by which they are one person's, or null."""
    numbers, ids = ColumnExpression("nhs_number"), ColumnExpression("local_id")
    both = rows.filter(numbers.isnotnull() & ids.isnotnull())
    known = (
        both.select(ids.alias("of_id"), numbers.alias("number"))
        .distinct()
        .aggregate(
            [
                ColumnExpression("of_id"),
                FunctionExpression("min", ColumnExpression("number")).alias("linked"),
                FunctionExpression("count", ColumnExpression("number")).alias(
                    "several"
                ),
            ]
        )
    )
    joined = rows.set_alias("a").join(
        known.set_alias("b"), ids == ColumnExpression("of_id"), how="left"
    )
    alone = ColumnExpression("several") == ConstantExpression(1)
    identity = (
        CaseExpression(numbers.isnotnull(), _prefixed(NUMBER, numbers))
        .when(alone, _prefixed(NUMBER, ColumnExpression("linked")))
        .when(
            ids.isnotnull() & ColumnExpression("several").isnull(),
            _prefixed(LOCAL, ids),
        )
    )
    several = ColumnExpression("several") > ConstantExpression(1)
    ambiguous = CaseExpression(
        numbers.isnull() & several, ConstantExpression(value=True)
    )
    return joined.select(
        *map(ColumnExpression, rows.columns),
        identity.alias(IDENTITY),
        ambiguous.otherwise(ConstantExpression(value=False)).alias("ambiguous"),
    )


def key_of(names: Iterable[str]) -> Expression:
    """What a row is looked up by among the keys of people; null where it says none."""
    found = CaseExpression(ConstantExpression(value=False), ConstantExpression(""))
    for name, prefix in PREFIXES.items():
        if name in names:
            column = ColumnExpression(name)
            found = found.when(column.isnotnull(), _prefixed(prefix, column))
    return found.cast("VARCHAR")


def pseudonyms(
    connection: DuckDBPyConnection,
    identities: DuckDBPyRelation,
    key: ProjectKey | None,
    links: Links | None,
) -> DuckDBPyRelation:
    """Each identity with the pseudonym of its person.

    links: keep the sealed way back from pseudonyms to NHS numbers there.
    """
    parts = []
    for batch in identities.to_arrow_reader(AT_ONCE):
        known = batch.column(0).to_pylist()
        made = in_letters(_digests(known, key))
        parts.append(pa.table({"of": batch.column(0), "pseudonym": made}))
        if links is not None and key is not None:
            links.keep(key, _numbers(known, made.to_pylist()))
    empty = pa.table(
        {"of": pa.array([], pa.string()), "pseudonym": pa.array([], pa.string())}
    )
    return connection.from_arrow(pa.concat_tables(parts) if parts else empty)


def _numbers(
    identities: Iterable[str], pseudonyms: Iterable[str | None]
) -> dict[str, str]:
    """NHS numbers by pseudonym, of those who have one."""
    both = zip(identities, pseudonyms, strict=True)
    return {str(name): one[1:] for one, name in both if one.startswith(NUMBER)}


def _digests(identities: Sequence[str], key: ProjectKey | None) -> list[bytes]:
    """What the pseudonym of each is the beginning of."""
    if key is None:
        # Made-up people: nobody is behind it, and each load gives them the same.
        return [hashlib.sha256(one.encode()).digest() for one in identities]
    ways = {NUMBER: key.digest, LOCAL: key.digest_of_id}
    return [ways[one[0]](one[1:]) for one in identities]


def _prefixed(prefix: str, column: Expression) -> Expression:
    return FunctionExpression("concat", ConstantExpression(prefix), column)
