"""Work on an uploaded file, in a process of its own that has limits.

The child sets its limits before it opens the file, knows nothing of the environment,
and answers with one line. What breaks there breaks nothing here, and says nothing of
what is in the file.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

from phm_core.errors import Cancelled, NoRoom, RefusedInput
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.works import Work

ROOT = Path(__file__).parents[3]
CHILD = "phm_core.onboarding.uploads.child"
HELD = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL")
# What libraries would reserve of the limited address space beforehand: without
# this a reader is stopped now and then although it needs little.
FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
}
CLOCK = 2  # times the seconds of processor time
STEP = 0.5  # seconds between two looks whether somebody stopped it
TOO_LONG = {-int(signal.SIGKILL)} | (
    {-int(signal.SIGXCPU)} if hasattr(signal, "SIGXCPU") else set()
)


def apart(
    work: Work,
    file: Path,
    into: Path,
    *,
    name: str,
    limits: Limits,
    stop: Event | None = None,
) -> Any:
    """Do some work on a file; it may write below `into`. Returns what it found.

    name: of the file as people know it. stop: set when nobody wants it any more.
    Raises RefusedInput with the name and the reason where the file is refused, too
    costly, or breaks the reader, NoRoom where the disk is full, and Cancelled.
    """
    limits.small_enough(name, file.stat().st_size)
    asked = {
        "work": work,
        "file": str(file.resolve()),
        "into": str(into.resolve()),
        "limits": asdict(limits),
    }
    with subprocess.Popen(  # noqa: S603  # our own words, no shell
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=FRUGAL | {key: os.environ[key] for key in HELD if key in os.environ},  # noqa: TID251  # handed on as it is
    ) as child:
        words = json.dumps(asked).encode()
        try:
            said = _answer(child, words, limits.seconds * CLOCK, stop)
        except subprocess.TimeoutExpired:
            raise RefusedInput(_too_long(name, limits)) from None
        finally:
            child.kill()
    return _found(child.returncode, said, name, limits)


def _answer(
    child: subprocess.Popen[bytes], words: bytes, most: float, stop: Event | None
) -> bytes:
    """The line that a process answers with, waited for so many seconds at most."""
    ends = perf_counter() + most
    given: bytes | None = words
    while True:
        try:
            return child.communicate(given, min(STEP, most))[0]
        except subprocess.TimeoutExpired:
            given = None  # it is given once
            if stop is not None and stop.is_set():
                raise Cancelled("Reading was stopped. Nothing was changed.") from None
            if perf_counter() >= ends:
                raise


def _found(code: int, said: bytes, name: str, limits: Limits) -> Any:
    if code in TOO_LONG:
        raise RefusedInput(_too_long(name, limits))
    try:
        answer = json.loads(said)
    except ValueError:
        raise RefusedInput(
            f"'{name}' was refused: it broke the program that read it (code {code}). "
            "Save it again where it came from, as CSV or Parquet."
        ) from None
    if "refused" in answer:
        raise RefusedInput(f"'{name}' was refused: {answer['refused']}")
    if "full" in answer:
        raise NoRoom(
            f"'{name}' was not read: the disk is full. Make room where the app keeps "
            "its data, and try again; nothing was changed."
        )
    return answer["found"]


def _too_long(name: str, limits: Limits) -> str:
    return (
        f"'{name}' was refused: reading it takes longer than {limits.seconds} seconds. "
        "Split it into smaller files."
    )
