"""What is dear to make is made once for a run, whichever worker asks for it first."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """The folder that `make(folder)` fills; the other workers wait for it, and read."""
    own = factory.getbasetemp()
    # pytest-xdist puts the folder of each worker into one of the run.
    run = own.parent if own.name.startswith("popen-") else own
    folder = run / f"made-{name}"
    with (run / f"made-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = factory.mktemp(name) / "made"
            make(unfinished)
            unfinished.rename(folder)
    return folder
