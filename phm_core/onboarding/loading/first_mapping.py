"""The mapping of a load: chosen, or to begin with one that fits or is suggested."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import read_mapping
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.alike import sources
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.matching import fitting
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.read_columns import among, columns_read
from phm_core.onboarding.loading.suggest import Suggestion, suggested
from phm_core.onboarding.loading.wide import called_like_results

SHOWN = 12  # columns


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
    unread = _unread(found.mapping, profiles, catalogue)
    return Suggestion(found.mapping, (*said, *found.notes, *unread))


def _unread(
    mapping: SourceFormat, profiles: Sequence[Profile], catalogue: Catalogue
) -> Iterator[str]:
    """Which columns of the tables that are read are left alone, where any is filled."""
    names = columns_read(mapping)
    for one in (each.profile for each in sources(profiles)):
        if one.source not in names:
            continue
        filled = [seen.name for seen in one.filled]
        read = {*among(names[one.source], filled)}
        left = [name for name in filled if name not in read]
        results = called_like_results(one, catalogue)
        if undated := [name for name in left if name in results]:
            yield (
                f"{one.title}: nothing is read from {_some(undated)}: no column says "
                "on which day that was found. Have one sent beside each result "
                f"('{undated[0]} date'), or one for all of a row."
            )
        if others := [name for name in left if name not in results]:
            yield f"{one.title}: nothing is read from {_some(others)}."


def _some(names: Sequence[str]) -> str:
    more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return listed([*names[:SHOWN], *more])


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
