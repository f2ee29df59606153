"""Values of a profile that would tell one person from another are not shown."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import duckdb
from duckdb import ColumnExpression, DuckDBPyConnection, FunctionExpression

from phm_core.onboarding.loading.cells import text_of
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.profile import LOOKED_AT, Profile
from phm_core.onboarding.loading.spellings import plain

C, F = ColumnExpression, FunctionExpression
NAMING = {
    "forename", "forenames", "surname", "given name", "given names", "first name",
    "middle name", "middle names", "last name", "family name", "maiden name",
    "previous name", "known as", "full name", "patient name", "person name",
    "carer name", "contact name", "next of", "postcode", "post code", "zip",
    "address", "street", "house name", "house number", "town", "village", "locality",
    "telephone", "phone", "mobile", "fax", "email", "e mail",
}  # fmt: skip
NEARLY = 1.05
"""People and values go together where there are hardly more pairs than people."""
FEW_SHARE = 2
"""Names are shared by fewer: one value for so many people or more names nobody."""


def withheld(one: Profile) -> Profile:
    """A profile that shows no key of a person, and nothing that goes with one person.

    Names, dates of birth and addresses are the same in all rows of a person, and nearly
    everybody has another. What is called a name or an address is not shown at all: the
    commonest name is shared by many, and is one.
    """
    hidden = {*one.whose, *(s.name for s in one.columns if _called_naming(s.name))}
    shown = [s.name for s in one.columns if s.values and s.name not in hidden]
    hidden |= set(_naming(one, shown) if one.whose and shown else ())
    columns = (replace(s, values=()) if s.name in hidden else s for s in one.columns)
    return replace(one, columns=tuple(columns))


def _called_naming(name: str) -> bool:
    """Whether a column is called as those are by which somebody is known or reached."""
    words = plain(name).split("_")
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    return not NAMING.isdisjoint({*words, *pairs})


def _naming(one: Profile, names: Sequence[str]) -> list[str]:
    """The columns of some by whose values nearly every person is known."""
    with duckdb.connect(":memory:") as connection:
        return [name for name in names if _names(connection, one, name)]


def _names(connection: DuckDBPyConnection, one: Profile, name: str) -> bool:
    rows = connection.read_parquet(str(one.table.file)).limit(LOOKED_AT)
    who = first_known(*map(text_of, one.whose))
    pairs = rows.select(who.alias("who"), text_of(name).alias("value"))
    pairs = pairs.filter(C("who").isnotnull() & C("value").isnotnull()).distinct()
    counts = [F("count", C("who")), _different("who"), _different("value")]
    (number, people, values), *_ = pairs.aggregate(counts).fetchall()
    return number <= people * NEARLY and values * FEW_SHARE > people


def _different(name: str) -> duckdb.Expression:
    return F("len", F("list_distinct", F("list", C(name))))
