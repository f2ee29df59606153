"""The files of a delivery as tables of our own: each read apart, once, within limits.

What was read is kept in the working folder under a name that says from which file, so
that work that was broken off goes on where it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow.parquet as pq

from phm_core.errors import NoRoom, RefusedInput, listed
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.fhir.shape import shape_of
from phm_core.onboarding.loading.at_once import at_once
from phm_core.onboarding.loading.delivered import Delivered, Delivery, stem
from phm_core.onboarding.loading.room import FINISHED, enough_to_read
from phm_core.onboarding.staging import room_in
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.table import NO_ROWS, TABLE
from phm_core.onboarding.uploads.works import Work

NAME_LENGTH = 16
NUMBERED = 5  # characters before a name in what was unpacked
PACKED = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip"}
BEGINNING, BEFORE = 64, b"\xef\xbb\xbf \t\r\n"
READERS: tuple[tuple[bytes, Work], ...] = ((b"{", "fhir"), (b"[", "fhir"))
"""How a file begins that is read by another than the reader of tables."""
Progress = Callable[[float, str], None]


def quiet(share: float, sentence: str) -> None:
    """Report progress to nobody."""


def part(progress: Progress, first: float, last: float) -> Progress:
    """Progress of a part of the work, from one share of the whole to another."""
    return lambda done, said: progress(first + done * (last - first), said)


def received(
    path: Path, into: Path, limits: Limits, progress: Progress = quiet
) -> Delivery:
    """Read a file, an archive or a folder of them, apart, into a working folder.

    Raises RefusedInput when there is nothing, or nothing can be read.
    """
    files = list(_files(path))
    if not files:
        raise RefusedInput(f"There is no file in '{path}'. Name the extract's files.")
    plain = [one for file in files for one in _unpacked(file, into, limits)]
    plain = [(one, _told(one, said, n)) for n, (one, said) in enumerate(plain, 1)]

    def folder(file: Path) -> Path:
        return _folder(into, file)

    tables: list[Delivered] = []
    refused: dict[str, str] = {}
    empty: list[Delivered] = []
    with enough_to_read([one for one, _ in plain], folder, into), room_in(into):
        found = at_once(
            plain,
            lambda file, said, stop: _read(file, said, into, limits, stop),
            folder,
            progress,
        )
    for (_, said), got in zip(plain, found, strict=True):
        if isinstance(got, str):
            refused[said] = got
        else:
            tables += [one for one in got if not one.blank]
            empty += [one for one in got if one.blank]
    if not tables:
        raise RefusedInput(" ".join(refused.values()) or _all_empty(empty))
    return Delivery(tuple(tables), refused, tuple(empty))


Read = list[Delivered] | str
"""The tables of a file, or the sentence by which it is refused."""


def _all_empty(tables: list[Delivered]) -> str:
    files = listed([one.said for one in tables])
    return f"{files} {NO_ROWS}: nobody is in them. Send them again."


def _files(path: Path) -> Iterator[Path]:
    """Files of a delivery, below a folder too; hidden ones are not of it."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path).parts
        if file.is_file() and not any(part.startswith(".") for part in inside):
            yield file


def _unpacked(file: Path, into: Path, limits: Limits) -> list[tuple[Path, str]]:
    """Plain files of one that may be packed, each with its name.

    An archive of what has another reader goes to that reader whole.
    """
    packed = _packed(file)
    if not packed:
        return [(file, file.name)]
    folder = into / f"unpacked-{_mark(file)}"
    listed = folder / FINISHED
    if not listed.exists():
        remove_tree(folder)
        folder.mkdir(parents=True)
        found = apart("unpack", file, folder, name=file.name, limits=limits)
        _keep(listed, found)
    paths = [Path(one) for one in json.loads(listed.read_text(encoding="utf-8"))]
    zipped = packed == "zip"
    if zipped and paths and _work(paths[0]) != "table":
        return [(file, file.name)]
    return [(one, one.name[NUMBERED:] if zipped else one.name) for one in paths]


def _told(file: Path, said: str, number: int) -> str:
    """What a file is called: of FHIR one with a name of its own is known by number.

    A Bundle is often named for the person that it is about.
    """
    fhir = not _packed(file) and _work(file) != "table"
    known = stem(said) in shape_of().resources
    return f"FHIR file {number}" if fhir and not known else said


def _packed(file: Path) -> str:
    """How a file is packed, by how it begins; nothing where it is not."""
    with file.open("rb") as opened:
        first = opened.read(BEGINNING)
    return next((kind for mark, kind in PACKED.items() if first.startswith(mark)), "")


def _folder(into: Path, file: Path) -> Path:
    """Where what is read of a file goes."""
    return into / f"read-{_mark(file)}"


def _read(file: Path, said: str, into: Path, limits: Limits, stop: Event) -> Read:
    """The tables of a plain file, or the sentence by which it is refused."""
    folder = _folder(into, file)
    kept = folder / FINISHED
    try:
        if not kept.exists():
            remove_tree(folder)
            folder.mkdir(parents=True)
            work = "fhir" if _packed(file) == "zip" else _work(file)
            found = apart(work, file, folder, name=said, limits=limits, stop=stop)
            _keep(kept, found)
        return list(_tables(json.loads(kept.read_text("utf-8")), said, folder))
    except NoRoom:
        raise
    except RefusedInput as fault:
        return str(fault)


def _work(file: Path) -> Work:
    """What reads it, by how it begins."""
    with file.open("rb") as opened:
        first = opened.read(BEGINNING).lstrip(BEFORE)
    for start, work in READERS:
        if first.startswith(start):
            return work
    return "table"


def _tables(found: dict[str, Any], said: str, folder: Path) -> Iterable[Delivered]:
    """The tables that a reader found; the reader of tables names none."""
    many = "tables" in found
    several: dict[str, int] = found["tables"] if many else {stem(said): found["rows"]}
    for number, (name, rows) in enumerate(several.items()):
        file = folder / (f"{name}.parquet" if many else TABLE)
        notes = found.get("notes", ()) if number == 0 else ()
        yield Delivered(
            name=name,
            said=said,
            file=file,
            columns=tuple(pq.read_schema(file).names),
            rows=rows,
            left_out=0 if many else found["left_out"],
            lines_left_out=() if many else tuple(found.get("lines_left_out", ())),
            above=found.get("lines_above", 0),
            notes=tuple(notes),
        )


def _keep(file: Path, found: Any) -> None:
    """Keep what was found, whole or not at all."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(found), encoding="utf-8")
    part.replace(file)


def _mark(file: Path) -> str:
    """A name for exactly this file as it is now."""
    state = file.stat()
    words = f"{file.resolve()} {state.st_size} {state.st_mtime_ns}"
    return sha256(words.encode()).hexdigest()[:NAME_LENGTH]
