"""The first start: the demo area at once, its people from a child process.

One lock keeps two servers from making the demo twice. A second lock is held by the
child while it works: when it is free and the work is not finished, the child is gone.
"""

import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout

from phm_core.onboarding.keeping import use
from phm_core.settings import Settings
from phm_core.snapshot import active, open_snapshot
from phm_core.synthetic.demo_area import NAME, publish_demo_area
from phm_core.synthetic.demo_progress import FILE, Progress, ProgressFile

STARTING = "Starting"
PAUSE = 0.1
LOG = "first_start.log"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class FirstStart:
    """The first start of one installation, as every visitor sees it."""

    settings: Settings
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def share(self) -> float:
        """Share of the work done, 0 to 1."""
        return self._progress().share

    @property
    def sentence(self) -> str:
        """What is going on."""
        return self._progress().sentence

    @property
    def finished(self) -> bool:
        """Whether nothing is being made: the people are there, or none were wanted."""
        return self._progress().finished

    @property
    def failed(self) -> str:
        """Why the people could not be made, and what to do; empty while all is well."""
        return self._progress().failed

    def snapshot(self) -> Path:
        """The active snapshot: the area at first, the people once they are there."""
        return chosen(self.settings)

    def _progress(self) -> Progress:
        found = progress_file(self.settings).read() or Progress(finished=True)
        if found.finished or found.failed or _working(self.settings, self.child):
            return found
        # Read once more: the child may have finished in between.
        found = progress_file(self.settings).read() or found
        if found.finished or found.failed:
            return found
        stopped = replace(found, failed=_what_went_wrong(self.settings))
        progress_file(self.settings).write(stopped)
        return stopped


def ensure_demo(settings: Settings) -> FirstStart:
    """Open on whatever is active; on nothing, make the demo. Safe to call again.

    The area pack is there when this returns; its people come from a child process.
    """
    settings.snapshots.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.data_dir / "first_start.lock"):
        if active(settings.snapshots) is None:
            area = publish_demo_area(settings.snapshots, settings.demo_seed)
            use(settings.snapshots, area)
        if not _wants_people(settings) or _working(settings, None):
            return FirstStart(settings)
        progress_file(settings).write(Progress(0.0, STARTING))
        first = FirstStart(settings, _start_child(settings))
        seen = Event()
        Thread(target=_say_starting, args=(first, seen), daemon=True).start()
        seen.wait()
        return first


def _say_starting(first: FirstStart, seen: Event) -> None:
    """Hold a lock until the child holds its own.

    So that nobody takes a child that is still starting for one that is gone.
    """
    with FileLock(starting_lock(first.settings)):
        seen.set()
        while first.child is not None and first.child.poll() is None:
            if _held(child_lock(first.settings)):
                return
            time.sleep(PAUSE)


def starting_lock(settings: Settings) -> Path:
    """The lock that stands for a child that is still starting."""
    return settings.data_dir / "first_start.starting.lock"


def chosen(settings: Settings) -> Path:
    """Directory of the active snapshot."""
    found = active(settings.snapshots)
    return settings.snapshots if found is None else found


def progress_file(settings: Settings) -> ProgressFile:
    """Where the progress of this installation stands."""
    return ProgressFile(settings.data_dir / FILE)


def child_lock(settings: Settings) -> Path:
    """The lock that the child holds while it works."""
    return settings.data_dir / "first_start.child.lock"


def _wants_people(settings: Settings) -> bool:
    """Whether the active snapshot is the bare demo area: another one is a choice."""
    snapshot = open_snapshot(chosen(settings))
    manifest = snapshot.manifest
    return manifest.synthetic and manifest.name == NAME and not snapshot.has_people


def _working(settings: Settings, child: "subprocess.Popen[bytes] | None") -> bool:
    """Whether a child is at work; one that was just started may not hold the lock."""
    if child is not None:
        return child.poll() is None
    return _held(starting_lock(settings)) or _held(child_lock(settings))


def _held(path: Path) -> bool:
    """Whether somebody holds a lock at this moment."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _start_child(settings: Settings) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-m",
        "phm_core",
        "demo",
        "--area",
        str(chosen(settings).resolve()),
        "--people",
        str(settings.demo_people),
        "--seed",
        str(settings.demo_seed),
        "--out",
        str(settings.snapshots.resolve()),
        "--for-first-start",
        str(settings.data_dir.resolve()),
    ]
    with (settings.data_dir / LOG).open("wb") as log:
        return subprocess.Popen(  # noqa: S603  our own program, arguments from settings
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _what_went_wrong(settings: Settings) -> str:
    try:
        text = (settings.data_dir / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    last = next((line for line in reversed(text.splitlines()) if line.strip()), "")
    because = f" The last thing it said: {last.strip()}" if last else ""
    return (
        f"The making of the demo people stopped early.{because} The app works on the "
        "published figures meanwhile. Start the app again to try once more, or run "
        "'python -m phm_core demo' to see what happens."
    )
