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
}
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
        raise RefusedInput("it is not text. Send tables as CSV or Parquet.")
    return "text"
