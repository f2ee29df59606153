"""Wide tables: one row a person, and a column for each condition or result."""

from collections.abc import Iterator, Mapping
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.as_one import spellings
from phm_core.onboarding.loading.profile import PAIR, Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import plain, spelt

WIDE = {
    "condition": ("condition_id", ("yes or no",)),
    "measurement": ("measure_id", ("number", "whole number", PAIR)),
}
"""By table: the column that names an entry, and what its columns hold here."""
YES = ["Y", "y", "Yes", "YES", "yes", "1", "true", "True", "TRUE", "T"]
Said = Mapping[str, str]
"""Column of a file -> the entry, or the pair of them, that its cells are of."""


def wide_tables(
    one: Profile, name: str, catalogue: Catalogue, said: Said | None = None
) -> Iterator[dict[str, Any]]:
    """Maps of columns whose every cell is a row of its own.

    said: what somebody says that columns hold; without it, those that are called like
    an entry, where the table also says whose the rows are.
    """
    for into, (entry, kinds) in WIDE.items():
        intake = catalogue.intake[into]
        given = intake.column(entry)
        held = columns_for(one, intake, catalogue)
        fixed = {key: held[key] for key in (*PERSON_KEYS, "date") if key in held}
        if said is not None:
            found = _of_family(said, given, catalogue)
        elif any(key in fixed for key in PERSON_KEYS):
            taken = held.get("value")
            seen = [s for s in one.columns if s.kind in kinds and s.name != taken]
            found = _called(seen, given, catalogue)
        else:
            continue
        start = {"into": into, "from": name}
        sure = said is not None or into == "condition" or "date" in fixed
        for more in _maps(one, given, found, fixed):
            if sure or "each" not in more:
                yield {**start, **more}


def can_be(seen: Seen, catalogue: Catalogue) -> dict[str, str]:
    """What the cells of a column can be by their kind: entries and pairs, by title."""
    found: dict[str, str] = {}
    for into, (entry, kinds) in WIDE.items():
        given = catalogue.intake[into].column(entry)
        if seen.kind == PAIR and PAIR in kinds:
            found |= {pair.title: name for name, pair in given.pairs.items()}
        elif seen.kind in kinds:
            entries = catalogue.family(given.family or "")
            found |= {one.title: identity for identity, one in entries.items()}
    return found


def _of_family(said: Said, given: Given, catalogue: Catalogue) -> dict[str, str]:
    known = {*catalogue.family(given.family or ""), *given.pairs}
    return {column: one for column, one in said.items() if one in known}


def _called(seen: list[Seen], given: Given, catalogue: Catalogue) -> dict[str, str]:
    """Columns that are called like an entry, and those that hold pairs."""
    words = spelt(given, catalogue)
    known = {plain(word): identity for word, identity in words.items()}
    found: dict[str, str] = {}
    for column in seen:
        if column.kind == PAIR:
            found |= _pair(column, given)
        elif plain(column.name) in known:
            found[column.name] = known[plain(column.name)]
    return found


def _pair(column: Seen, given: Given) -> dict[str, str]:
    named = column.name.replace("_", " ").casefold()
    likely = sorted(given.pairs.items(), key=lambda item: named not in spellings(*item))
    return {column.name: likely[0][0]} if likely else {}


def _maps(
    one: Profile, given: Given, found: dict[str, str], fixed: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """A map of each column with units or pairs, and one of all others together."""
    flags = given.name == WIDE["condition"][0]
    units = {} if flags else _units(one, found)
    for column in [c for c, name in found.items() if c in units or name in given.pairs]:
        columns = {**fixed, given.name: {"constant": found[column]}, "value": column}
        if column in units:
            columns["unit"] = units[column]
        yield {"where": [{"column": column, "filled": True}], "columns": columns}
    rest = {
        column: name
        for column, name in found.items()
        if column not in units and name not in given.pairs
    }
    if rest:
        value = {} if flags else {"value": "each.value"}
        yield {
            "each": {"columns": rest},
            "where": [{"column": "each.value", "is": YES}] if flags else [],
            "columns": {**fixed, given.name: "each.name", **value},
        }


def _units(one: Profile, results: Mapping[str, str]) -> dict[str, str]:
    """The columns of results that have a column of units beside them."""
    by_name = {plain(seen.name): seen.name for seen in one.columns}
    pairs = {
        column: by_name.get(f"{plain(column)}_unit")
        or by_name.get(f"{plain(column)}_units")
        for column in results
    }
    return {column: unit for column, unit in pairs.items() if unit is not None}
