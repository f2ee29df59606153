"""Opt-outs and sensitive flags: real people are loaded with both lists, or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import NotPermitted
from phm_core.onboarding.loading.delivered import Delivered, Delivery, stem
from phm_core.onboarding.loading.finishing import KEPT, NOBODY
from phm_core.onboarding.loading.matching import named
from phm_core.onboarding.loading.records import Staged

LISTS = ("opt_out", "sharing_flag")
MOST_DAYS = 30
"""An older list may lack who opted out since."""


@dataclass(frozen=True)
class Lists:
    """The day of which the lists are; none where nobody said."""

    on: date | None
    most_days: int = MOST_DAYS


def fresh(lists: Lists, as_at: date) -> None:
    """Raise NotPermitted for lists that are not dated, or too old for the records."""
    if lists.on is None:
        raise NotPermitted(
            "Records of real people need the day of their opt-out and sensitive lists. "
            "Give it with --lists-of, such as --lists-of 2026-10-30."
        )
    age = (as_at - lists.on).days
    if age > lists.most_days:
        raise NotPermitted(
            f"The opt-out and sensitive lists are {age} days older than the records; "
            f"at most {lists.most_days} days are allowed. Ask for new lists, and load "
            "both together."
        )


def present(tables: Iterable[str], catalogue: Catalogue) -> None:
    """Raise NotPermitted where a list is not among the tables that are brought."""
    brought = set(tables)
    for name in LISTS:
        if name not in brought:
            raise NotPermitted(
                "Records of real people are loaded only with their opt-outs and "
                f"sensitive flags, and the list '{name}' is not among the files. "
                f"Without it: {catalogue.datasets[name].without_it}. Ask for it, and "
                "say in the mapping where it is; or load made-up people with "
                "--synthetic."
            )


def whole(
    mapping: SourceFormat,
    given: Mapping[str, tuple[Delivered, ...]],
    delivery: Delivery,
) -> None:
    """Raise NotPermitted where a row or a file of a list could not be read."""
    for name in sorted(mapping.only_lists):
        lost = next((one for one in given.get(name, ()) if one.left_out), None)
        if lost is not None:
            raise NotPermitted(
                f"The list '{lost.said}' cannot be honoured: {lost.left_out:,} of its "
                "rows do not fit its header. Correct it where it came from, and load "
                "again."
            )
        source = mapping.sources[name]
        for file, why in delivery.refused.items():
            if source.files and named(source, stem(file)):
                raise NotPermitted(f"The list '{name}' cannot be honoured: {why}")


def readable(found: Iterable[Staged]) -> None:
    """Raise NotPermitted where a row of a list cannot be honoured."""
    for one in found:
        if one.report.into not in LISTS:
            continue
        lost = [
            counted
            for counted in one.report.counted
            if counted.fate not in (KEPT, NOBODY, "")
        ]
        if lost:
            raise NotPermitted(
                f"The list '{one.report.into}' cannot be honoured: "
                f"{lost[0].sentence()} Correct it where it came from, and load again."
            )
