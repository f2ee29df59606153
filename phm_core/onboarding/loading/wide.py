"""Wide tables: one row a person, and a column for each condition or result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given, Intake
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.as_one import spellings
from phm_core.onboarding.loading.headings import (
    Entries,
    called_after,
    joined,
    unit_in,
    without_unit,
)
from phm_core.onboarding.loading.kinds import MEASURED, PAIR
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for, how_read, unit_of
from phm_core.onboarding.loading.spellings import (
    AROUND,
    AROUND_DAYS,
    bare,
    spelt,
    words_of,
)

WIDE = {
    "condition": ("condition_id", ("yes or no", "date")),
    "measurement": ("measure_id", ("number", "whole number", MEASURED, PAIR)),
    "score": ("score_id", ("number", "whole number")),
}
"""By table: the column that names an entry, and what its columns hold here."""
YES = ["Y", "y", "Yes", "YES", "yes", "1", "1.0", "true", "True", "TRUE", "T"]
NO = ["N", "n", "No", "NO", "no", "0", "0.0", "false", "False", "FALSE", "F"]
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
        sure = said is not None or into == "condition"
        days = _days(one, found)
        rest = {column: n for column, n in found.items() if column not in days}
        entries = catalogue.family(given.family or "")
        for more in _maps(one, intake, (given, entries), rest, fixed):
            if sure or "date" in more["columns"]:
                yield {**start, **more}
        # Where a flag says who has it, its own day stands beside it.
        alone = {c: n for c, n in found.items() if c in days and n not in rest.values()}
        for more in _dated(intake, given, alone, fixed, days):
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


def called_like_results(one: Profile, catalogue: Catalogue) -> set[str]:
    """Columns of a table that are called like a result or a score, read or not."""
    found: set[str] = set()
    for into in ("measurement", "score"):
        entry, kinds = WIDE[into]
        seen = [each for each in one.columns if each.kind in kinds]
        found |= {*_called(seen, catalogue.intake[into].column(entry), catalogue)}
    return found


def _days(one: Profile, found: Iterable[str]) -> dict[str, Seen]:
    """Columns in which a day says since when somebody has it."""
    return {s.name: s for s in one.columns if s.name in found and s.kind == "date"}


def _dated(
    intake: Intake,
    given: Given,
    found: Mapping[str, str],
    fixed: Mapping[str, Any],
    days: Mapping[str, Seen],
) -> Iterator[dict[str, Any]]:
    """A map of columns of days for each way in which the days are written."""
    for form in dict.fromkeys(days[column].form for column in found):
        mine = {c: name for c, name in found.items() if days[c].form == form}
        day = replace(days[next(iter(mine))], name="each.value")
        columns = {**fixed, given.name: "each.name"}
        columns["date"] = how_read(intake.column("date"), day)
        yield {"each": {"columns": mine}, "columns": columns}


def _of_family(said: Said, given: Given, catalogue: Catalogue) -> dict[str, str]:
    known = {*catalogue.family(given.family or ""), *given.pairs}
    return {column: one for column, one in said.items() if one in known}


def _called(seen: list[Seen], given: Given, catalogue: Catalogue) -> dict[str, str]:
    """Columns that are called like an entry, and those that hold pairs."""
    words = spelt(given, catalogue)
    known = {joined(word): identity for word, identity in words.items()}
    entries = catalogue.family(given.family or "")
    found: dict[str, str] = {}
    for column in seen:
        if column.kind == PAIR:
            found |= _pair(column, given)
            continue
        around = AROUND_DAYS if column.kind == "date" else AROUND
        named = called_after(column.name, known, entries, around)
        found |= {column.name: named} if named else {}
    return found


def _pair(column: Seen, given: Given) -> dict[str, str]:
    named = column.name.replace("_", " ").casefold()
    likely = sorted(given.pairs.items(), key=lambda item: named not in spellings(*item))
    return {column.name: likely[0][0]} if likely else {}


def _maps(
    one: Profile,
    intake: Intake,
    family: tuple[Given, Entries],
    found: dict[str, str],
    fixed: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """A map of each column with units, a date or pairs, and one of all others."""
    given, _ = family
    flags = given.name == WIDE["condition"][0]
    units = {} if flags else _units(one, family, found)
    dates = beside(one, family, found, ("date", "day"))
    if fixed.get("date") in dates.values():
        fixed = {name: how for name, how in fixed.items() if name != "date"}
    pairs = [column for column, name in found.items() if name in given.pairs]
    seen = {each.name: each for each in one.columns}
    for column in [c for c in found if c in units or c in dates or c in pairs]:
        when = seen.get(dates.get(column, ""))
        date = how_read(intake.column("date"), when) if when else None
        own = {"unit": units.get(column), "date": date}
        own |= {
            "value": None if flags else how_read(intake.column("value"), seen[column])
        }
        columns = {**fixed, given.name: {"constant": found[column]}}
        columns |= {name: how for name, how in own.items() if how is not None}
        test = {"is": YES} if flags else {"filled": True}
        yield {"where": [{"column": column, **test}], "columns": columns}
    rest = {
        column: name
        for column, name in found.items()
        if column not in units and column not in dates and column not in pairs
    }
    if rest:
        value = {} if flags else {"value": "each.value"}
        yield {
            "each": {"columns": rest},
            "where": [{"column": "each.value", "is": YES}] if flags else [],
            "columns": {**fixed, given.name: "each.name", **value},
        }


def _units(
    one: Profile, family: tuple[Given, Entries], found: Mapping[str, str]
) -> dict[str, Any]:
    """The unit of each column that has one: in a column beside it, or its heading."""
    _, entries = family
    told = {c: unit_in(c, entries[e]) for c, e in found.items() if e in entries}
    said = {column: {"constant": unit} for column, unit in told.items() if unit}
    inside = {column: unit for column in found if (unit := unit_of(one, column))}
    return said | inside | beside(one, family, found, ("unit", "units"))


def beside(
    one: Profile,
    family: tuple[Given, Entries],
    found: Mapping[str, str],
    whats: Iterable[str],
) -> dict[str, str]:
    """The columns that have one of their unit, or their date, beside them.

    family: the column that names entries, and the entries. found: the entry of each
    column. whats: what the other is called after its name. Both numbers of a
    pair may have one, such as BP date.
    """
    given, entries = family
    named: dict[object, str] = {}
    for spelling in (bare, str):
        for seen in one.filled:
            name = spelling(seen.name)
            named |= {words_of(name): seen.name, joined(name): seen.name}
    beside: dict[str, str] = {}
    for column, entry in found.items():
        several = [word for i, pair in given.pairs.items() if entry in pair.parts
                   for word in (i, *pair.also_called)]  # fmt: skip
        called = [column, bare(column)]
        if entry in entries:
            called.append(without_unit(column, entries[entry]))
        names = [
            named.get(way(f"{name}_{what}"))
            for name in (*called, *several)
            for what in whats
            for way in (words_of, joined)
        ]
        known = [name for name in names if name is not None]
        beside |= {column: known[0]} if known else {}
    return beside
