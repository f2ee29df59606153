"""A look at a delivery before anything is mapped; nothing of it stays."""

from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.loading.delivery import Delivery, Progress, quiet, received
from phm_core.onboarding.loading.linking import linked
from phm_core.onboarding.loading.pointing import pointed
from phm_core.onboarding.loading.profile import Profile, profiled
from phm_core.onboarding.loading.withholding import withheld
from phm_core.onboarding.loading.workplace import workplace
from phm_core.onboarding.uploads.limits import ROOMY, Limits


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
        delivery = received(path, work, limits, progress)
        profiles = [profiled(table) for table in delivery.tables]
        found = pointed(linked(profiles, catalogue))
        return delivery, [withheld(one) for one in found]
