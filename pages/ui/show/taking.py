"""A button that takes a file out through the door: marked, and written down."""

from collections.abc import Callable
from typing import Literal

import pyarrow as pa
import streamlit as st

from pages.ui.entered import entered
from phm_core.charts.exports import file_name, refused_text
from phm_core.errors import PhmError
from phm_core.governance.taking_out import Mark, Taking

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "csv": ("text/csv", "download"),
    "pdf": ("application/pdf", "picture_as_pdf"),
    "pptx": (SLIDES, "slideshow"),
    "xlsx": (BOOK, "table_view"),
    "json": ("application/fhir+json", "data_object"),
    "zip": ("application/zip", "badge"),
}


def button(
    label: str,
    taking: Taking,
    make: Callable[[Mark], bytes],
    *,
    key: str,
    look: Literal["secondary", "tertiary"] = "secondary",
    table: Callable[[], pa.Table] | None = None,
) -> None:
    """The button; closed, with the reason, where this visitor may not take it out.

    table: what is in the file, where it can be asked for in the airlock.
    """
    here = entered()
    files, scope = here.house.gateway.files, here.scope
    why = files.closed(taking, scope)
    if why and table is not None and scope.may("request_export"):
        _ask(taking, make, table, key)
        return
    media, icon = KINDS[taking.form]

    def made() -> bytes:
        """Made when it is pressed, in this visitor's scope as it is now."""
        try:
            return files.take_out(taking, scope, make)
        except PhmError as fault:
            if taking.form != "csv":
                raise
            # Streamlit would say that it failed, and never why.
            return refused_text(str(fault), title=taking.title)

    st.download_button(
        label,
        made,
        file_name(taking.title, taking.form),
        media,
        icon=f":material/{icon}:",
        key=key,
        on_click="ignore",
        type=look,
        disabled=bool(why),
        help=why or None,
    )


def _ask(
    taking: Taking,
    make: Callable[[Mark], bytes],
    table: Callable[[], pa.Table],
    key: str,
) -> None:
    """Exact figures: asked for here, released by somebody else in the airlock."""
    here = entered()
    with st.popover("Ask for release", icon=":material/outbox:", key=f"ask-{key}"):
        st.markdown(
            "Exact figures leave the secure environment when a second person has "
            "released them. Say what this is for."
        )
        reason = st.text_area("Reason", key=f"ask-why-{key}", max_chars=500)
        if not st.button("Ask", key=f"ask-go-{key}"):
            return
        try:
            airlock = here.house.gateway.airlock
            number = airlock.ask(taking, table(), here.scope, make, reason)
        except PhmError as fault:
            st.error(str(fault), icon=":material/error:")
            return
        st.success(
            f"Asked, as number {number}. 'Export airlock' shows when it is released.",
            icon=":material/hourglass_empty:",
        )
