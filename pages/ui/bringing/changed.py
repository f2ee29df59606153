"""What another snapshot changes, as tables: people, registers, practices, records."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.ui import layout
from pages.ui.context import Here
from phm_core.area import Level
from phm_core.onboarding.loading.difference import Difference, Pair

MOST_SHOWN = 20
WHO = "Everybody in the records is counted here: also people who moved away or died."


def table(here: Here, change: Difference) -> None:
    """Draw what is different; nothing that is the same."""
    st.markdown(f"**{_people(change)}**")
    layout.caption(WHO)
    sets = {key: one.title for key, one in here.house.catalogue.datasets.items()}
    _pairs("Records", _named(change.records, sets), change.said)
    titles = {key: one.title for key, one in here.house.catalogue.conditions.items()}
    with layout.details("By field, register and practice"):
        _pairs("Fields, by people of whom each is known", change.known, change.said)
        _pairs("Registers", _named(change.registers, titles), change.said)
        known = here.house.public.known_names(Level.PRACTICE)
        names = {code: f"{name} ({code})" for code, name in known.items()}
        _pairs("Practices", _named(change.practices, names), change.said)


def _people(change: Difference) -> str:
    """How many people run now and would, and who of them is the same."""
    before, now = map(change.said, change.people)
    said = f"{before} people now, {now} with it"
    if change.strangers or change.joined is None or change.left is None:
        return f"{said}; nobody is known in both."
    joined, left = map(change.said, (change.joined, change.left))
    return f"{said}: {joined} joined, {left} left."


def _named(pairs: Mapping[str, Pair], names: Mapping[str, str]) -> dict[str, Pair]:
    return {names.get(key, key): pair for key, pair in pairs.items()}


def _pairs(title: str, pairs: Mapping[str, Pair], said: Callable[[int], str]) -> None:
    """Those that changed, by how much."""
    moved = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    ordered = sorted(moved, key=lambda name: -abs(moved[name][1] - moved[name][0]))
    shown = ordered[:MOST_SHOWN]
    layout.caption(_of(title, len(moved), len(pairs), len(shown)))
    if not moved:
        return
    st.table(
        {
            title: shown,
            "Runs now": [said(moved[name][0]) for name in shown],
            "With it": [said(moved[name][1]) for name in shown],
        },
        hide_index=True,
    )


def _of(title: str, moved: int, every: int, shown: int) -> str:
    if not moved:
        return f"{title}: nothing changes."
    said = f"{title}: {moved:,} of {every:,} change"
    return f"{said}; the {shown} that change most:" if shown < moved else f"{said}:"
