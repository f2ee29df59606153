"""How far a file is read: told by the process that reads it to the one that waits."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

FILE = "so_far"
T = TypeVar("T")


def each(parts: Iterable[T], into: Path, share: float) -> Iterator[T]:
    """Parts of a file, of which each is such a share, telling how far they are."""
    for number, one in enumerate(parts, start=1):
        yield one
        (into / FILE).write_text(f"{min(number * share, 1.0):.3f}", encoding="ascii")


def told(into: Path) -> float:
    """How far the file is read that is written into a folder; 0 where nobody says."""
    try:
        return float((into / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0
