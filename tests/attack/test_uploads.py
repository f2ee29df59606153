"""A hostile file is refused by its name and for a reason, and harms nothing here."""

import gzip
import json
import os
import struct
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.charts.cells import plain
from phm_core.errors import NoRoom, RefusedInput
from phm_core.onboarding.uploads import works
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import MEGABYTE, SMALL
from phm_core.onboarding.uploads.table import TABLE
from phm_core.onboarding.uploads.works import Work

NAME = "extract from supplier"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def refused(work: Work, file: Path, into: Path, limits=SMALL) -> str:
    """The sentence by which a file is refused; it begins with the file's name."""
    with pytest.raises(RefusedInput) as fault:
        apart(work, file, into, name=NAME, limits=limits)
    said = str(fault.value)
    assert said.startswith(f"'{NAME}' ")
    assert str(into) not in said
    return said


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def wrote(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_huge_file_is_not_even_opened(tmp_path: Path, into: Path):
    file = tmp_path / "huge.csv"
    with file.open("wb") as opened:
        opened.truncate(SMALL.file + 1)
    assert "at most 5 MB are read" in refused("table", file, into)


def test_a_bomb_stops_at_what_it_may_unpack_to(tmp_path: Path, into: Path):
    most = replace(SMALL, unpacked=3 * MEGABYTE)
    zeros = bytes(50 * MEGABYTE)
    for file in (
        zipped(tmp_path / "bomb.zip", **{"a.csv": zeros}),
        wrote(tmp_path / "bomb.csv.gz", gzip.compress(zeros)),
    ):
        assert "unpacks to more than 3 MB" in refused("unpack", file, into, most)
    assert sum(path.stat().st_size for path in into.rglob("*")) <= 2 * most.unpacked


def test_a_bomb_of_many_files_is_counted_together(tmp_path: Path, into: Path):
    most = replace(SMALL, unpacked=3 * MEGABYTE)
    parts = {f"{n}.csv": b"a,b\n" * 100_000 for n in range(20)}
    file = zipped(tmp_path / "many.zip", **parts)
    assert "unpacks to more than" in refused("unpack", file, into, most)


def test_what_an_archive_says_of_its_sizes_is_not_believed(tmp_path: Path, into: Path):
    file = zipped(tmp_path / "lies.zip", **{"a.csv": bytes(8 * MEGABYTE)})
    content = bytearray(file.read_bytes())
    true = struct.pack("<I", 8 * MEGABYTE)
    while (place := content.find(true)) >= 0:
        content[place : place + 4] = struct.pack("<I", 10)
    wrote(file, bytes(content))
    refused("unpack", file, into, replace(SMALL, unpacked=MEGABYTE))
    assert sum(path.stat().st_size for path in into.rglob("*")) <= MEGABYTE


@pytest.mark.parametrize(
    "name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "..\\out.csv"]
)
def test_an_archive_writes_nowhere_else(tmp_path: Path, into: Path, name: str):
    file = zipped(tmp_path / "escape.zip", **{name: b"a,b\n1,2\n"})
    assert "outside its folder" in refused("unpack", file, into)
    assert list(into.iterdir()) == []
    assert not (tmp_path / "out.csv").exists()


def test_links_and_archives_within_are_refused(tmp_path: Path, into: Path):
    link = tmp_path / "link.zip"
    with zipfile.ZipFile(link, "w") as archive:
        entry = zipfile.ZipInfo("passwords.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert "a link or a device" in refused("unpack", link, into)

    inner = zipped(tmp_path / "inner.zip", **{"a.csv": b"a\n1\n"}).read_bytes()
    twice = zipped(tmp_path / "twice.zip", **{"inner.csv": inner})
    assert "packed twice" in refused("unpack", twice, into)
    again = wrote(tmp_path / "twice.gz", gzip.compress(gzip.compress(b"a\n1\n")))
    assert "packed twice" in refused("unpack", again, into)


def test_more_files_than_anybody_sends(tmp_path: Path, into: Path):
    file = zipped(tmp_path / "many.zip", **{f"{n}.csv": b"" for n in range(30)})
    assert "holds 30 files" in refused("unpack", file, into, replace(SMALL, files=20))


def test_files_that_are_cut_off_are_said_to_be(tmp_path: Path, into: Path):
    table = pa.table({"a": list(range(10_000))})
    pq.write_table(table, tmp_path / "whole.parquet")
    whole = {
        "table": (tmp_path / "whole.parquet").read_bytes(),
        "unpack": gzip.compress(os.urandom(MEGABYTE)),
    }
    archive = zipped(tmp_path / "a.zip", **{"a.csv": os.urandom(MEGABYTE)})
    for work, content in [*whole.items(), ("unpack", archive.read_bytes())]:
        for share in (0.3, 0.9, 0.999):
            part = content[: int(len(content) * share)]
            said = refused(work, wrote(tmp_path / "part", part), into)
            assert "cut off, damaged" in said
            for path in into.iterdir():
                path.unlink()


def test_every_changed_byte_of_a_parquet_file_is_survived(tmp_path: Path, into: Path):
    pq.write_table(pa.table({"a": ["x" * 50] * 500}), tmp_path / "whole.parquet")
    content = (tmp_path / "whole.parquet").read_bytes()
    for place in range(0, len(content), max(1, len(content) // 25)):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        file = wrote(tmp_path / "changed", bytes(changed))
        # Changed values cannot be told from others: that is what digests are for.
        with suppress(RefusedInput):
            assert apart("table", file, into, name=NAME, limits=SMALL)["columns"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b" \n\n ", "it is empty"),
        (b"%PDF-1.7 ...", "PDF document"),
        (b"MZ\x90\x00", "it is a program"),
        (b"\x7fELF\x02", "it is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old spreadsheet"),
        (b"a,b\n1,\x00\n", "not text"),
        (b"a,a\n1,2\n", "two columns are called 'a'"),
        (b"a,,\n1,2,3\n", "column 2 has no name"),
        (b"a,b\n1\n2,3,4\n", "none of its 2 rows fits its header"),
        (b'"a\nb",c\n1,2\n', "line break"),
        (b"a" * (2 << 20), "too long"),
        (",".join(f"c{n}" for n in range(2_001)).encode() + b"\n", "2,001 columns"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "it is packed"),
    ],
)
def test_what_is_no_table_is_refused_with_the_next_step(
    tmp_path: Path, into: Path, content: bytes, said: str
):
    assert said in refused("table", wrote(tmp_path / "file.csv", content), into)


def test_a_header_alone_is_a_table_of_no_rows(tmp_path: Path, into: Path):
    found = apart(
        "table", wrote(tmp_path / "a.csv", "a,b\n"), into, name=NAME, limits=SMALL
    )
    assert (found["rows"], found["left_out"]) == (0, 0)
    assert pq.read_table(into / TABLE).column_names == ["a", "b"]


def test_a_spreadsheet_is_asked_for_as_csv(tmp_path: Path, into: Path):
    parts = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}
    file = zipped(tmp_path / "book.xlsx", **parts)
    assert "Save each sheet as CSV" in refused("unpack", file, into)


def test_columns_that_hold_more_than_one_value_are_refused(tmp_path: Path, into: Path):
    pq.write_table(pa.table({"codes": [["a", "b"]]}), tmp_path / "nested.parquet")
    said = refused("table", tmp_path / "nested.parquet", into)
    assert "the column 'codes' holds" in said


def test_more_rows_than_are_read(tmp_path: Path, into: Path):
    file = wrote(tmp_path / "long.csv", "a\n" + "1\n" * 2_000)
    assert "more than 1,000 rows" in refused(
        "table", file, into, replace(SMALL, rows=1_000)
    )


def test_memory_is_limited(tmp_path: Path, into: Path):
    """A page of Parquet that becomes a thousand times as large in memory."""
    text = pa.array(["x" * MEGABYTE]).dictionary_encode()
    many = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000), text.dictionary)
    pq.write_table(pa.table({"a": many}), tmp_path / "bomb.parquet")
    assert (tmp_path / "bomb.parquet").stat().st_size < MEGABYTE
    said = refused("table", tmp_path / "bomb.parquet", into)
    assert "GB of memory" in said or "cut off, damaged" in said or "broke" in said


@pytest.mark.parametrize("endless", ["busy", "sleepy"])
def test_time_is_limited(tmp_path: Path, into: Path, monkeypatch, endless: str):
    monkeypatch.setattr(
        "phm_core.onboarding.uploads.apart.CHILD", "tests.attack.endless_child"
    )
    file = wrote(tmp_path / "file.csv", "a\n1\n")
    said = refused(endless, file, into, replace(SMALL, seconds=1))
    assert "longer than 1 seconds" in said


def test_a_disk_that_is_full_is_no_fault_of_the_file(
    tmp_path: Path, into: Path, monkeypatch
):
    monkeypatch.setattr(
        "phm_core.onboarding.uploads.apart.CHILD", "tests.attack.endless_child"
    )
    file = wrote(tmp_path / "file.csv", "a\n1\n")
    with pytest.raises(NoRoom, match="was not read: the disk is full"):
        apart("full", file, into, name=NAME, limits=SMALL)


def test_the_reader_knows_nothing_of_the_surroundings(
    tmp_path: Path, into: Path, monkeypatch
):
    monkeypatch.setenv("PHM_DATABASE_URL", "postgresql://somebody:secret@somewhere/app")
    monkeypatch.setattr(
        "phm_core.onboarding.uploads.apart.CHILD", "tests.attack.endless_child"
    )
    file = wrote(tmp_path / "file.csv", "a\n1\n")
    assert apart("tell", file, into, name=NAME, limits=SMALL) == []


def test_what_broke_never_repeats_what_is_in_the_file(tmp_path: Path, into: Path):
    file = wrote(tmp_path / "file.csv", 'name\n"Mrs Secret' + "x\n" * (9 << 20))
    said = refused("table", file, into, replace(SMALL, file=30 * MEGABYTE))
    assert "Secret" not in said


@pytest.mark.parametrize(
    "cell",
    [
        "=1+2",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "＝1",
        '=LINK("x")',
    ],
)
def test_a_formula_stays_text_and_no_export_runs_it(
    tmp_path: Path, into: Path, cell: str
):
    quoted = '"' + cell.replace('"', '""') + '"'
    file = wrote(tmp_path / "file.csv", f"name,note\nAnn,{quoted}\n")
    apart("table", file, into, name=NAME, limits=SMALL)
    [row] = pq.read_table(into / TABLE).to_pylist()
    assert row["note"] == cell
    assert plain(row["note"]).startswith("'")


def deep(depth: int) -> str:
    return '{"geometries": [' * depth + "]}" * depth


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not GeoJSON"),
        (deep(100_000), "not GeoJSON"),
        ('{"type": "Polygon", "coordinates": [[["a", "b"]]]}', "cannot be read"),
        ('{"type": "Polygon", "coordinates": [1e999]}', "cannot be read"),
        (
            json.dumps({"type": "Polygon", "coordinates": [[[0, 1]] * 200_001]}),
            "too large",
        ),
    ],
)
def test_a_shape_that_is_none_is_refused(
    tmp_path: Path, into: Path, text: str, said: str
):
    assert said in refused("shape", wrote(tmp_path / "shape.json", text), into)


def test_no_work_is_done_that_is_not_declared(tmp_path: Path, into: Path):
    file = wrote(tmp_path / "file.csv", "a\n1\n")
    assert "KeyError" in refused("os.system", file, into)
    assert set(works.WORKS) == {"unpack", "table", "shape", "fhir", "codelist"}
