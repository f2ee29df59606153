"""What another snapshot changes, as tables: people, registers, practices, records."""

from collections.abc import Mapping

import streamlit as st

from pages.ui import layout
from pages.ui.context import Here
from phm_core.area import Level
from phm_core.onboarding.loading.difference import Difference, Pair

FEW = 8
"""Real people are too few to be counted exactly below this."""
MOST_SHOWN = 20


def table(here: Here, change: Difference, *, made_up: bool) -> None:
    """Draw what is different; nothing that is the same."""
    st.markdown(f"**{_people(change, made_up=made_up)}**")
    sets = {key: one.title for key, one in here.house.catalogue.datasets.items()}
    _pairs("Records", _named(change.records, sets), made_up=made_up)
    titles = {key: one.title for key, one in here.house.catalogue.conditions.items()}
    with layout.details("By register and practice"):
        _pairs("Registers", _named(change.registers, titles), made_up=made_up)
        known = here.house.public.known_names(Level.PRACTICE)
        names = {code: f"{name} ({code})" for code, name in known.items()}
        _pairs("Practices", _named(change.practices, names), made_up=made_up)


def _people(change: Difference, *, made_up: bool) -> str:
    """How many people run now and would, and who of them is the same."""
    before, now = [_count(each, made_up=made_up) for each in change.people]
    said = f"{before} people now, {now} with it"
    if change.joined is None or change.left is None:
        return f"{said}; nobody is known in both."
    moved = [_count(each, made_up=made_up) for each in (change.joined, change.left)]
    return f"{said}: {moved[0]} joined, {moved[1]} left."


def _named(pairs: Mapping[str, Pair], names: Mapping[str, str]) -> dict[str, Pair]:
    return {names.get(key, key): pair for key, pair in pairs.items()}


def _pairs(title: str, pairs: Mapping[str, Pair], *, made_up: bool) -> None:
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
            "Runs now": [_count(moved[name][0], made_up=made_up) for name in shown],
            "With it": [_count(moved[name][1], made_up=made_up) for name in shown],
        },
        hide_index=True,
    )


def _of(title: str, moved: int, every: int, shown: int) -> str:
    if not moved:
        return f"{title}: nothing changes."
    said = f"{title}: {moved:,} of {every:,} change"
    return f"{said}; the {shown} that change most:" if shown < moved else f"{said}:"


def _count(people: int, *, made_up: bool) -> str:
    few = not made_up and 0 < people < FEW
    return f"1 to {FEW - 1}" if few else f"{people:,}"
