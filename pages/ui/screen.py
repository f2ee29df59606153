"""What a screen of the menu says of itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from phm_core.catalogue.schema.policy import Action

PAGES = Path(__file__).parents[1]


@dataclass(frozen=True)
class Screen:
    """One screen: `pages/NAME.py`, served at /NAME.

    shows: the most that its questions reveal; the guard compares it with the scope:
    'patients' is people by name, for those who care for them.
    needs_people: whether it is empty on published figures alone. action: what a role
    must be able to do to open it; None for no more than the other two. view: choices of
    the page that make one view of it, besides the context; people comment on views
    under every page that has them. None: there is nothing to comment on. module: what
    draws it, where several screens share one. hidden: it is not in the menu, only
    linked to from others. of_everybody: its figures are of everybody of the area,
    whatever cohort is chosen above; then it says so.
    """

    name: str
    title: str
    group: str
    icon: str
    help: str
    shows: Literal["public", "counts", "people", "patients"] = "counts"
    needs_people: bool = False
    action: Action | None = None
    view: tuple[str, ...] | None = None
    module: str = ""
    hidden: bool = False
    of_everybody: bool = False

    @property
    def path(self) -> Path:
        """The module of the screen."""
        return PAGES / f"{self.module or self.name}.py"
