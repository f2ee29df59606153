"""Columns that say who is on a list, by yes or by since when: Type 1 opt-out."""

from collections.abc import Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Intake
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for, how_read
from phm_core.onboarding.loading.spellings import stands_for, words
from phm_core.onboarding.loading.wide import YES

LISTS = ("opt_out", "sharing_flag")
KIND = "kind"
TESTS: dict[str, dict[str, Any]] = {
    "yes or no": {"is": YES},
    "date": {"filled": True},
}
"""Which rows are on the list, by what a column holds."""


def flagged(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of each such column, where the table says whose its rows are."""
    for into in LISTS:
        intake = catalogue.intake[into]
        held = columns_for(one, intake, catalogue)
        whose = {key: held[key] for key in PERSON_KEYS if key in held}
        known = words(intake.column(KIND))
        for seen in one.columns if whose else ():
            kind = stands_for(seen.name, known)
            if kind is not None and seen.kind in TESTS:
                columns = {**whose, KIND: {"constant": kind}}
                if seen.kind == "date":
                    columns |= _since(intake, seen)
                where = [{"column": seen.name, **TESTS[seen.kind]}]
                yield {"into": into, "from": one.source, "where": where,
                       "columns": columns}  # fmt: skip


def _since(intake: Intake, seen: Seen) -> dict[str, Any]:
    """Since when, where the list keeps that."""
    since = "recorded_on"
    known = since in intake.names
    return {since: how_read(intake.column(since), seen)} if known else {}
