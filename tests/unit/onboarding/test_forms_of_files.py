"""Whatever form the same tables come in, what is loaded is the same."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.report import Report
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.snapshot import open_snapshot
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
Written = Callable[[Path, Path], None]
Loads = Callable[..., tuple[Path, Report]]


def _packed(file: Path, folder: Path) -> None:
    (folder / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))


def _tabs(file: Path, folder: Path) -> None:
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    extract.write(folder / f"{file.stem}.tsv", rows[0], rows[1:], mark="\t")


def _parquet(file: Path, folder: Path) -> None:
    pq.write_table(pc.read_csv(file), folder / f"{file.stem}.parquet")


def _archived(file: Path, folder: Path) -> None:
    with zipfile.ZipFile(folder / "all.zip", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, f"sent/{file.name}")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    return extract.first_supplier(folder, extract.people(40))


def sent(source: Path, folder: Path, written: Written) -> Path:
    """Every file of a delivery, in one form alone."""
    folder.mkdir()
    for file in sorted(source.iterdir()):
        written(file, folder)
    return folder


@pytest.mark.parametrize(
    "written", [_tabs, _packed, _archived], ids=["TSV", "gzip", "zip"]
)
def test_in_one_form_alone_the_tables_are_the_same(
    source: Path, tmp_path: Path, written: Written
) -> None:
    """What follows reads these tables alone, on the page and by the command."""
    plain = received(source, tmp_path / "plain", SMALL)
    found = received(sent(source, tmp_path / "sent", written), tmp_path / "work", SMALL)
    for one, other in zip(plain.tables, found.tables, strict=True):
        assert one.name == other.name
        assert pq.read_table(one.file).equals(pq.read_table(other.file))


def test_of_parquet_with_types_the_snapshot_is_the_same(
    loads: Loads, source: Path, tmp_path: Path
) -> None:
    plain, _ = loads(source, extract.FIRST)
    found, report = loads(sent(source, tmp_path / "sent", _parquet), extract.FIRST)
    assert report.linkage.people == 40
    same = [open_snapshot(path).manifest.files for path in (plain, found)]
    assert same[0] == same[1]
