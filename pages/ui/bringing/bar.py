"""A bar that says what goes on, and how long it may still take."""

from time import perf_counter

import streamlit as st

SURE = 0.1  # share of the work from which time tells something
SOON, MINUTE = 5, 60  # seconds


class Bar:
    """A bar that begins now."""

    def __init__(self, words: str) -> None:
        self._began = perf_counter()
        self._bar = st.progress(0.0, words)

    def tell(self, share: float, sentence: str) -> None:
        """Draw how far the work is."""
        gone = perf_counter() - self._began
        self._bar.progress(min(share, 1.0), f"{sentence}{left(share, gone)}")

    def ended(self, sentence: str) -> None:
        """Say that the work is done."""
        self._bar.progress(1.0, sentence)


def left(share: float, gone: float) -> str:
    """About how long it may still take, by the share done in so many seconds."""
    if share < SURE or share >= 1 or gone < 1:
        return ""
    seconds = gone * (1 - share) / share
    if seconds < SOON:
        return ", a few seconds left"
    if seconds < 2 * MINUTE:
        return f", about {round(seconds / 5) * 5} seconds left"
    return f", about {round(seconds / MINUTE)} minutes left"
