"""The next delivery is put to use: compared first, confirmed where much changes."""

from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding.keeping import use, whole
from phm_core.onboarding.loading.comparing import between
from phm_core.onboarding.loading.difference import Difference, Limits
from phm_core.snapshot import Snapshot, active, open_snapshot

SHOWN = 8


def succeeds(new: Snapshot, running: Snapshot) -> bool:
    """Whether one is another delivery of the people of the other."""
    now, before = new.manifest, running.manifest
    same = (now.synthetic, now.name, now.seed) == (
        before.synthetic,
        before.name,
        before.seed,
    )
    people = new.has_people and running.has_people
    return people and same and new.id != running.id


def changes(snapshots: Path, chosen: Path, catalogue: Catalogue) -> Difference | None:
    """What a snapshot would change; None where it follows nothing that runs."""
    new, running = open_snapshot(chosen), _running(snapshots)
    if running is None or not succeeds(new, running):
        return None
    # A file that was altered is refused before it is read.
    return between(running, whole(chosen), catalogue)


def _running(snapshots: Path) -> Snapshot | None:
    """What runs; None where nothing does, or it is gone and has to be replaced."""
    try:
        before = active(snapshots)
        return None if before is None else open_snapshot(before)
    except RefusedInput:
        return None


def refresh(
    snapshots: Path, chosen: Path, catalogue: Catalogue, *, confirmed: bool
) -> tuple[Snapshot, Difference | None]:
    """Put a snapshot to use, and say what it changes.

    Raises RefusedInput for a change beyond the limits, or an older delivery, that
    nobody confirmed; what runs goes on running.
    """
    found = changes(snapshots, chosen, catalogue)
    beyond = [] if found is None else found.unusual(Limits.of(catalogue))
    if beyond and not confirmed:
        more = f" and {len(beyond) - SHOWN:,} more" if beyond[SHOWN:] else ""
        raise RefusedInput(
            "The app runs on as before: more would change than is usual "
            f"({'; '.join(beyond[:SHOWN])}{more}). If that is right, use --confirm."
        )
    return use(snapshots, chosen), found
