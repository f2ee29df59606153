"""Wide tables: one row a person, and a column for each condition or result."""

from collections.abc import Iterator, Mapping
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


def _units(one: Profile, results: Mapping[str, str]) -> dict[str, str]:
    """The columns of results that have a column of units beside them."""
    by_name = {plain(seen.name): seen.name for seen in one.columns}
    pairs = {
        column: by_name.get(f"{plain(column)}_unit")
        or by_name.get(f"{plain(column)}_units")
        for column in results
    }
    return {column: unit for column, unit in pairs.items() if unit is not None}


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
        if not any(key in fixed for key in PERSON_KEYS):
            continue
        flags = into == "condition"
        units = {} if flags else _units(one, found)
        for column, unit in units.items():
            identity = {"constant": found.pop(column)}
            yield {
                "into": into,
                "from": name,
                "where": [{"column": column, "filled": True}],
                "columns": {**fixed, entry: identity, "value": column, "unit": unit},
            }
        if not found:
            continue
        if flags or "date" in fixed:
            value = {} if flags else {"value": "each.value"}
            yield {
                "into": into,
                "from": name,
                "each": {"columns": found},
                "where": [{"column": "each.value", "is": YES}] if flags else [],
                "columns": {**fixed, entry: "each.name", **value},
            }
