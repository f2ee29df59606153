"""The screens about the data themselves, and about who sees them."""

from pages.ui.screen import Screen

DATA = (
    Screen(
        "coding",
        "Coding completeness",
        "Data",
        "fact_check",
        "How completely each field is recorded, by group of people and by area.",
        needs_people=True,
        view=("fields_by",),
    ),
    Screen(
        "onboarding",
        "Onboarding",
        "Data",
        "verified",
        "Which practices have joined, and whether counts match their own system.",
        "public",
    ),
    Screen(
        "definitions",
        "Definitions",
        "Data",
        "menu_book",
        "What every condition, measurement, segment and table means, and its source.",
        "public",
    ),
    Screen(
        "access",
        "Who can see what",
        "Data",
        "shield_person",
        "Every role by purpose: whose records, how counted, and what it may do.",
        "public",
    ),
    Screen(
        "transparency",
        "How records are used",
        "Data",
        "visibility",
        "Which records were used, for which purposes, by which roles, and when last.",
        "public",
    ),
    Screen(
        "airlock",
        "Export airlock",
        "Data",
        "outbox",
        "Exact figures that wait until a second person has released them.",
    ),
    Screen(
        "audit",
        "Audit",
        "Data",
        "policy",
        "Who asked what, what is unusual, and whether the audit is whole.",
        "counts",
        action="audit",
    ),
    Screen(
        "about",
        "About the data",
        "Data",
        "info",
        "Sources, dates, coverage, licences, disclosure rule and known limits.",
        "public",
    ),
)
