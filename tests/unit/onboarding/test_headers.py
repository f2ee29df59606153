"""Headers and letters by which a file is refused, in this process."""

from pathlib import Path

import pytest

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads import table
from phm_core.onboarding.uploads.limits import SMALL


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,A\n1,2\n", "two columns are called 'a' and 'A'"),
        (b"a,b,a\n1,2,3\n", "two columns are called 'a'. Rename"),
        (b"Report,,\n1,2,3\n", "column 2 has no name in the header, nor have most"),
        (b"a,\x1b[31mb\n1,2\n", "column 2 holds a sign that nobody can see"),
        (b"a," + b"b" * 256 + b"\n1,2\n", "column 2 has 256 characters"),
        (
            b"Report: people\nRun on 1 May\n\na,b\n1,2\n2,3\n",
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
