"""A bar that says what goes on, and how long it may still take."""

from time import perf_counter

import streamlit as st

from phm_core.onboarding.progress import left

IN_SIGHT = "in_sight"


class Bar:
    """A bar that begins now."""

    def __init__(self, words: str) -> None:
        self._began = perf_counter()
        # The style sheet keeps it in sight where its place is below the fold.
        with st.container(key=IN_SIGHT):
            self._bar = st.progress(0.0, words)

    def tell(self, share: float, sentence: str) -> None:
        """Draw how far the work is."""
        gone = perf_counter() - self._began
        self._bar.progress(min(share, 1.0), f"{sentence}{left(share, gone)}")

    def ended(self, sentence: str) -> None:
        """Say that the work is done."""
        self._bar.progress(1.0, sentence)
