"""Publishing that is killed, and snapshots swapped under readers: always whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Event
from time import perf_counter

import numpy as np
import pytest

from phm_core.cli import main
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.watch import Watch
from phm_core.onboarding.keeping import use
from phm_core.snapshot import STAGING, active, listed, open_snapshot
from tests.killed import publish_day, publish_once, publish_without_room, started

KILLS = 100  # at steps, and as many at random
READS = 2_000
READERS = 4


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    publish_day(tmp_path, 1)
    return tmp_path


def _check(path: Path | None) -> None:
    with pytest.raises(SystemExit) as checked:
        main(["snapshot", "check", str(path)])
    assert checked.value.code == 0


def _whole_and_published_again(snapshots: Path, day: int) -> None:
    """What was broken off left whole snapshots alone, and can be done again."""
    _check(active(snapshots))
    for found in listed(snapshots):
        _check(found.path)
    path = publish_day(snapshots, day)
    assert active(snapshots) == path
    _check(path)
    assert list(snapshots.glob(f"{STAGING}*")) == []


def _steps(snapshots: Path) -> int:
    return started(publish_once, snapshots, 2, 0).heard()[-1]


@pytest.mark.soak
def test_publishing_killed_at_each_step_leaves_a_whole_snapshot(
    snapshots: Path, cases: Callable[[int], int]
) -> None:
    """A hundred steps in make soak, of which there are fewer; five in make test."""
    steps = np.linspace(1, _steps(snapshots), cases(KILLS)).round().astype(int)
    for day, step in enumerate(steps, start=3):
        assert started(publish_once, snapshots, day, step).heard() == ["started"]
        _whole_and_published_again(snapshots, day)


@pytest.mark.soak
def test_publishing_killed_at_any_moment_leaves_a_whole_snapshot(
    snapshots: Path, cases: Callable[[int], int]
) -> None:
    rng = np.random.default_rng(2026)
    begun = perf_counter()
    _steps(snapshots)
    longest = perf_counter() - begun
    for day in range(3, cases(KILLS) + 3):
        publishing = started(publish_once, snapshots, day, 0)
        publishing.killed_after(1, rng.uniform(0, longest))
        _whole_and_published_again(snapshots, day)


@pytest.mark.parametrize("room", [0, 500, 1_500])
def test_publishing_without_room_is_said_and_leaves_what_was(
    snapshots: Path, room: int
) -> None:
    before = sorted(snapshots.iterdir())
    (said,) = started(publish_without_room, snapshots, room).heard()
    assert said.startswith("Nothing was published: there is no room in")
    assert sorted(snapshots.iterdir()) == before
    _whole_and_published_again(snapshots, 2)


def _opened(snapshots: Path) -> DuckTables:
    chosen = active(snapshots)
    assert chosen is not None
    return DuckTables(open_snapshot(chosen))


def _day(tables: DuckTables, table: str, column: str) -> int:
    with tables.run(Watch()) as run:
        return int(run.collect(run.scan(table))[column][0].as_py())


@pytest.mark.soak
def test_readers_never_see_two_snapshots_mixed(
    snapshots: Path, cases: Callable[[int], int]
) -> None:
    """Readers that looked twice would: the same swapping shows that they do."""
    swapped = [active(snapshots), publish_day(snapshots, 2)]
    over = Event()

    def swap() -> None:
        for path in cycle(swapped):
            use(snapshots, path)
            if over.is_set():
                return

    def read(_: int) -> tuple[int, int, int]:
        pinned = _opened(snapshots)
        return (
            _day(pinned, "organisation", "name"),
            _day(pinned, "published_register", "register"),
            _day(_opened(snapshots), "published_register", "register"),
        )

    with ThreadPoolExecutor(READERS + 1) as pool:
        swapping = pool.submit(swap)
        try:
            found = list(pool.map(read, range(cases(READS))))
        finally:
            over.set()
        swapping.result()
    assert {register - name for name, register, _ in found} == {0}
    assert {register - name for name, _, register in found} == {-1, 0, 1}
