"""Codes that no list knows: ranked by people, given a meaning, taken away as a list."""

from collections.abc import Iterable

import streamlit as st

from pages.ui import layout
from pages.ui.bringing import code_list
from pages.ui.bringing.outcome import Outcome
from pages.ui.context import Here
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import several
from phm_core.onboarding.codes.own_list import OwnList
from phm_core.onboarding.codes.unmapped import FAMILIES, Unmapped, as_list
from phm_core.onboarding.loading.editing import Code, with_codes

SAID = "_codes_said"
MOST_SHOWN = 200
HOW = (
    "Say what a code means where you are sure, then try or load again. A suggestion is "
    "by the words of a code alone. Or download them as a list, fill in its first "
    "column, and bring it. To keep what you say for the next delivery, save the "
    "mapping."
)


def added(here: Here, mapping: SourceFormat | None) -> SourceFormat | None:
    """The mapping with what was said here about codes."""
    one_by_one: dict[Code, str] = st.session_state.get(SAID, {})
    taken: OwnList | None = st.session_state.get(code_list.LIST)
    said = {} if taken is None else taken.said
    said |= {code: (name,) for code, name in one_by_one.items()}
    if mapping is None or not said:
        return mapping
    return with_codes(mapping, said, here.house.catalogue)


def unknown(here: Here, came: Outcome, *, again: bool) -> None:
    """The codes of a load that no list knows. again: whether it can be done again."""
    every = came.report.unmapped
    layout.heading("Codes without a meaning")
    if not every:
        layout.caption("Every code of the files has a meaning here.")
        return
    rows = sum(one.rows for one in every)
    codes = several(len(every), "code has", "codes have")
    layout.text(f"{codes} no meaning here, in {several(rows, 'row')}. {HOW}")
    told = code_list.brought(here, came, _titles(here.house.catalogue))
    now = set() if told is None else _codes(told.now)
    left = [one for one in every if (one.system, one.code) not in now]
    if left:
        _edited(here, left[:MOST_SHOWN], again=again)
    if len(left) > MOST_SHOWN:
        layout.caption(f"Those of most people; {len(left) - MOST_SHOWN:,} more follow "
                       "in the file.")  # fmt: skip
    with layout.side_by_side():
        st.download_button(
            "Download all as a code list",
            lambda: as_list(every),
            "unknown-codes.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _edited(here: Here, shown: Iterable[Unmapped], *, again: bool) -> None:
    """The table in which codes are given a meaning."""
    titles = _titles(here.house.catalogue)
    said: dict[Code, str] = st.session_state.get(SAID, {})
    rows = list(shown)
    meanings = [titles.get(said.get((o.system, o.code), "")) for o in rows]
    edited = st.data_editor(
        {"Means": meanings, **_of_codes(rows, titles)},
        column_config={
            "Means": st.column_config.SelectboxColumn(
                options=list(titles.values()), width="medium"
            ),
            "May be": st.column_config.TextColumn(width="medium"),
            "People": st.column_config.NumberColumn(format="localized"),
            "Rows": st.column_config.NumberColumn(format="localized"),
        },
        disabled=["Words", "People", "May be", "Code", "Rows"]
        + ([] if again else ["Means"]),
        hide_index=True,
        placeholder="",
        alt="Codes without a meaning, those of most people first",
        key=f"codes-said-{rows[0].code}-{len(rows)}",
    )
    back = {title: name for name, title in titles.items()}
    meant = {
        (one.system, one.code): back[str(title)]
        for one, title in zip(rows, edited["Means"], strict=True)
        if title
    }
    kept = {code: name for code, name in said.items() if code not in _codes(rows)}
    if kept | meant != said:
        st.session_state[SAID] = kept | meant
        st.rerun()


def _of_codes(rows: list[Unmapped], titles: dict[str, str]) -> dict[str, list]:
    """What is known of each code; words and guesses only where there are some.

    The code stands early: on a telephone the last columns are out of sight.
    """
    words = [one.term or None for one in rows]
    guesses = [
        "; ".join(titles[s] for s in one.suggestions if s in titles) or None
        for one in rows
    ]
    said = {
        "Words": words,
        "Code": [f"{one.system} {one.code}" for one in rows],
        "People": [one.people for one in rows],
        "May be": guesses,
        "Rows": [one.rows for one in rows],
    }
    return {name: column for name, column in said.items() if any(column)}


def _codes(rows: Iterable[Unmapped]) -> set[Code]:
    return {(one.system, one.code) for one in rows}


def _titles(catalogue: Catalogue) -> dict[str, str]:
    """Everything that a code can mean, by name: 'Asthma (conditions)'."""
    return {
        f"{family}/{identity}": f"{entry.title} ({family})"
        for family in FAMILIES
        for identity, entry in catalogue.family(family).items()
    }
