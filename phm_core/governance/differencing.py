"""What keeps counts that are taken from one another from giving single people away.

Whoever may draw areas or write rules freely can draw or write two that differ by few
people, and subtract them. See docs/explanation/disclosure.md for what this cannot stop.
"""

from typing import NoReturn

from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.rule import Rule

SMALLEST_PLACE = 1_000
# Two Places may be equal, but not differ by fewer people than this.
HANDFUL = 100
WARN_AT = 0.8


def large_enough(people: int, name: str) -> None:
    """Raise RefusedInput for a Place that too few people are counted in."""
    if people < SMALLEST_PLACE:
        raise RefusedInput(
            f"'{name}' has fewer than {SMALLEST_PLACE:,} people counted in this way. "
            "So small a Place could give single people away: add more areas to it."
        )


def told_apart(apart: int | None, name: str, other: str) -> None:
    """Raise RefusedInput when two Places differ by a handful of people.

    apart: people in one of them only; None is hidden, so few. None apart is allowed.
    """
    if apart is None or 0 < apart < HANDFUL:
        raise RefusedInput(
            f"'{name}' and '{other}' differ by fewer than {HANDFUL} people, so one "
            "taken from the other would give them away. Use that Place, or differ by "
            "more areas."
        )


def counted_without(name: str, sentence: str, rule: Rule) -> str:
    """What is said of a rule by which few people are in a cohort, or out of it."""
    return (
        f"'{name}' is counted without the rule '{sentence}': nobody, or fewer than "
        f"{rule.suppress_below} people, are in or out because of it, and counts with "
        "it and without it could give them away."
    )


def nearly_declared(name: str, sentence: str, rule: Rule) -> NoReturn:
    """Raise NotPermitted for a cohort that is nearly one that everybody is shown."""
    raise NotPermitted(
        f"'{name}' differs by nobody, or by fewer than {rule.suppress_below} people, "
        f"from a group that is there for everybody: {sentence}. One count taken from "
        "the other could give them away. Use that group, or change a rule that moves "
        "more people."
    )


def unlike_before(name: str, rule: Rule, *, entered: bool) -> None:
    """Raise NotPermitted for a cohort that is nearly one that was counted before."""
    if not entered:
        raise NotPermitted(
            f"'{name}' differs by nobody, or by fewer than {rule.suppress_below} "
            "people, from another group that your organisation has counted before, so "
            "one count taken from the other could give them away. Use the earlier "
            "group, or change a rule that moves more people."
        )


def within_budget(counted: int, most: int) -> None:
    """Raise NotPermitted where a day's groups have been counted already."""
    if counted >= most:
        raise NotPermitted(
            f"Your organisation has counted {most:,} different groups today, which is "
            "as many as a day has. Groups counted before and measures of the catalogue "
            "stay open; new groups can be counted from midnight."
        )


def nearly_spent(counted: int, most: int) -> tuple[str, ...]:
    """What is said once most of a day's groups have been counted."""
    if counted < WARN_AT * most:
        return ()
    return (
        f"Your organisation has counted {counted:,} of today's {most:,} different "
        "groups.",
    )
