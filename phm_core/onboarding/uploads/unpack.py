"""Archives, taken apart within limits: only plain files, nowhere else than asked."""

import gzip
import stat
import zipfile
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path, PurePosixPath
from typing import IO

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads.kinds import kind_of
from phm_core.onboarding.uploads.limits import MEGABYTE, Limits

PIECE = 1 << 20
TYPE_BITS = 16  # of a zip entry's attributes, below the type of the file
BOMB = (
    "it unpacks to more than {most:,.0f} MB, which no table does. Unpack it where it "
    "came from, and send the tables."
)


def unpacked(file: Path, into: Path, limits: Limits) -> list[str]:
    """Take a zip or gzip file apart; a plain file stays as it is.

    Returns the files, below `into` or the file itself, in the order of the archive.
    Raises RefusedInput for one that unpacks to too much, that would write elsewhere, or
    that holds archives.
    """
    kind = kind_of(file)
    if kind == "gzip":
        return [str(_gunzipped(file, into, limits))]
    if kind == "zip":
        return [str(path) for path in _unzipped(file, into, limits)]
    return [str(file)]


def _gunzipped(file: Path, into: Path, limits: Limits) -> Path:
    target = into / (file.stem or "unpacked")
    with gzip.open(file) as opened:
        _copied(opened, target, limits.most_unpacked(file.stat().st_size))
    _not_packed_again(target)
    return target


def _unzipped(file: Path, into: Path, limits: Limits) -> Iterator[Path]:
    left = limits.most_unpacked(file.stat().st_size)
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > limits.files:
            raise RefusedInput(
                f"it holds {len(entries):,} files; at most {limits.files:,} are read. "
                "Send the tables alone."
            )
        if any(_spreadsheet(entry.filename) for entry in entries):
            raise RefusedInput("it is a spreadsheet. Save each sheet as CSV.")
        for number, entry in enumerate(entries):
            _plain_file(entry)
            # Names are not believed: they could lead elsewhere, or be alike.
            target = into / f"{number:04d}-{PurePosixPath(entry.filename).name}"
            with archive.open(entry) as opened:
                left -= _copied(opened, target, left)
            _not_packed_again(target)
            yield target


def _spreadsheet(name: str) -> bool:
    return name in ("xl/workbook.xml", "content.xml")


def _plain_file(entry: zipfile.ZipInfo) -> None:
    path, kind = PurePosixPath(entry.filename), entry.external_attr >> TYPE_BITS
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        raise RefusedInput("a file in it would be written outside its folder.")
    if kind and not stat.S_ISREG(kind) and stat.S_IFMT(kind):
        raise RefusedInput("it holds a link or a device, not only files.")
    if entry.flag_bits & 1:
        raise RefusedInput("it is locked by a password. Unlock it first.")


def _copied(opened: BufferedIOBase | IO[bytes], target: Path, most: int) -> int:
    """Copy at most so many bytes, counted as they come; what is said of it may lie."""
    written = 0
    with target.open("xb") as out:
        while piece := opened.read(PIECE):
            written += len(piece)
            if written > most:
                raise RefusedInput(BOMB.format(most=most / MEGABYTE))
            out.write(piece)
    return written


def _not_packed_again(target: Path) -> None:
    if kind_of(target) in ("zip", "gzip"):
        raise RefusedInput("it is packed twice. Send the tables in one archive.")
