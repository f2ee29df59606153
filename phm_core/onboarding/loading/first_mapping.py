"""The mapping of a load: chosen, or to begin with one that fits or is suggested."""

from collections.abc import Sequence
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import read_mapping
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import RefusedInput, did_you_mean
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


def chosen_mapping(
    mapping: Path | None, named: str | None, catalogue: Catalogue
) -> SourceFormat:
    """A saved mapping, or a format by its id. Raises RefusedInput for both or none."""
    if (mapping is None) == (named is None):
        raise RefusedInput(
            "Give a mapping with --mapping, or a format with --format. Which fits, "
            "'python -m phm_core onboard suggest' says."
        )
    if mapping is not None:
        return read_mapping(mapping, catalogue)
    found = catalogue.formats.get(str(named))
    if found is None:
        hint = did_you_mean(str(named), catalogue.formats)
        raise RefusedInput(
            f"There is no source format '{named}'.{hint} "
            "List them with 'python -m phm_core onboard formats'."
        )
    return found
