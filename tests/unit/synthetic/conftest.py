"""The Demo ICS and small populations of it, made once for all tests of this folder."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.synthetic import demo_run
from phm_core.synthetic.demo_area import AreaTables, demo_area, publish_demo_area
from tests.demo_tables import FEW, table_of
from tests.made_once import made_once

SEED = 2026
PEOPLE = 40_000


@pytest.fixture(scope="session")
def county() -> AreaTables:
    """The Demo ICS in memory."""
    return demo_area(SEED)


@pytest.fixture(scope="session")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published Demo ICS area pack."""
    return publish_demo_area(tmp_path_factory.mktemp("areas"), SEED)


@pytest.fixture(scope="session")
def make(
    area: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Snapshot]:
    """Makes people for the Demo ICS and opens the snapshot."""

    def made(people: int, seed: int = SEED, months_later: int = 0) -> Snapshot:
        into = tmp_path_factory.mktemp("snapshots")
        wish = demo_run.Wish(area, people, seed, into, months_later)
        return open_snapshot(demo_run.run(wish))

    return made


@pytest.fixture(scope="session")
def demo(area: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A demo of 40,000 people."""

    def publish(into: Path) -> None:
        demo_run.run(demo_run.Wish(area, PEOPLE, SEED, into, months_later=0))

    made = made_once(tmp_path_factory, str(PEOPLE), publish)
    return open_snapshot(next(made.glob("20*")))


@pytest.fixture(scope="session")
def few(make: Callable[..., Snapshot]) -> Snapshot:
    """A demo of 2,000 people."""
    return make(FEW)


@pytest.fixture(scope="session")
def read(demo: Snapshot) -> Callable[..., pd.DataFrame]:
    """Reads a table of the demo, or one kind of event."""

    def frame(table: str, kind: str = "") -> pd.DataFrame:
        return table_of(demo, table, kind)

    return frame


@pytest.fixture(scope="session")
def registered(demo: Snapshot) -> pd.DataFrame:
    """People registered and living on the as-at date, by person_id."""
    person = table_of(demo, "person").set_index("person_id")
    on = pd.Timestamp(demo.as_at)
    here = person["deregistered_on"].isna() | (person["deregistered_on"] > on)
    here &= person["died_on"].isna() | (person["died_on"] > on)
    return person[here & (person["registered_on"] <= on)]
