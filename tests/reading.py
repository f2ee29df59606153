"""Uploaded files read in the process of a test: what one apart does is slow."""

from pathlib import Path
from threading import Event
from typing import Any

from phm_core.errors import Cancelled, RefusedInput
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.works import WORKS, Work


def here(
    work: Work,
    file: Path,
    into: Path,
    *,
    name: str,
    limits: Limits,
    stop: Event | None = None,
) -> Any:
    """What `apart` does, without a process and its limits."""
    if stop is not None and stop.is_set():
        raise Cancelled("Reading was stopped. Nothing was changed.")
    try:
        return WORKS[work](file, into, limits)
    except RefusedInput as fault:
        raise RefusedInput(f"'{name}' was refused: {fault}") from None
