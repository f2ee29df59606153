"""The shipped catalogue, read once for all tests of it."""

import pytest

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Everything that is shipped."""
    return load_catalogue()
