"""Screens that the catalogue declares, so that a new file there is a new screen."""

from collections.abc import Iterator

from pages.ui.screen import Screen
from phm_core.catalogue.load import declared
from phm_core.catalogue.schema import ClinicalPriority
from phm_core.settings import Settings


def priorities() -> Iterator[Screen]:
    """A screen for each priority that the catalogue, or a site's own, declares."""
    for entry in declared("priorities", Settings().catalogue_dir).values():
        if isinstance(entry, ClinicalPriority):
            yield Screen(
                entry.id,
                entry.title,
                "Priorities",
                entry.icon,
                entry.meaning,
                needs_people=True,
                view=("by",),
                module="priority",
                of_everybody=True,
            )
