"""Rows that are none: deleted at the source, made up for a trial, or of the past."""

from typing import Any

from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.spellings import plain, words_of
from phm_core.onboarding.loading.wide import NO, YES

VOID = (
    "deleted", "is_deleted", "deleted_flag", "record_deleted", "removed",
    "removed_data", "is_removed", "dummy", "dummy_type", "dummy_patient",
    "is_dummy", "test_patient", "is_test_patient", "test_patient_flag",
)  # fmt: skip
ENDED = (
    "date_to", "date_address_to", "address_end_date", "address_end", "end_date",
    "valid_to", "effective_to", "to_date",
)  # fmt: skip
NOT_HELD = (
    "dna", "did not attend", "did not arrive", "dnaed", "no show", "not attended",
    "cancelled", "canceled", "cancelled by patient", "cancelled by practice",
    "cancelled by provider", "patient cancelled", "provider cancelled",
    "was not brought", "wnb", "available", "booked", "blocked",
)  # fmt: skip


CODES_OF_ATTENDANCE = {"0", "2", "3", "4", "5", "6", "7"}
"""NHS Data Dictionary, attended or did not attend: who came has 5, or 6 if late."""
CAME = {"5", "6"}


def not_held(one: Profile) -> list[dict[str, Any]]:
    """Tests that keep appointments out to which nobody came."""
    coded = [
        {"column": seen.name, "is_not": sorted(CODES_OF_ATTENDANCE - CAME)}
        for seen in one.columns
        if _of_attendance(seen)
    ]
    came = [
        {"column": seen.name, "is_not": NO}
        for seen in one.columns
        if seen.kind == "yes or no" and "attended" in words_of(seen.name)
    ]
    found = [
        (seen.name, [v for v, _ in seen.samples if v.strip().casefold() in NOT_HELD])
        for seen in one.columns
    ]
    return [
        *coded,
        *came,
        *({"column": n, "is_not": words} for n, words in found if words),
    ]


def _of_attendance(seen: Seen) -> bool:
    """Whether a column says by the national codes who came."""
    named = plain(seen.name)
    said = {value for value, _ in seen.samples}
    about = "attend" in named and "first" not in named
    return about and CAME & said != set() and said <= CODES_OF_ATTENDANCE


def none_of(one: Profile) -> list[dict[str, Any]]:
    """Tests that keep rows out which say that they are none."""
    names = set(map(words_of, VOID))
    return [
        {"column": seen.name, "is_not": YES}
        for seen in one.columns
        if seen.kind == "yes or no" and words_of(seen.name) in names
    ]


def not_ended(one: Profile) -> list[dict[str, Any]]:
    """Tests that take the rows that hold still, of those that say until when."""
    names = set(map(words_of, ENDED))
    return [
        {"column": seen.name, "filled": False}
        for seen in one.columns
        if words_of(seen.name) in names
    ]
