"""Tables that say no more of people than a fact or two, such as who smokes."""

from collections.abc import Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import words_of

FACT = "person_fact"
TYPES = ("word", "flag")
"""Types of the columns of people that are facts: not their ids, days and places."""
BUT = ("sex",)


def fact_names(catalogue: Catalogue) -> dict[tuple[str, ...], str]:
    """The facts that are known of people, by the words of all that they are called."""
    facts = [one for one in catalogue.intake["person"].columns if _is_fact(one)]
    found = {words_of(one.name): one.name for one in facts}
    for one in facts:
        for called in one.also_called:
            found.setdefault(words_of(called), one.name)
    return found


def facts_of(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of each column that says a fact, of a table that says whose rows are."""
    intake, person = catalogue.intake[FACT], catalogue.intake["person"]
    whose = columns_for(one, intake, catalogue)
    fixed = {n: whose[n] for n in (*PERSON_KEYS, "date") if n in whose}
    if not any(key in fixed for key in PERSON_KEYS):
        return
    told = columns_for(one, person, catalogue)
    for name, how in told.items():
        if _is_fact(person.column(name)):
            columns = {**fixed, "fact": {"constant": name}, "value": how}
            yield {"into": FACT, "from": one.source, "columns": columns}


def _is_fact(given: Given) -> bool:
    return given.type in TYPES and given.name not in BUT
