"""The current view as a document."""

from collections.abc import Callable, Sequence
from typing import Literal

from pages.ui.show import taking
from phm_core.area import WHOLE, Area
from phm_core.charts import pdf
from phm_core.charts.explained import Explained
from phm_core.charts.picture import Picture
from phm_core.governance.taking_out import Mark, Taking


def page_as_pdf(
    title: str, context: str, pictures: Sequence[Picture], about: Explained
) -> None:
    """A button that makes an accessible one-page PDF of what is shown."""
    taking.button(
        "This view as PDF",
        Taking(title, "pdf", about.public, question=about.question),
        lambda mark: pdf.one_page(title, context, pictures, about, mark),
        key=f"pdf_{title}",
    )


def take_away(
    label: str,
    name: str,
    make: Callable[[Mark], bytes],
    kind: Literal["pdf", "pptx"],
    area: Area = WHOLE,
) -> None:
    """A button that makes a document of figures about people when it is pressed."""
    what = Taking(name, kind, public=False, area=area)
    taking.button(label, what, make, key=f"take_{kind}_{name}")
