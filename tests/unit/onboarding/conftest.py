"""A built area pack of the made-up area, shared by the tests that only read it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.area_pack.build import Built, build_area_pack
from phm_core.onboarding.codes import own_list
from phm_core.onboarding.loading import delivery
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.protecting import Lists
from phm_core.onboarding.loading.report import Report
from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.store.links import Links
from phm_core.store.project_keys import ProjectKeys
from tests.area_source import write_area_source
from tests.reading import here
from tests.town import town
from tests.unit.onboarding.wishes import wish_of


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("area")
    source = write_area_source(folder / "source")
    return build_area_pack(source, out=folder / "pack")


@pytest.fixture(scope="session")
def pack(built: Built) -> Snapshot:
    return open_snapshot(built.path)


@pytest.fixture(scope="session")
def table(built: Built):
    def read(name: str) -> pd.DataFrame:
        return pd.read_parquet(built.path / f"{name}.parquet")

    return read


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_area_source(tmp_path / "source")


@pytest.fixture(scope="module")
def read_here() -> Iterator[None]:
    """Read files in this process: what one apart does is tested by itself, and slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "apart", here)
        patch.setattr(own_list, "apart", here)
        yield


CATALOGUE = load_catalogue()
PEOPLE = ("person", "condition", "activity", "opt_out", "measurement", "medication")
PEOPLE += ("process", "score", "sharing_flag", "registration")


@pytest.fixture(scope="session")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An area without people."""
    folder = tmp_path_factory.mktemp("area")
    return town(folder / "area", people=500, synthetic=False, left_out=PEOPLE).path


Loads = Callable[..., tuple[Path, Report]]


@pytest.fixture
def loads(tmp_path: Path, area: Path, monkeypatch: pytest.MonkeyPatch) -> Loads:
    """Load some files by a mapping; three years of indicators are counted elsewhere."""
    monkeypatch.setattr(loading, "add_history", lambda _, about, __: about)

    def run(source: Path, mapping: str, **terms: Any) -> tuple[Path, Report]:
        wish = wish_of(source, mapping, area, tmp_path / "out")
        return loading.load(replace(wish, **terms))

    return run


@pytest.fixture
def real(tmp_path: Path) -> dict[str, Any]:
    """The terms of a load of real people."""
    keys = ProjectKeys(tmp_path / "identity")
    return {
        "synthetic": False,
        "key": keys.make("planning"),
        "links": Links(tmp_path / "identity" / "links.db"),
        "lists": Lists(date(2026, 6, 20)),
    }
