"""The process that reads an uploaded file: limits first, then work, then one line."""

import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads.limits import GIGABYTE, Limits
from phm_core.onboarding.uploads.works import WORKS

OPEN_FILES = 256
FULL = (errno.ENOSPC, errno.EDQUOT)


def main() -> None:
    """Do what the line on standard input asks for; print one line."""
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    try:
        _limited(limits)
        work = WORKS[asked["work"]]
        answer = {"found": work(Path(asked["file"]), Path(asked["into"]), limits)}
    except RefusedInput as fault:
        answer = {"refused": str(fault)}
    except MemoryError:
        answer = {"refused": _too_large(limits)}
    except OSError as fault:
        full = fault.errno in FULL  # that is no fault of the file
        answer = {"full": True} if full else {"refused": _broken(fault, limits)}
    except Exception as fault:  # noqa: BLE001  # whatever a hostile file does to a reader
        answer = {"refused": _broken(fault, limits)}
    print(json.dumps(answer), flush=True)  # noqa: T201  # to the process that asked
    # A thread of a library that still runs would abort an orderly end now and then.
    os._exit(0)


def _limited(limits: Limits) -> None:
    """What this process may take of the machine; Windows has only the clock."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.unpacked),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        least = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (least, least))


def _too_large(limits: Limits) -> str:
    return (
        f"reading it needs more than {limits.memory / GIGABYTE:,.0f} GB of memory. "
        "Split it into smaller files."
    )


def _broken(fault: Any, limits: Limits) -> str:
    """Never the words of the fault, which may repeat what is in the file."""
    kinds = {kind.__name__ for kind in type(fault).__mro__}
    if kinds & {"ArrowMemoryError", "MemoryError"}:
        return _too_large(limits)
    return (
        f"it is cut off, damaged, or not what its name says ({type(fault).__name__}). "
        "Save it again where it came from, and compare its size with the one there."
    )


if __name__ == "__main__":
    main()
