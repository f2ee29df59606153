"""What comes as one in a table, such as a blood pressure of 142/88, is suggested."""

from typing import Any

from phm_core.catalogue.schema import Given, Intake, Pair
from phm_core.onboarding.loading.kinds import PAIR
from phm_core.onboarding.loading.profile import Profile

Columns = dict[str, Any]


def said_as_one(one: Profile, intake: Intake, columns: Columns) -> Columns:
    """The column that says what a row is, where that is, or may be, several entries."""
    for given in intake.columns:
        for name, pair in given.pairs.items():
            if found := _said(one, given, (name, pair), columns):
                return {given.name: found}
    return {}


def _said(
    one: Profile, given: Given, named: tuple[str, Pair], columns: Columns
) -> Columns:
    name, pair = named
    seen = {column.read: column for column in one.readable}
    value, how = columns.get(pair.column), columns.get(given.name)
    if isinstance(value, str) and value in seen and seen[value].kind == PAIR:
        return {"constant": name}
    if isinstance(how, str) and how in seen:
        words = spellings(name, pair)
        said = {v: name for v, _ in seen[how].values if v.casefold() in words}
        return {"column": how, "values": said} if said else {}
    codes = one.paired.get((str(columns.get("code")), str(value)), ())
    if how is None and codes:
        return {"column": columns["code"], "values": dict.fromkeys(codes, name)}
    return {}


def spellings(name: str, pair: Pair) -> set[str]:
    """What people call what comes as one, in small letters."""
    return {word.casefold() for word in (name, pair.title, *pair.also_called)}
