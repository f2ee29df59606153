"""The shipped catalogue, read once for everything that is made."""

from functools import cache

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import load_catalogue


@cache
def declared() -> Catalogue:
    """What the shipped catalogue declares."""
    return load_catalogue()
