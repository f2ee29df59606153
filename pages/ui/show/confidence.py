"""A chip beside a number: whether the data behind it carry the question."""

from collections.abc import Iterable
from typing import Literal

import streamlit as st

from phm_core.charts.explained import Explained
from phm_core.governance.confidence import LABELS, Level, level_of, of_data

Colour = Literal["red", "orange", "green"]
CHIPS: dict[Level, tuple[str, Colour]] = {
    "refused": (":material/block:", "red"),
    "unfit": (":material/block:", "red"),
    "care": (":material/warning:", "orange"),
    "good": (":material/check_circle:", "green"),
}


def chip(notes: Iterable[str]) -> None:
    """How far data carry a question, and why on hover; nothing without a word of it."""
    told = tuple(notes)
    level = level_of(told)
    if level is not None:
        icon, colour = CHIPS[level]
        why, _ = of_data(told)
        st.badge(LABELS[level], icon=icon, color=colour, help=" ".join(why))


def behind(about: Explained) -> None:
    """How far the data carry what is shown, from where they are, and whose."""
    chip(about.coverage)
    st.caption(about.line)
