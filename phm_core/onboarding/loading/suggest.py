"""A mapping suggested for a delivery, by the names of columns and by what is in them.

What is suggested is for a person to look at: other names of our columns, the kinds that
they hold and the spellings of their words are declared in catalogue/intake/.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Intake, SourceFormat
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.codes.meaning import Resolver
from phm_core.onboarding.loading.alike import sources
from phm_core.onboarding.loading.as_one import said_as_one
from phm_core.onboarding.loading.coded import likely, named_for, share_known
from phm_core.onboarding.loading.facts_told import facts_of
from phm_core.onboarding.loading.flagged import LISTS, flagged
from phm_core.onboarding.loading.linking import BORN
from phm_core.onboarding.loading.mixed import mixed_tables
from phm_core.onboarding.loading.outright import of_another, told_by, told_by_name
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import columns_for, unit_of
from phm_core.onboarding.loading.side_by_side import (
    CONDITION,
    diagnoses,
    of_operations,
    side_by_side,
)
from phm_core.onboarding.loading.spellings import pairs_of
from phm_core.onboarding.loading.to_look_at import MAY_BE_MISSED, to_look_at
from phm_core.onboarding.loading.void import none_of, not_ended, not_held
from phm_core.onboarding.loading.wide import wide_tables
from phm_core.onboarding.loading.zeros import without_zeros

HOME = "small_area"


@dataclass(frozen=True)
class Suggestion:
    """A mapping, and what somebody should look at, in sentences."""

    mapping: SourceFormat
    notes: tuple[str, ...]


def suggested(
    profiles: Iterable[Profile], catalogue: Catalogue, resolver: Resolver
) -> Suggestion:
    """Suggest a mapping. Raises RefusedInput where no table says who people are."""
    seen = sources(profiles)
    notes: list[str] = []
    tables: list[dict[str, Any]] = []
    for one in (each.profile for each in seen):
        found = mixed_tables(one, catalogue)
        found = found or list(_maps(one, one.source, catalogue, resolver))
        found = found or list(_homes(one, catalogue)) or list(facts_of(one, catalogue))
        tables += found
        notes += to_look_at(one, found, catalogue)
    tables = without_zeros(tables, [each.profile for each in seen])
    named: dict[str, Any] = {}
    read = {name for table in tables for name in _read(table)}
    for each in seen:
        one = each.profile
        if one.source in read:
            files, layout = list(each.files), list(one.table.columns)
            key = [one.key] if one.key and not _lists(tables, one) else []
            named[one.source] = {"files": files, "layout": layout, "key": key}
            named[one.source] |= {"columns": list(each.columns)}
            notes += each.notes
        else:
            notes.append(f"{one.title}: nothing in it is recognised.")
    if not any(table["into"] == "person" for table in tables):
        raise RefusedInput(
            "No table says who the people are: none has a column of NHS numbers or of "
            "the source's own ids beside a date of birth, a sex or a practice. Send "
            "the table of the people with the others, or give such a column a name "
            f"that is known: {listed(_known_names(catalogue))}."
        )
    mapping = SourceFormat.model_validate(
        {
            "id": "suggested",
            "title": "Suggested mapping",
            "meaning": "Suggested by the names of columns and by what is in them.",
            "sources": named,
            "tables": tables,
        }
    )
    return Suggestion(mapping, tuple(dict.fromkeys(notes)))


def _lists(tables: Iterable[dict[str, Any]], one: Profile) -> bool:
    """Whether a table says who is on a list, which always comes whole."""
    return any(t["into"] in LISTS for t in tables if t["from"] == one.source)


def _read(table: dict[str, Any]) -> Iterator[str]:
    """The sources that a map reads."""
    yield table["from"]
    yield from (join["table"] for join in table.get("join", ()))


def _known_names(catalogue: Catalogue) -> list[str]:
    """What suppliers call the column that says whose a row is."""
    person = catalogue.intake["person"]
    return [person.column(name).also_called[0] for name in PERSON_KEYS]


def _maps(
    one: Profile, name: str, catalogue: Catalogue, resolver: Resolver
) -> Iterator[dict[str, Any]]:
    """Maps of one table into each of ours that it can fill."""
    named = {i.id: told_by_name(one, i) for i in catalogue.intake.values()}
    best = [
        (intake, named[intake.id] | columns_for(one, intake, catalogue))
        for intake in catalogue.intake.values()
    ]
    fitting = [(i, c) for i, c in best if _enough(i, c)]
    most = max((len(c) for i, c in fitting if not named[i.id]), default=0)
    yield from (*wide_tables(one, name, catalogue), *flagged(one, catalogue))
    if not any(intake.id == "activity" for intake, _ in fitting):
        several = list(side_by_side(one, catalogue))
        yield from several
        fitting = [(i, c) for i, c in fitting if not several or i.id != CONDITION]
    coded = [(i, c) for i, c in fitting if "code" in c and i.codes_for is not None]
    shares = [share_known(one, c, i, resolver) for i, c in coded]
    for (intake, columns), share in zip(coded, shares, strict=True):
        if share > 0 or (not any(shares) and likely(one, intake, columns)):
            yield from _table(intake, name, columns, one)
    born = any(i.id == "person" and set(BORN) & set(c) for i, c in fitting)
    # A table of deaths says of people no more than that, and one of people all of it.
    apart = "death" if born else "person"
    if any(i.id == "death" and told_by(one, i, c) for i, c in fitting):
        fitting = [
            (intake, columns) for intake, columns in fitting if intake.id != apart
        ]
    for intake, columns in fitting:
        people = intake.id == "person" and born
        fits = people or of_operations(one, columns) or told_by(one, intake, columns)
        fits = fits or len(columns) == most
        if named[intake.id]:
            fits = not of_another(columns.get("start"))
        if "code" not in columns and fits:
            yield from _table(intake, name, columns, one)


def _homes(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of a table that says no more of people than where they live, or lived."""
    person = catalogue.intake["person"]
    columns = columns_for(one, person, catalogue)
    kept = {name: columns[name] for name in (*PERSON_KEYS, HOME) if name in columns}
    if HOME in kept and len(kept) > 1:
        (found,) = _table(person, one.source, kept, one)
        yield {**found, "where": [*found["where"], *not_ended(one)]}


def _table(
    intake: Intake, name: str, columns: dict[str, Any], one: Profile
) -> Iterator[dict[str, Any]]:
    """The map; it says of which values two come as one, such as blood pressures."""
    system = named_for(str(columns.get("code", "")))
    if system and "code_system" not in columns:
        columns = {**columns, "code_system": {"constant": system}}
    columns = {**columns, **said_as_one(one, intake, columns)}
    if intake.id == "measurement" and "unit" not in columns:
        unit = unit_of(one, columns.get("value"))
        columns |= {"unit": unit} if unit else {}
    columns |= diagnoses(one, columns) if intake.id == "activity" else {}
    found = {"into": intake.id, "from": name, "columns": columns}
    where = [*none_of(one), *(not_held(one) if intake.id in MAY_BE_MISSED else ())]
    if intake.id == "procedure":
        # Most stays are without one.
        where.append({"column": columns["opcs4"], "filled": True})
    found |= {"join": _joins(one, columns), "where": where}
    yield found


def _joins(one: Profile, columns: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables beside that some columns are read from, and by which keys."""
    read = {how for _, how in pairs_of(columns)}
    used = {seen.table: seen.on for seen in one.beside if seen.read in read}
    return [{"table": table, "on": dict([on])} for table, on in used.items()]


def _enough(intake: Intake, columns: dict[str, Any]) -> bool:
    """Whether a table says whose rows are, and enough about them."""
    own = [name for name in intake.names if name not in PERSON_KEYS]
    undated = intake.id == "condition" and "condition_id" in columns
    said = [name for name in own if name in columns]
    needed = [column.name for column in intake.columns if column.required]
    if intake.codes_for is not None:
        whats = [c.name for c in intake.columns if c.type in ("entry", "code")]
        numbers = [column.name for column in intake.columns if column.type == "number"]
        needed = [*needed, *([] if undated else ["date"]), *numbers]
        needed = needed if any(name in columns for name in whats) else [*needed, ""]
    whose = any(name in columns for name in PERSON_KEYS)
    enough = len(said) >= (1 if undated else min(intake.least, len(own)))
    return whose and enough and all(name in columns for name in needed)
