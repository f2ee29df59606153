"""The current view as a document."""

from collections.abc import Sequence

import streamlit as st

from phm_core.charts import pdf
from phm_core.charts.explained import Explained
from phm_core.charts.exports import file_name
from phm_core.charts.picture import Picture


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
