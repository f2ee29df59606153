"""Rows that are none: deleted at the source, or of a patient made up for a trial."""

from typing import Any

from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import words_of
from phm_core.onboarding.loading.wide import YES

VOID = (
    "deleted", "is_deleted", "deleted_flag", "record_deleted", "removed",
    "removed_data", "is_removed", "dummy", "dummy_type", "dummy_patient",
    "is_dummy", "test_patient", "is_test_patient", "test_patient_flag",
)  # fmt: skip


def none_of(one: Profile) -> list[dict[str, Any]]:
    """Tests that keep rows out which say that they are none."""
    names = set(map(words_of, VOID))
    return [
        {"column": seen.name, "is_not": YES}
        for seen in one.columns
        if seen.kind == "yes or no" and words_of(seen.name) in names
    ]
