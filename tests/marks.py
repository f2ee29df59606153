"""A mark for tests of files that are taken out."""

from datetime import UTC, datetime

from phm_core.governance.taking_out import Mark

MARK = Mark(
    user="visitor",
    role="ICS analyst",
    purpose="Planning",
    at=datetime(2026, 10, 31, 12, tzinfo=UTC),
    snapshot="0123456789abcdef",
    row=7,
    classification="counts after disclosure control",
)
