"""Several files are read at once; how far they are is told, and it can be stopped."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import TypeVar

from phm_core.onboarding.uploads.so_far import told

T = TypeVar("T")
Named = Sequence[tuple[Path, str]]
"""Files, each with its name."""
AT_ONCE = 2
STEP = 0.5  # seconds between two tellings of how far a file is


def at_once(
    files: Named,
    read: Callable[[Path, str, Event], T],
    folder: Callable[[Path], Path],
    progress: Callable[[float, str], None],
) -> list[T]:
    """What each file holds. Where `progress` raises, what reads the files is ended.

    read: of a file, its name, and what is set when nobody wants it any more. folder:
    where what is read of a file goes.
    """
    stop = Event()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reads = [pool.submit(read, *one, stop) for one in files]
        try:
            _until_read(files, reads, folder, progress)
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [one.result() for one in reads]


def _until_read(
    files: Named,
    reads: list[Future[T]],
    folder: Callable[[Path], Path],
    progress: Callable[[float, str], None],
) -> None:
    """Tell how far the files are read, by their size, until all are."""
    sizes = [file.stat().st_size for file, _ in files]
    left = True
    while left:
        found = wait(reads, timeout=STEP, return_when=FIRST_EXCEPTION)
        for read in found.done:
            read.result()
        left = bool(found.not_done)
        shares = [
            1.0 if read in found.done else told(folder(file))
            for read, (file, _) in zip(reads, files, strict=True)
        ]
        done = sum(size * share for size, share in zip(sizes, shares, strict=True))
        said = next((s for (_, s), n in zip(files, shares, strict=True) if n < 1), "")
        words = f"Reading {said}" if said else "The files are read"
        progress(done / max(sum(sizes), 1), words)
