"""What somebody should look at in a suggested mapping, in sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import listed, several
from phm_core.onboarding.loading.linking import BARE
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.spellings import pairs_of, spelt, stands_for, words_of
from phm_core.onboarding.loading.void import not_held
from phm_core.onboarding.loading.wide import NO
from phm_core.onboarding.loading.zeros import OWN_ID

MAY_BE_MISSED = ("activity", "process")
"""Tables of ours with rows of what somebody came to."""
SHOWN = 8
Maps = Sequence[dict[str, Any]]


def to_look_at(one: Profile, tables: Maps, catalogue: Catalogue) -> Iterator[str]:
    """What is uncertain in the maps of a table."""
    yield from _unknown_words(one, tables, catalogue)
    yield from _of_no_kind(one, tables)
    yield from _left_out(one, tables)
    yield from _unnamed(one, tables, catalogue)


def _unknown_words(one: Profile, tables: Maps, catalogue: Catalogue) -> Iterator[str]:
    """Values of words that are not known, to be said what they mean."""
    seen = {column.read: column for column in one.readable}
    for table in tables:
        intake = catalogue.intake[table["into"]]
        for ours, how in pairs_of(table["columns"]):
            given = intake.column(ours)
            known = spelt(given, catalogue)
            coded = ours != "code" and table["columns"].get("code") == how
            if not known or how not in seen or coded:
                continue
            said = table["columns"][ours]
            said = said.get("values", {}) if isinstance(said, dict) else {}
            taken = _taken(table, how)
            odd = [v for v, _ in seen[how].values
                   if stands_for(v, known) is None and v not in said
                   and (taken is None or v in taken)]  # fmt: skip
            if odd:
                yield (
                    f"{one.title}: '{how}' as '{given.label}' has values that are "
                    f"not known: {', '.join(odd[:SHOWN])}. Say what each means "
                    "('values' in the mapping)."
                )


def _unnamed(one: Profile, tables: Maps, catalogue: Catalogue) -> Iterator[str]:
    """Which column is an id by what is in it alone."""
    given = catalogue.intake["person"].column(OWN_ID)
    known = {*map(words_of, (given.name, *given.also_called, *BARE))}
    for table in tables:
        how = table["columns"].get(OWN_ID)
        if table["into"] == "person" and how and words_of(str(how)) not in known:
            yield (
                f"{one.title}: '{how}' is taken for the source's own id of people, "
                "since each row has one of its own. Change it where that is wrong."
            )


def _taken(table: dict[str, Any], column: str) -> set[str] | None:
    """The values of a column that a map takes, where its rule says which."""
    rules = [test["is"] for test in table.get("where", ()) if test["column"] == column
             and "is" in test]  # fmt: skip
    return set(rules[0]) if rules else None


def _of_no_kind(one: Profile, tables: Maps) -> Iterator[str]:
    """Words of a column of every kind that are of none that is known."""
    for seen in one.columns:
        taken = [t for table in tables if (t := _taken(table, seen.name)) is not None]
        known = set().union(*taken)
        odd = [value for value, _ in seen.samples if value not in known]
        if len(taken) > 1 and odd:
            yield (
                f"{one.title}: rows whose '{seen.name}' is none of the words that are "
                f"known are left out: {_shown(odd, seen)}. Say in the mapping "
                "what they are."
            )


def _shown(words: Sequence[str], seen: Seen) -> str:
    """Words of a column that has few of them; how many they are, of another."""
    few = {value for value, _ in seen.values}
    shown = [word for word in words if word in few][:SHOWN]
    return listed(shown) if shown else several(len(words), "other word")


def _left_out(one: Profile, tables: Maps) -> Iterator[str]:
    """Which appointments are not taken."""
    if any(table["into"] in MAY_BE_MISSED for table in tables):
        for test in not_held(one):
            words = test["is_not"]
            said = "no" if words == NO else listed(f"'{word}'" for word in words)
            yield (
                f"{one.title}: rows whose '{test['column']}' is {said} are left out, "
                "since nobody came. Take them in where that is wrong ('where' in the "
                "mapping)."
            )
