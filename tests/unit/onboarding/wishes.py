"""The load that most tests wish for: some files by a mapping, on the made-up area."""

from pathlib import Path

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import SMALL
from tests.unit.onboarding import extract

CATALOGUE = load_catalogue()


def wish_of(path: Path, mapping: str, area: Path, into: Path) -> Wish:
    """mapping: its text."""
    return Wish(
        path=path,
        mapping=parsed(mapping, "mapping.yaml", CATALOGUE),
        area=area,
        as_at=extract.AS_AT,
        into=into,
        catalogue=CATALOGUE,
        synthetic=True,
        limits=SMALL,
    )
