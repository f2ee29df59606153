"""Which lists codes are looked up in: open ones that are shipped, and a site's own."""

from collections.abc import Iterable
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.codelist_rows import Coded
from phm_core.onboarding.codelists import read_codelists
from phm_core.onboarding.codes.meaning import Meaning, Resolver

OPEN = Path(__file__).with_name("open_lists")


def resolver_for(
    catalogue: Catalogue,
    own: Path | None,
    more: Iterable[tuple[Coded, Meaning]] = (),
) -> Resolver:
    """What codes mean by the shipped lists of open systems and a site's own.

    more: what a format says that its codes mean. Raises RefusedInput when a list of
    the site cannot be right.
    """
    lists = [read_codelists(OPEN, catalogue)]
    if own is not None:
        lists.append(read_codelists(own, catalogue))
    return Resolver(catalogue, lists, more)
