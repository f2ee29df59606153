"""What kind of file something is, by what is in it; its name is not believed."""

from pathlib import Path
from typing import Literal

from phm_core.errors import RefusedInput

Kind = Literal["zip", "gzip", "parquet", "text"]
BEGINNING = 64 << 10
STARTS: dict[bytes, Kind] = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"PAR1": "parquet",
}
# What people send by mistake, and what they should send instead.
OTHERS = {
    b"%PDF": "it is a PDF document. Ask for the table as CSV or Parquet.",
    b"\xd0\xcf\x11\xe0": "it is an old spreadsheet. Save each sheet as CSV.",
    b"MZ": "it is a program. Send tables as CSV or Parquet.",
    b"\x7fELF": "it is a program. Send tables as CSV or Parquet.",
    b"7z\xbc\xaf": "it is a 7z archive. Send a zip file, or the tables themselves.",
    b"Rar!": "it is a RAR archive. Send a zip file, or the tables themselves.",
    b"BZh": "it is packed with bzip2. Send a zip or gzip file.",
    b"\xfd7zXZ": "it is packed with xz. Send a zip or gzip file.",
    b"\xff\xfe\0\0": "it is written as UTF-32. Save it again as 'CSV UTF-8'.",
    b"\0\0\xfe\xff": "it is written as UTF-32. Save it again as 'CSV UTF-8'.",
}
MOSTLY = 0.9
WIDE = (b"\xff\xfe", b"\xfe\xff")  # text of two bytes a letter says so


def kind_of(file: Path) -> Kind:
    """The kind of a file. Raises RefusedInput for an empty one, or one never read."""
    with file.open("rb") as opened:
        beginning = opened.read(BEGINNING)
    if not beginning.strip():
        raise RefusedInput("it is empty. Send it again.")
    for start, kind in STARTS.items():
        if beginning.startswith(start):
            return kind
    for start, why in OTHERS.items():
        if beginning.startswith(start):
            raise RefusedInput(why)
    if b"\0" in beginning and not beginning.startswith(WIDE):
        raise RefusedInput(_not_text(beginning))
    return "text"


def _not_text(beginning: bytes) -> str:
    """Why a file that holds zeros is no text: of Latin letters every other is one."""
    few, many = sorted(beginning[first::2].count(0) for first in (0, 1))
    most = len(beginning) // 2
    if many > MOSTLY * most and few < most - MOSTLY * most:
        return "it is UTF-16 without its mark. Save it again as 'CSV UTF-8'."
    return "it is not text. Send tables as CSV or Parquet."
