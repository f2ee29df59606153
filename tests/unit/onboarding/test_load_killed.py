"""A load that is killed leaves the running snapshot whole, and goes on where it was."""

import errno
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from phm_core.errors import Cancelled, NoRoom
from phm_core.onboarding.keeping import whole
from phm_core.onboarding.loading import at_once, delivery
from phm_core.onboarding.loading.workplace import LOADING, workplace
from phm_core.onboarding.uploads import apart
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.snapshot import STAGING, active, listed
from tests.killed import publish_day, started
from tests.town import town
from tests.unit.onboarding import extract

KILLS = 200
PEOPLE = ("person", "condition", "activity", "opt_out", "measurement", "medication")
PEOPLE += ("process", "score", "sharing_flag", "registration")


@pytest.mark.soak
def test_a_load_killed_at_any_moment_harms_nothing_and_goes_on(
    tmp_path: Path, cases: Callable[[int], int]
) -> None:
    """Two hundred kills in make soak, ten in make test: some in each stage of a load.

    The first kill of a stage is when it begins, each other a random while later.
    """
    area = town(tmp_path / "area", people=300, synthetic=False, left_out=PEOPLE).path
    source = extract.first_supplier(tmp_path / "source", extract.people(60))
    begun = perf_counter()
    alone = tmp_path / "alone"
    loading = started(extract.load_once, source, area, alone, apart=False)
    _, *stages, made = loading.heard()
    usual = (perf_counter() - begun) / len(stages)
    assert len(stages) > 5
    snapshots = tmp_path / "snapshots"
    running = publish_day(snapshots, 1)
    rng = np.random.default_rng(2026)
    struck: Counter[str] = Counter()
    for number in range(cases(KILLS)):
        stage = stages[number % len(stages)]
        wait = rng.uniform(0, usual) if number >= len(stages) else 0
        apart = stage == stages[0]
        loading = started(extract.load_once, source, area, snapshots, apart=apart)
        said = loading.killed_at(stage, wait)
        # Whoever was not killed in time had published and chosen the new one.
        finished = said[-1] == made
        struck[stage] += not finished
        expected = snapshots / made if finished else running
        assert active(snapshots) in (expected, snapshots / made)
        for found in listed(snapshots):
            whole(found.path)
    assert struck.total() > 0.8 * cases(KILLS), struck
    *_, again = started(extract.load_once, source, area, snapshots).heard()
    assert again == made
    whole(snapshots / made)
    left = [
        p.name for p in snapshots.iterdir() if p.name.startswith((LOADING, STAGING))
    ]
    assert left == []


def test_what_was_read_before_a_kill_is_not_read_again(tmp_path: Path) -> None:
    area = town(tmp_path / "area", people=300, synthetic=False, left_out=PEOPLE).path
    source = extract.first_supplier(tmp_path / "source", extract.people(60))
    files = list(source.iterdir())
    loading = started(extract.load_once, source, area, tmp_path / "into")
    loading.said.recv()
    while len(list((tmp_path / "into").glob(f"{LOADING}*/read/*/read.json"))) < 3:
        assert loading.process.is_alive()
    loading.process.kill()
    loading.heard()
    for file in files:
        state = file.stat()
        file.write_bytes(b"x" * state.st_size)
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    *_, name = started(extract.load_once, source, area, tmp_path / "into").heard()
    assert whole(tmp_path / "into" / name).manifest.model_dump()["people"] == 60


def test_a_disk_that_is_full_while_files_are_read_is_said(tmp_path: Path) -> None:
    def work(number: int) -> None:
        with workplace(tmp_path, "a load") as folder:
            (folder / "half").write_text("half", encoding="utf-8")
            raise OSError(number, os.strerror(number))

    with pytest.raises(NoRoom, match=r"no room in .* Make room there"):
        work(errno.ENOSPC)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PermissionError):
        work(errno.EACCES)


def test_a_load_does_not_go_on_without_a_file_for_which_there_was_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NoRoom("The disk is full.")

    monkeypatch.setattr(delivery, "apart", full)
    source = extract.first_supplier(tmp_path / "source", extract.people(6))
    with pytest.raises(NoRoom):
        delivery.received(source, tmp_path, SMALL)


def test_reading_tells_how_far_it_is_and_ends_where_somebody_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "STEP", 0.01)
    source = extract.first_supplier(tmp_path / "source", extract.people(6))
    shares: list[float] = []
    delivery.received(source, tmp_path / "a", SMALL, lambda s, _: shares.append(s))
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stopped(*_: object) -> None:
        raise Cancelled("Stopped.")

    monkeypatch.setattr(apart, "STEP", 0.01)
    with pytest.raises(Cancelled):
        delivery.received(source, tmp_path / "b", SMALL, stopped)
    assert not list((tmp_path / "b").glob("*/read.json"))
