"""A load onto a disk that is really full: a sentence, nothing lost, and again."""

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from phm_core.errors import NoRoom
from phm_core.onboarding.keeping import whole
from phm_core.onboarding.loading import at_once, delivery
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.workplace import LOADING, connected
from phm_core.onboarding.uploads.works import Work
from phm_core.snapshot import active
from tests.killed import publish_day
from tests.reading import here
from tests.unit.onboarding import extract
from tests.unit.onboarding.wishes import wish_of

pytestmark = pytest.mark.usefixtures("read_here")
PLENTY = 16 << 20
# Bytes that are free: there is no room while files are read, and while it is written.
READING, WRITING = 20 << 10, 110 << 10
Loading = Callable[[], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    told = "mount" if shutil.which("mount") else "there is no program for it"
    if told == "mount":
        told = _mount("-t", "tmpfs", "-o", f"size={PLENTY}", "tmpfs", str(folder))
    if told:
        pytest.skip(f"No disk can be mounted here: {told}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*words: str) -> str:
    """What it says where it cannot; nothing where it did."""
    return subprocess.run(
        ["mount", *words], capture_output=True, text=True, check=False
    ).stderr


@contextmanager
def _of_size(disk: Path, free: int) -> Iterator[None]:
    """Only so many bytes are free on a disk."""
    size = shutil.disk_usage(disk).used + free
    assert _mount("-o", f"remount,size={size}", str(disk)) == ""
    yield
    assert _mount("-o", f"remount,size={PLENTY}", str(disk)) == ""


@contextmanager
def _no_larger(bytes_: int) -> Iterator[None]:
    """No file may be larger: the system refuses as where a disk is full."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def _loading(
    into: Path, tmp_path: Path, area: Path, monkeypatch: pytest.MonkeyPatch
) -> Loading:
    monkeypatch.setattr(loading, "add_history", lambda _, about, __: about)
    source = extract.first_supplier(tmp_path / "source", extract.people(200))
    wish = wish_of(source, extract.FIRST, area, into)
    return lambda: loading.load(wish)[0]


def _refused(load: Loading, into: Path, running: Path) -> str:
    """A sentence, and what was there before is as it was."""
    before = set(_beside(into))
    with pytest.raises(NoRoom, match=r"Make room ") as caught:
        load()
    assert set(_beside(into)) == before
    assert active(into) == running
    whole(running)
    return str(caught.value)


def _beside(into: Path) -> Iterator[Path]:
    return (one for one in into.iterdir() if not one.name.startswith(LOADING))


def _left(into: Path) -> list[str]:
    """What is left of a load, below its folder."""
    found = into.glob(f"{LOADING}*/**/*")
    return [one.name for one in found if one.is_file()]


def test_a_load_onto_a_full_disk_goes_on_where_it_was_when_there_is_room(
    disk: Path, tmp_path: Path, area: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(work: Work, file: Path, into: Path, **terms: Any) -> Any:
        found = here(work, file, into, **terms)
        read.append(file.name)
        return found

    monkeypatch.setattr(delivery, "apart", counted)
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    running = publish_day(disk, 1)
    load = _loading(disk, tmp_path, area, monkeypatch)
    with _of_size(disk, READING):
        said = _refused(load, disk, running)
    assert read == ["PATIENT_20260701.csv"]
    assert sorted(_left(disk)) == ["read.json", "so_far", "table.parquet"]
    assert "About 1 MB more are needed to read the other files" in said
    assert said.endswith("the same again goes on from there.")
    with _of_size(disk, WRITING):
        said = _refused(load, disk, running)
    assert said.startswith("Nothing was published: ")
    assert len(_left(disk)) == 9
    whole(load())
    assert len(read) == 3
    assert not _left(disk)


def test_a_file_that_may_not_grow_is_no_room_either(
    tmp_path: Path, area: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    running = publish_day(into, 1)
    load = _loading(into, tmp_path, area, monkeypatch)
    with _no_larger(2_000):
        _refused(load, into, running)


def test_what_spills_onto_a_full_disk_is_no_lack_of_memory(tmp_path: Path) -> None:
    def sort() -> None:
        with connected(tmp_path, "20MB") as connection:
            connection.execute("SET max_temp_directory_size = '1MB'")
            numbers = connection.sql("SELECT hash(range) AS one FROM range(2000000)")
            numbers.order("one").to_parquet(str(tmp_path / "sorted.parquet"))

    with pytest.raises(NoRoom, match="fills the disk"):
        sort()
