"""Mappings by which earlier snapshots were loaded, for the next delivery."""

from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import parsed
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.matching import present
from phm_core.snapshot import Snapshot, listed


def remembered(
    snapshots: Path, delivery: Delivery, catalogue: Catalogue
) -> dict[str, SourceFormat]:
    """By snapshot, the newest first: mappings of a site's own that know these files.

    A mapping that names what is no longer declared is not among them.
    """
    found: dict[str, SourceFormat] = {}
    for one in sorted(listed(snapshots), key=lambda s: s.path.name, reverse=True):
        mapping = _of(one, catalogue)
        if mapping is None or mapping in found.values():
            continue
        if present(mapping, delivery):
            found[one.path.name] = mapping
    return found


def _of(snapshot: Snapshot, catalogue: Catalogue) -> SourceFormat | None:
    text = (snapshot.manifest.model_extra or {}).get("mapping")
    if not isinstance(text, str):
        return None
    try:
        mapping = parsed(text, snapshot.path.name, catalogue)
    except RefusedInput:
        return None
    return None if mapping.id in catalogue.formats else mapping
