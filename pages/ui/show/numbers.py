"""Headline numbers, each with what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.ui.show.confidence import chip
from phm_core.charts.explained import Explained


@dataclass(frozen=True)
class Headline:
    """One number to show: label, value as text, what stands behind it, a note below."""

    label: str
    value: str
    about: Explained
    note: str = ""


def number(label: str, value: str, about: Explained, *, note: str = "") -> None:
    """A headline with a popover that explains it."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(label, value, delta_color="off")
        chip(about.coverage)
        if about.covered and not about.covered.whole:
            st.caption(about.practices)
        if note:
            st.caption(note)
        explain(about)


def row(headlines: Sequence[Headline]) -> None:
    """Several headlines side by side; below each other on a narrow screen."""
    for column, each in zip(st.columns(len(headlines)), headlines, strict=True):
        with column:
            number(each.label, each.value, each.about, note=each.note)


def explain(about: Explained) -> None:
    """The popover behind a number."""
    with st.popover("About this number", icon=":material/help:", type="tertiary"):
        st.markdown("\n\n".join(f"**{h}:** {text}" for h, text in about.lines))
