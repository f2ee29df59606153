"""How a PCN's practices are shown to others: by name or by letter, previewed first."""

import streamlit as st

from pages.ui.context import Here
from phm_core.area import Area, Level
from phm_core.charts.words import day

HOW = {"coded": "By a letter", "named": "By name"}


def practices(here: Here) -> None:
    """The choice of each PCN of whoever looks; only for those who may make it."""
    if not here.scope.may("name_practices"):
        return
    own = [Area.parse(area) for area in here.scope.belongs_to]
    for area in own:
        if area.level == Level.PCN:
            _of(here, area)


def _of(here: Here, pcn: Area) -> None:
    name = here.places.names[str(pcn)]
    st.header(f"How the practices of {name} are shown to others", anchor=False)
    st.markdown(
        "Place and council roles see practices by a letter until you show them by "
        "name. You and the system's analysts always see names."
    )
    chosen = here.house.naming.of(pcn.code)
    now = "named" if chosen and chosen.named else "coded"
    if chosen:
        st.caption(f"Chosen by {chosen.by}, {day(chosen.at.date())}.")
    how = st.radio("Show them", HOW, list(HOW).index(now), format_func=HOW.__getitem__,
                   horizontal=True, key=f"naming-{pcn.code}")  # fmt: skip
    shown = here.house.naming.preview(pcn.code, named=how == "named")
    st.table({"Practice": list(shown), "Others see": list(shown.values())},
             hide_index=True)  # fmt: skip
    st.button(
        "Show them so from now on",
        key=f"naming-keep-{pcn.code}",
        disabled=how == now,
        on_click=here.house.naming.choose,
        args=(pcn.code, here.scope),
        kwargs={"named": how == "named"},
    )
