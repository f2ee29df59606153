"""The mapping to begin with: the format that is known to fit, or a suggestion."""

from collections.abc import Sequence
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.delivery import Delivery
from phm_core.onboarding.loading.matching import fitting
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.suggest import Suggestion, suggested


def first_mapping(
    looked: tuple[Delivery, Sequence[Profile]],
    catalogue: Catalogue,
    codelists: Path | None,
    *,
    afresh: bool,
) -> Suggestion:
    """A known format that fits, unless afresh; otherwise what is suggested."""
    delivery, profiles = looked
    known = next(iter(fitting(catalogue.formats.values(), delivery)), None)
    said = (
        (f"This looks like {known.title}: load it with --format {known.id}.",)
        if known
        else ()
    )
    if known is not None and not afresh:
        also = "It needs no mapping; it is written as one all the same, to be changed."
        return Suggestion(known, (*said, also))
    found = suggested(profiles, catalogue, resolver_for(catalogue, codelists))
    return Suggestion(found.mapping, (*said, *found.notes))
