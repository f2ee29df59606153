"""The current view as a document."""

from collections.abc import Callable, Sequence

import streamlit as st

from phm_core.charts import pdf
from phm_core.charts.explained import Explained
from phm_core.charts.exports import file_name
from phm_core.charts.picture import Picture

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS = {"pdf": ("application/pdf", "picture_as_pdf"), "pptx": (SLIDES, "slideshow")}


def page_as_pdf(
    title: str, context: str, pictures: Sequence[Picture], about: Explained
) -> None:
    """A button that makes an accessible one-page PDF of what is shown."""
    st.download_button(
        "This view as PDF",
        lambda: pdf.one_page(title, context, pictures, about),
        file_name(title, "pdf"),
        "application/pdf",
        icon=":material/picture_as_pdf:",
        key=f"pdf_{title}",
        on_click="ignore",
    )


def take_away(label: str, name: str, make: Callable[[], bytes], kind: str) -> None:
    """A button that makes a document when it is pressed: kind is pdf or pptx."""
    media, icon = KINDS[kind]
    st.download_button(
        label,
        make,
        file_name(name, kind),
        media,
        icon=f":material/{icon}:",
        key=f"take_{kind}_{name}",
        on_click="ignore",
    )
