"""Headers and letters by which a file is refused, in this process."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads import table
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.onboarding.uploads.titles import lines_above


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,A\n1,2\n", "two columns are called 'a' and 'A'"),
        (b"a,b,a\n1,2,3\n", "two columns are called 'a'. Rename"),
        (b"Report,,\n1,2,3\n", "column 2 has no name in the header, nor have most"),
        (b"a,\x1b[31mb\n1,2\n", "column 2 holds a sign that nobody can see"),
        (b"a," + b"b" * 256 + b"\n1,2\n", "column 2 has 256 characters"),
        (
            b"Report: people\nRun on 1 May\n\na,b\nx,y\ny,z\n",
            "only 1 of its 4 rows fits its header. If its first line is not the header",
        ),
        ("a,b\n1,2\n".encode("utf-32"), "it is written as UTF-32"),
        ("a,b\n1,2\n".encode("utf-16-le"), "it is UTF-16 without its mark"),
        ("a,b\n1,2\n".encode("utf-16-be"), "it is UTF-16 without its mark"),
        (b"a,b\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n", "it is not text"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_by_its_reason(
    tmp_path: Path, content: bytes, said: str
):
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    with pytest.raises(RefusedInput) as fault:
        table.as_table(file, tmp_path, SMALL)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b",a,b\n1,x,y\n", ["column 1", "a", "b"]),
        (b"a,b,\nx,y,\n", ["a", "b", "column 3"]),
    ],
)
def test_a_column_without_a_name_is_numbered_and_said(
    tmp_path: Path, content: bytes, names: list[str]
):
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    found = table.as_table(file, tmp_path, SMALL)
    (number,) = (n for n, name in enumerate(names, 1) if name.startswith("column"))
    assert (found["columns"], found["rows"], found["left_out"]) == (names, 1, 0)
    assert found["notes"] == [
        f"column {number} has no name in the header and is called 'column {number}'."
    ]


TITLES = (
    ("Report: people\nRun on 1 May\n\n", "a,b\n1,x\n2,y\n"),
    ("Practice list,,\nRun on:,31/10/2026,\n,,\n", "id,born,sex\n1,1950,F\n2,,M\n"),
    ("Prepared by A, B and C\n", "id\tborn\n1\t1950-01-31\n2\t1960-02-01\n"),
)


@pytest.mark.parametrize(("title", "rest"), TITLES)
def test_lines_above_a_header_are_left_out_and_said(
    tmp_path: Path, title: str, rest: str
):
    """What is read is as without them; what does not fit is still found."""
    file = tmp_path / "file.csv"
    mark, lines = "\t" if "\t" in rest else ",", title.count("\n")
    odd = mark.join("123456") + "\n"
    file.write_text(rest + odd, encoding="utf-8")
    plain = table.as_table(file, tmp_path, SMALL)
    file.write_text(title + rest + odd, encoding="utf-8")
    found = table.as_table(file, tmp_path, SMALL)
    (note,) = found["notes"]
    assert note.startswith(f"its header is line {lines + 1};")
    assert found["lines_above"] == lines
    assert found["lines_left_out"] == [n + lines for n in plain["lines_left_out"]]
    assert found | {"notes": [], "lines_above": 0, "lines_left_out": []} == plain | {
        "lines_left_out": []
    }


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n2,3\n",
        "a\n1\n2\n",
        "a,b\n",
        'id,"a note\nin two"\n1,2\n',
        'id,note\n1,"over\ntwo, lines"\n2,x\n',
        "id,,\n1,2,3\n2,3,4\n",
        "a,b\n" + "x" * (1 << 17) + ",2\n3,4\n",
        "",
    ],
)
def test_a_first_line_that_may_be_the_header_is_no_title(tmp_path: Path, content: str):
    file = tmp_path / "file.csv"
    file.write_text(content, encoding="utf-8")
    assert lines_above(file, "utf-8", table.DELIMITERS) == 0


@pytest.mark.parametrize("at_once", [3, 4, 5, 64])
def test_the_first_line_that_is_not_utf8_is_told_however_a_file_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    """Letters of two bytes stand where one piece ends and the next begins."""
    file = tmp_path / "file.csv"
    file.write_bytes("a,b\né,ü\né,ü\n".encode() + b"x,\xe9\n\xe9,y\n")
    monkeypatch.setattr(table, "AT_ONCE", at_once)
    found = table.as_table(file, tmp_path, SMALL)
    assert found["notes"][0].startswith("it is not UTF-8 (line 4)")
    assert found["rows"] == 4


def test_what_programs_write_where_there_is_nothing_is_missing(tmp_path: Path):
    file = tmp_path / "file.csv"
    words = ["NULL", "null", "(null)", "\\N", "NA", "N/A", "#N/A", "<NA>", "NaN", "nan"]
    words += ["NaT", "<null>", "#NULL!", "#VALUE!", "#REF!", "#DIV/0!"]
    file.write_text("id,a\n" + "".join(f'{n},"{w}"\n' for n, w in enumerate(words)))
    table.as_table(file, tmp_path, SMALL)
    cells = pq.read_table(tmp_path / table.TABLE)["a"].to_pylist()
    assert cells == [None] * len(words)
    file.write_text("id,a\n1,None\n2,n/a or none\n3,Nana\n")
    table.as_table(file, tmp_path, SMALL)
    cells = pq.read_table(tmp_path / table.TABLE)["a"].to_pylist()
    assert cells == ["None", "n/a or none", "Nana"]


def test_names_that_repeat_are_told_apart_by_their_group(tmp_path: Path):
    """As in a report that has the groups of its columns in a line of their own."""
    file = tmp_path / "file.csv"
    groups = "Patient,,Latest HbA1c,,Latest BP,\n"
    file.write_text(f"{groups}Id,DOB,Value,Date,Value,Date\n1,1950,58,2024,120,2025\n")
    found = table.as_table(file, tmp_path, SMALL)
    assert found["columns"] == [
        "Id",
        "DOB",
        "Latest HbA1c Value",
        "Latest HbA1c Date",
        "Latest BP Value",
        "Latest BP Date",
    ]
    file.write_text(f"{groups}Id,Id,Value,Date,Value,Date\n1,1950,58,2024,120,2025\n")
    with pytest.raises(RefusedInput, match="two columns are called 'Patient Id'"):
        table.as_table(file, tmp_path, SMALL)
