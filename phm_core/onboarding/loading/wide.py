"""Wide tables: one row a person, and a column for each condition or result."""

from collections.abc import Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import plain, spelt

WIDE = {
    "condition": ("condition_id", ("yes or no",)),
    "measurement": ("measure_id", ("number", "whole number")),
}
"""By table: the column that names an entry, and what its columns hold here."""
YES = ["Y", "y", "Yes", "YES", "yes", "1", "true", "True", "TRUE", "T"]


def wide_tables(
    one: Profile, name: str, catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    """Maps of columns that are called like an entry, each cell a row of its own."""
    for into, (entry, kinds) in WIDE.items():
        intake = catalogue.intake[into]
        words = spelt(intake.column(entry), catalogue)
        known = {plain(word): identity for word, identity in words.items()}
        found = {
            seen.name: known[plain(seen.name)]
            for seen in one.columns
            if seen.kind in kinds and plain(seen.name) in known
        }
        held = columns_for(one, intake, catalogue)
        fixed = {key: held[key] for key in (*PERSON_KEYS, "date") if key in held}
        if not found or not any(key in fixed for key in PERSON_KEYS):
            continue
        flags = into == "condition"
        if flags or "date" in fixed:
            value = {} if flags else {"value": "each.value"}
            yield {
                "into": into,
                "from": name,
                "each": {"columns": found},
                "where": [{"column": "each.value", "is": YES}] if flags else [],
                "columns": {**fixed, entry: "each.name", **value},
            }
