"""A look at a delivery before anything is mapped; nothing of it stays."""

from collections.abc import Iterator
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.delivery import Progress, part, quiet, received
from phm_core.onboarding.loading.keyed import with_key
from phm_core.onboarding.loading.linking import linked
from phm_core.onboarding.loading.pointing import pointed
from phm_core.onboarding.loading.profile import Profile, profiled
from phm_core.onboarding.loading.together import with_pairs
from phm_core.onboarding.loading.withholding import withheld
from phm_core.onboarding.loading.workplace import workplace
from phm_core.onboarding.uploads.limits import ROOMY, Limits

READ = 0.5
"""Share of a look that reading takes; the rest is for what the columns hold."""


def looked_at(
    path: Path,
    beside: Path,
    catalogue: Catalogue,
    progress: Progress = quiet,
    limits: Limits = ROOMY,
) -> tuple[Delivery, list[Profile]]:
    """Read a delivery and look at every table.

    beside: a folder to work in. Raises RefusedInput when nothing can be read.
    """
    with workplace(beside, f"look at {path.resolve()}") as work:
        delivery = received(path, work, limits, part(progress, 0, READ))
        profiles = list(_profiles(delivery, part(progress, READ, 1)))
        found = pointed(linked(profiles, catalogue))
        known = (with_key(with_pairs(one), catalogue) for one in found)
        return delivery, [withheld(one) for one in known]


def _profiles(delivery: Delivery, progress: Progress) -> Iterator[Profile]:
    """How each table looks, those of many rows told as more of the work."""
    rows = sum(one.rows for one in delivery.tables)
    done = 0
    for one in delivery.tables:
        mine = part(progress, done / rows, (done + one.rows) / rows)
        words = f"Looking at {one.said}"
        yield profiled(one, lambda share, mine=mine, words=words: mine(share, words))
        done += one.rows
