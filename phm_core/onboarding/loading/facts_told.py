"""Tables that say no more of people than a fact or two, such as who smokes."""

from collections.abc import Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import columns_for

FACT = "person_fact"
TYPES = ("word", "flag")
"""Types of the columns of people that are facts: not their ids, days and places."""
BUT = ("sex",)


def facts_of(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of each column that says a fact, of a table that says whose rows are."""
    intake, person = catalogue.intake[FACT], catalogue.intake["person"]
    whose = columns_for(one, intake, catalogue)
    fixed = {n: whose[n] for n in (*PERSON_KEYS, "date") if n in whose}
    if not any(key in fixed for key in PERSON_KEYS):
        return
    told = columns_for(one, person, catalogue)
    for name, how in told.items():
        if person.column(name).type in TYPES and name not in BUT:
            columns = {**fixed, "fact": {"constant": name}, "value": how}
            yield {"into": FACT, "from": one.source, "columns": columns}
