"""Progress of the making of people: one small file that every visitor may read."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "first_start.json"
SMALLEST_STEP = 0.01
TRIES = 20
PAUSE = 0.05


@dataclass(frozen=True)
class Progress:
    """How far the people are: share done, what is going on, and how it ended."""

    share: float = 0.0
    sentence: str = ""
    finished: bool = False
    failed: str = ""


class ProgressFile:
    """Writes and reads progress; the file is replaced whole, never half written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = -1.0

    def report(self, share: float, sentence: str) -> None:
        """Write progress, unless it barely moved."""
        if share - self._last >= SMALLEST_STEP:
            self._last = share
            self.write(Progress(round(share, 3), sentence))

    def write(self, progress: Progress) -> None:
        """Replace the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self.path.with_suffix(".waiting")
        waiting.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        _patiently_replace(waiting, self.path)

    def read(self) -> Progress | None:
        """Progress as last written; None when nothing was."""
        try:
            return Progress(**json.loads(self.path.read_text(encoding="utf-8")))
        except (FileNotFoundError, PermissionError, ValueError):
            return None


def _patiently_replace(waiting: Path, path: Path) -> None:
    """Replace a file that a reader may hold open for a moment, as Windows minds."""
    for _ in range(TRIES):
        try:
            waiting.replace(path)
        except PermissionError:
            time.sleep(PAUSE)
        else:
            return
    waiting.unlink(missing_ok=True)
