"""A disk without room for a load: what is kept, and how much more is needed."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from phm_core.errors import NoRoom
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.uploads.limits import MEGABYTE

FINISHED = "read.json"
"""The file that says of a folder that what it is for is done."""
INSIDE = "read"


@contextmanager
def enough_to_read(
    files: Iterable[Path], folder: Callable[[Path], Path], into: Path
) -> Iterator[None]:
    """Say how much room is missing to read files, where that can be known.

    folder: where what is read of a file goes. Raises NoRoom.
    """
    try:
        yield
    except NoRoom as fault:
        sizes = {file: file.stat().st_size for file in files}
        done = {file for file in sizes if (folder(file) / FINISHED).exists()}
        read = sum(sizes[file] for file in done)
        if not read:
            raise
        each = sum(_size(folder(file)) for file in done) / read
        needed = each * sum(size for file, size in sizes.items() if file not in done)
        # What was begun makes room again when it is removed.
        begun = sum(_size(folder(file)) for file in sizes if file not in done)
        raise NoRoom(f"{fault}{_more(needed - begun, into)}") from None


def kept(folder: Path) -> bool:
    """Remove all of a load's folder that is not finished; whether anything is left."""
    for one in folder.iterdir():
        inside = one.name == INSIDE and one.is_dir() and kept(one)
        if not (inside or (one / FINISHED).exists()):
            _removed(one)
    return any(folder.iterdir())


def _removed(path: Path) -> None:
    if path.is_dir():
        remove_tree(path)
    else:
        path.unlink()


def _more(needed: float, into: Path) -> str:
    """How much more room is needed than there is, as a sentence."""
    missing = needed - shutil.disk_usage(into).free
    if missing <= 0:
        return ""
    return (
        f" About {ceil(missing / MEGABYTE):,} MB more are needed to read the other "
        "files, besides what the snapshot takes."
    )


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
