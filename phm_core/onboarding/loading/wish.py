"""What somebody wants to be loaded, and on what terms."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import saved
from phm_core.catalogue.schema import SourceFormat
from phm_core.onboarding.loading import protecting
from phm_core.onboarding.uploads.limits import ROOMY, Limits
from phm_core.store.links import Links
from phm_core.store.project_keys import ProjectKey


@dataclass(frozen=True)
class Wish:
    """What is to be loaded, and on what terms.

    key, links: by which NHS numbers become pseudonyms, and the sealed way back; none
    for made-up people. lists: the day of the opt-out and sensitive lists.
    since: the day of the delivery that this one changes, if it says only what changed.
    deltas_follow: whether the next one will, so that this one is kept for it, sealed.
    """

    path: Path
    mapping: SourceFormat
    area: Path
    as_at: date
    into: Path
    catalogue: Catalogue
    synthetic: bool = False
    practice: str = ""
    codelists: Path | None = None
    key: ProjectKey | None = None
    links: Links | None = None
    lists: protecting.Lists = field(default_factory=lambda: protecting.Lists(None))
    limits: Limits = ROOMY
    memory: str = ""
    since: date | None = None
    deltas_follow: bool = False

    @property
    def keeps(self) -> bool:
        """Whether the delivery is kept, so that the next may say what changed."""
        return self.deltas_follow or self.since is not None

    @property
    def words(self) -> str:
        """What makes this load the one it is."""
        key = self.key.id if self.key else ""
        parts = (self.path.resolve(), self.area.resolve(), self.as_at, key)
        since = f" {self.since}" if self.since else ""
        return f"{saved(self.mapping)} {parts} {self.practice} {self.codelists}{since}"
