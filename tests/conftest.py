"""What every test shares: no global randomness, and the profiles of Hypothesis."""

import gc
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from phm_core.snapshot import active
from tests.made_once import made_once

if TYPE_CHECKING:
    from tests.postgresql import Server

settings.register_profile(
    "usual",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("usual"), max_examples=10_000, derandomize=False
)
settings.load_profile("usual")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak",
        action="store_true",
        help="Run every case of the tests that are marked 'soak', not a twentieth.",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files of the browser among the others, in which nothing waits."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [path for path in files if "browser" in path.parts]
    working = [path for path in files if "browser" not in path.parts]
    # None is left for the last fifth: there each worker would wait for one alone.
    apart = max(1, len(working) * 4 // 5 // max(1, len(waiting)))
    order: list[Path] = []
    for number, path in enumerate(working):
        order += [waiting.pop(0)] if waiting and number % apart == 0 else []
        order.append(path)
    items[:] = [item for path in (*order, *waiting) for item in files[path]]


@pytest.fixture(scope="session")
def cases(pytestconfig: pytest.Config) -> Callable[[int], int]:
    """How many of so many cases to run: all with --soak, else a twentieth."""
    whole = bool(pytestconfig.getoption("--soak"))
    return lambda number: number if whole else max(1, number // 20)


@pytest.fixture(autouse=True)
def no_global_randomness() -> Iterator[None]:
    """Fail a test that draws from, or seeds, the randomness that NumPy shares.

    Chance is an argument (`rng`), so that the same seed gives the same answer. The
    standard library's is left alone: rich draws its style ids from it.
    """
    before = _shared_state()
    yield
    assert _shared_state() == before, (
        "This test used NumPy's global randomness. Pass a numpy.random.Generator."
    )


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small Demo ICS and its people, to be read only."""
    from tests.demo_data import with_people

    return made_once(tmp_path_factory, "demo", with_people)


@pytest.fixture(scope="session")
def demo_data(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data folder as one's own, shared by all tests of a worker."""
    return copytree(made_demo, tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture(scope="session")
def two_months(
    made_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Snapshots of the same people at one date and a month later."""
    from tests.demo_data import month_later

    def make(folder: Path) -> None:
        month_later(made_demo, folder)

    later = made_once(tmp_path_factory, "later", make)
    return active(made_demo / "snapshots"), next(later.glob("20*"))


@pytest.fixture(scope="session")
def area_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the area pack of the Demo ICS and nobody in it."""
    from tests.demo_data import area_only

    data = tmp_path_factory.mktemp("area") / "data"
    area_only(data)
    return data


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Server"]:
    """A PostgreSQL server for the whole run."""
    from tests.postgresql import MISSING, programs, running

    if (found := programs()) is None:
        pytest.skip(MISSING)
    # Another user than root runs it and has to get there, so not below pytest's own.
    with TemporaryDirectory(prefix="phm-") as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder) / "postgresql", found) as server:
            yield server


def pytest_unconfigure() -> None:
    """Let go of what the app keeps for ever, or DuckDB reports it after the summary."""
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_resource.clear()
    for name in ("last_exc", "last_value", "last_traceback"):
        vars(sys).pop(name, None)
    gc.unfreeze()
    gc.collect()


def _shared_state() -> str:
    _, keys, position, *_ = np.random.get_state()
    return f"{sha256(keys.tobytes()).hexdigest()}:{position}"
