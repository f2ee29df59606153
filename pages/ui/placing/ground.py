"""What the map of a Place is drawn from."""

import streamlit as st

from pages.ui.context import Here
from pages.ui.placing.draft import Draft
from phm_core.analysis.place_keeping import alone
from phm_core.analysis.place_shape import points
from phm_core.area import Level
from phm_core.charts.place import NOTHING, Ground
from phm_core.definitions.built_place import BuiltPlace
from phm_core.engine.public import PublicTables
from phm_core.start import House


def of(here: Here, draft: Draft) -> Ground:
    """Names, shapes and the shares of small areas that belong to the Place."""
    digest = draft.place.digest if draft.place else ""
    return _ground(here.house.snapshot.id, digest, here.house, draft.place)


@st.cache_resource(max_entries=32)
def _ground(
    snapshot: str, digest: str, _house: House, _place: BuiltPlace | None
) -> Ground:
    """The same, kept for the Places looked at last."""
    del snapshot, digest
    public = _house.public
    shapes = public.boundary(Level.LSOA) or NOTHING
    level = Level.PCN if public.boundary(Level.PLACE) is None else Level.PLACE
    drawn = alone(public, _place) if _place else None
    return Ground(
        names=public.names(Level.LSOA),
        share=_shares(drawn) if drawn else {},
        shapes=shapes,
        outlines=public.boundary(level) or NOTHING,
        place=(drawn.boundary(Level.BUILT_PLACE) if drawn else None) or NOTHING,
        points=points(public),
        as_at=_house.snapshot.as_at,
    )


def _shares(drawn: PublicTables) -> dict[str, float]:
    found = drawn.built.shares()
    return dict(zip(found["lsoa21"], found["share"].astype(float), strict=True))
