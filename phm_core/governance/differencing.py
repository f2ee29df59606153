"""What keeps built Places from giving single people away.

Whoever may draw areas freely can draw one around few people, or two that differ by few
and subtract them. See docs/explanation/disclosure.md for what this does not yet stop.
"""

from phm_core.errors import RefusedInput

SMALLEST_PLACE = 1_000
# Two Places may be equal, but not differ by fewer people than this.
HANDFUL = 100


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
