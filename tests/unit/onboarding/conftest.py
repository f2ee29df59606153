"""A built area pack of the made-up area, shared by the tests that only read it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.build import Built, build_area_pack
from phm_core.onboarding.loading import delivery
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.works import WORKS, Work
from phm_core.snapshot import Snapshot, open_snapshot
from tests.area_source import write_area_source


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

    def here(work: Work, file: Path, into: Path, *, name: str, limits: Limits) -> Any:
        try:
            return WORKS[work](file, into, limits)
        except RefusedInput as fault:
            raise RefusedInput(f"'{name}' was refused: {fault}") from None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "apart", here)
        yield
