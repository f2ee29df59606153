"""Which snapshot the app runs on: beside what runs, confirmed, put to use, and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import PhmError, RefusedInput
from phm_core.governance.access import Scope
from phm_core.governance.loading import may_choose
from phm_core.onboarding.deliveries import origin
from phm_core.onboarding.keeping import use, whole
from phm_core.onboarding.loading.comparing import between
from phm_core.onboarding.loading.difference import Difference, Limits
from phm_core.period import long_date
from phm_core.snapshot import Snapshot, active, open_snapshot
from phm_core.store.audit import Audit, Entry

LOCK = "choosing.lock"
KINDS = {True: "made-up people", False: "real people"}


@dataclass(frozen=True)
class Offer:
    """A snapshot beside the one that runs.

    running: None where nothing does, or it is gone. change: what would be different in
    the records; None where one of the two has no people. confirm: what somebody has to
    say is right first, in sentences.
    """

    chosen: Snapshot
    running: Snapshot | None
    change: Difference | None = None
    confirm: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it is the one that runs already."""
        return self.running is not None and self.running.path == self.chosen.path


def offered(snapshots: Path, chosen: Path, catalogue: Catalogue) -> Offer:
    """Set a snapshot beside the one that runs.

    Raises RefusedInput where a file of it was altered: nothing of it is read then.
    """
    new, running = whole(chosen), running_now(snapshots)
    if running is None or running.path == new.path:
        return Offer(new, running)
    both = running.has_people and new.has_people
    change = between(running, new, catalogue) if both else None
    asked = _unusual(new, running, change, Limits.of(catalogue))
    return Offer(new, running, change, tuple(asked))


def running_now(snapshots: Path) -> Snapshot | None:
    """What runs; None where nothing does, or it is gone and has to be replaced."""
    try:
        found = active(snapshots)
        return None if found is None else open_snapshot(found)
    except RefusedInput:
        return None


def put_to_use(
    offer: Offer, snapshots: Path, scope: Scope, audit: Audit, *, confirmed: bool
) -> Snapshot:
    """Make the app run on what was offered, at once for everybody, written down.

    confirmed: whether somebody said that what is unusual is right. Raises NotPermitted,
    or RefusedInput; what runs goes on running then.
    """
    runs = offer.running.id if offer.running else ""
    entry = Entry(
        scope.user, scope.role, scope.purpose, "Records", "ChooseSnapshot",
        offer.chosen.path.name, offer.chosen.id, runs, _reason(offer),
    )  # fmt: skip
    try:
        may_choose(scope, offer.chosen)
    except PhmError:
        audit.refuse(entry)
        raise
    if offer.confirm and not confirmed:
        raise RefusedInput(
            "The app runs on as before: say first that what is unusual is right. "
            + " ".join(offer.confirm)
        )
    intent = audit.intend(entry)
    try:
        with FileLock(snapshots / LOCK):
            _still(offer, snapshots)
            used = use(snapshots, offer.chosen.path)
    except PhmError:
        audit.conclude(intent, entry, outcome="failed")
        raise
    audit.conclude(intent, entry, outcome="released")
    return used


def _still(offer: Offer, snapshots: Path) -> None:
    """Raise RefusedInput where another runs by now than what it was set beside."""
    now = running_now(snapshots)
    before = offer.running
    if (now and (now.path, now.id)) != (before and (before.path, before.id)):
        raise RefusedInput(
            "Somebody has chosen other records meanwhile, so nothing was changed. "
            "Compare again with what runs now."
        )


def _reason(offer: Offer) -> str:
    count = len(offer.confirm)
    return f"{count} unusual changes were shown" if count else ""


def _unusual(
    new: Snapshot, running: Snapshot, change: Difference | None, limits: Limits
) -> Iterator[str]:
    """What somebody has to say is right, in sentences."""
    now, before = new.manifest, running.manifest
    if now.name != before.name:
        yield f"It is of '{now.name}', and what runs is of '{before.name}'."
    if change is None:
        if running.has_people:
            yield "Nobody is counted with it any more: it has published figures alone."
        return
    if now.synthetic != before.synthetic:
        kinds = KINDS[now.synthetic], KINDS[before.synthetic]
        yield f"Its records are of {kinds[0]}, and those that run of {kinds[1]}."
    if new.as_at < running.as_at:
        days = long_date(new.as_at), long_date(running.as_at)
        yield f"Its records end on {days[0]}, and those that run on {days[1]}."
    was, becomes = map(change.said, change.people)
    if origin(new) != origin(running):
        yield (
            f"It came from '{origin(new)}' and what runs from '{origin(running)}': "
            f"{becomes} people stand in the place of {was}."
        )
        return
    if change.strangers:
        yield f"None of the {was} people that run is known in it."
    yield from (f"More changes than is usual: {one}." for one in change.beyond(limits))
