"""The areas most like a Place, and in what."""

import pyarrow as pa
import streamlit as st

from pages.ui import address, show
from pages.ui.context import Here
from phm_core.analysis import place_peers
from phm_core.area import LENSES, Lens, Level
from phm_core.charts.explained import Explained
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, headed
from phm_core.definitions.built_place import BuiltPlace
from phm_core.errors import PhmError, several
from phm_core.methods import Difference

AMONG = (Level.PCN, Level.NEIGHBOURHOOD, Level.PLACE)
ALIKE, UNLIKE = 3, 2


def peers(here: Here, place: BuiltPlace, seen: Lens) -> None:
    """The nearest areas of a level, with the reasons."""
    public = here.house.public
    known = [one for one in AMONG if seen in LENSES[one] and len(public.areas(one))]
    titles = {str(one): headed(one.plural) for one in known}
    level = Level(address.segments("Similar among", "among", titles))
    try:
        found = place_peers.peers(public, place, seen, level)
    except PhmError as fault:
        show.empty(str(fault), "Choose another kind of area.")
        return
    title = f"{headed(level.plural)} most like {place.name}"
    st.markdown(f"**{title}**")
    about = Explained(
        sentence="Nearest by deprivation, rurality, ethnicity, size and, of registered "
        "people, age: each theme weighs the same.",
        source="Published lists, registrations, Census 2021 and Indices of "
        "Deprivation 2025.",
        as_at=day(here.house.snapshot.as_at),
        public=True,
    )
    show.sheet(_sheet(found), about, title=title, key="peers")
    st.caption(
        f"{about.sentence} Distance 0 is alike in all; 1 is apart by one standard "
        f"deviation on average. {several(found.left_out, 'area')} left out as part of "
        "this Place. Similar areas are for learning from, not for ranking."
    )


def _sheet(found: place_peers.Peers) -> Sheet:
    rows = []
    for at, name in enumerate(found.names):
        reasons = found.found.reasons(at)
        rows.append(
            {
                "name": name,
                "distance": float(found.found.distance[at]),
                "alike": "; ".join(_said(one) for one in reasons[:ALIKE]),
                "unlike": "; ".join(_said(one) for one in reasons[-UNLIKE:]),
            }
        )
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("name", "Area"),
            Column("distance", "Distance", 2),
            Column("alike", "Most alike (this Place, that area)"),
            Column("unlike", "Least alike"),
        ),
    )


def _said(one: Difference) -> str:
    decimals = 0 if one.feature.startswith("People") else 1
    return f"{one.feature} {one.own:,.{decimals}f}, {one.theirs:,.{decimals}f}"
