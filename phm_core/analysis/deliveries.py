"""What each delivery held: the snapshots that are kept, and those before them."""

from collections.abc import Iterable

from phm_core.onboarding.deliveries import Delivery, carried, delivery, same_people
from phm_core.snapshot import Snapshot


def deliveries(kept: Iterable[Snapshot], current: Snapshot) -> tuple[Delivery, ...]:
    """Those of the same system, source and kind of people as the one that is used.

    Of several of one day the one that is used stands last.
    """
    found: dict[str, Delivery] = {}
    for one in (*kept, current):
        if same_people(one, current):
            found |= {each.snapshot: each for each in carried(one)}
    found |= {
        one.id: delivery(one) for one in (*kept, current) if same_people(one, current)
    }
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (one.as_at, one.snapshot == current.id, one.snapshot),
        )
    )
