"""A button that takes a file out through the door: marked, and written down."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.ui.entered import entered
from phm_core.charts.exports import file_name
from phm_core.governance.taking_out import Mark, Taking

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS = {
    "csv": ("text/csv", "download"),
    "pdf": ("application/pdf", "picture_as_pdf"),
    "pptx": (SLIDES, "slideshow"),
}


def button(
    label: str,
    taking: Taking,
    make: Callable[[Mark], bytes],
    *,
    key: str,
    look: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """The button; closed, with the reason, where this visitor may not take it out."""
    here = entered()
    files, scope = here.house.gateway.files, here.scope
    why = files.closed(taking, scope)
    media, icon = KINDS[taking.form]
    st.download_button(
        label,
        # Made when it is pressed, in this visitor's scope as it is now.
        lambda: files.take_out(taking, scope, make),
        file_name(taking.title, taking.form),
        media,
        icon=f":material/{icon}:",
        key=key,
        on_click="ignore",
        type=look,
        disabled=bool(why),
        help=why or None,
    )
