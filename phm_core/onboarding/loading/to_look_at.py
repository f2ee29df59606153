"""What somebody should look at in a suggested mapping, in sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import listed
from phm_core.onboarding.loading.linking import BARE
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import pairs_of, spelt, stands_for, words_of
from phm_core.onboarding.loading.void import not_held
from phm_core.onboarding.loading.wide import NO
from phm_core.onboarding.loading.zeros import OWN_ID

MAY_BE_MISSED = ("activity", "process")
"""Tables of ours with rows of what somebody came to."""
Maps = Sequence[dict[str, Any]]


def to_look_at(one: Profile, tables: Maps, catalogue: Catalogue) -> Iterator[str]:
    """What is uncertain in the maps of a table."""
    yield from _unknown_words(one, tables, catalogue)
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
            odd = [v for v, _ in seen[how].values
                   if stands_for(v, known) is None and v not in said]  # fmt: skip
            if odd:
                yield (
                    f"{one.title}: '{how}' as '{given.label}' has values that are "
                    f"not known: {', '.join(odd[:8])}. Say what each means ('values' "
                    "in the mapping)."
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
