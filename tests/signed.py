"""Practices that have compared their counts and signed, as lists of people need."""

from collections.abc import Mapping

from phm_core.area import Area, Level
from phm_core.governance.access import Belonging, Scope, given_scope
from phm_core.governance.matching import needed
from phm_core.start import House


def manager(house: House, practice: str) -> Scope:
    """Somebody who signed in and manages a practice."""
    return given_scope(
        f"manager.{practice}",
        "practice_manager",
        "direct_care",
        Belonging(
            (Area(Level.PRACTICE, practice),), frozenset({practice}), frozenset()
        ),
        catalogue=house.catalogue,
        snapshot=house.snapshot,
    )


def own_counts(house: House, practice: str) -> Mapping[str, int]:
    """What a practice would count that agrees with the app to the last person."""
    ours = house.trust.evidence(practice).ours
    return {key: ours.get(key, 0) for key in needed(house.catalogue)}


def signs(house: House, practice: str, **differing: int) -> None:
    """A practice gives its counts, those named here of its own, and signs."""
    who = manager(house, practice)
    counts = {**own_counts(house, practice), **differing}
    house.trust.give(practice, counts, house.snapshot.as_at, who)
    house.trust.sign(practice, who)


def every_practice_signed(house: House) -> House:
    """The same house, every practice having signed what the app counts."""
    for practice in sorted(house.trust.held):
        signs(house, practice)
    return house
