"""One town for every test of the gateway, and a house that stands on it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from phm_core.definitions.parse import parse_definition
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.town import town


@pytest.fixture(scope="session")
def snapshot_path(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    return town(folder / "snapshot").path


@pytest.fixture(scope="session")
def house(snapshot_path, tmp_path_factory) -> House:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    noon = datetime(2026, 10, 31, 12, tzinfo=UTC)
    return open_house(settings, snapshot_path, clock=lambda: noon)


@pytest.fixture(scope="session")
def hypertension():
    return parse_definition("""
name: Hypertension
criteria:
  all:
    - age: {min: 18}
      name: Adults
    - condition: {is: hypertension}
""")


@pytest.fixture(scope="session")
def rare():
    """About twenty people: most groups of them are too small to show."""
    return parse_definition("""
name: Old with asthma in the first practice
criteria:
  all:
    - age: {min: 60}
    - condition: {is: asthma}
    - registered_at: {practice: [T00000, T00001]}
""")


@pytest.fixture
def unmoved(house) -> Iterator[None]:
    """Fail a test after which the audit does not verify."""
    yield
    assert house.audit.verify().bad is None
