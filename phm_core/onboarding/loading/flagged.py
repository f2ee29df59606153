"""Columns of yes and no that say who is on a list, such as Type 1 opt-out."""

from collections.abc import Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import stands_for, words
from phm_core.onboarding.loading.wide import YES

LISTS = ("opt_out", "sharing_flag")
KIND = "kind"


def flagged(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of each such column, where the table says whose its rows are."""
    for into in LISTS:
        intake = catalogue.intake[into]
        held = columns_for(one, intake, catalogue)
        whose = {key: held[key] for key in PERSON_KEYS if key in held}
        known = words(intake.column(KIND))
        for seen in one.columns if whose else ():
            kind = stands_for(seen.name, known)
            if kind is not None and seen.kind == "yes or no":
                columns = {**whose, KIND: {"constant": kind}}
                where = [{"column": seen.name, "is": YES}]
                yield {"into": into, "from": one.source, "where": where,
                       "columns": columns}  # fmt: skip
