"""Columns that hold a result each, such as blood pressures: somebody says which."""

import streamlit as st

from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.results import unread, with_results
from phm_core.onboarding.loading.wide import can_be

HOW = (
    "Each cell of such a column is a result of its own, or says who has a condition, "
    "by yes or no or by the day since when: say which. A column that holds 142/88 is a "
    "blood pressure with both numbers in one."
)


def said(here: Here, found: Brought, start: SourceFormat) -> SourceFormat:
    """The mapping with what is said of columns that nothing is read from."""
    catalogue, mapping = here.house.catalogue, start
    every = {
        number: columns
        for number, one in enumerate(found.profiles)
        if (columns := unread(start, one, found.delivery, catalogue))
    }
    if not every:
        return mapping
    count = sum(map(len, every.values()))
    label = "Columns that are not read and can hold results or conditions"
    with st.expander(f"{label}: {count}"):
        st.caption(HOW)
        for number, columns in every.items():
            one = found.profiles[number]
            told = _told(here, one, columns, f"results-{start.id}-{number}")
            mapping = with_results(mapping, one, found.delivery, told, catalogue)
    return mapping


def _told(here: Here, one: Profile, columns: list[Seen], key: str) -> dict[str, str]:
    """What each column of a table is said to hold."""
    meant = {seen.name: can_be(seen, here.house.catalogue) for seen in columns}
    options = dict.fromkeys(title for each in meant.values() for title in each)
    edited = st.data_editor(
        {
            f"Column of {one.table.name}": [seen.name for seen in columns],
            "Is": [None for _ in columns],
            "Holds": [seen.kind for seen in columns],
        },
        column_config={"Is": st.column_config.SelectboxColumn(options=list(options))},
        disabled=[f"Column of {one.table.name}", "Holds"],
        hide_index=True,
        placeholder="",
        alt=f"Columns of {one.table.name} that are not read, and what each is",
        key=key,
    )
    told = dict(zip(meant, edited["Is"], strict=True))
    for name, title in told.items():
        if title and title not in meant[name]:
            st.warning(f"'{name}' cannot be '{title}': it does not hold that.")
    return {
        name: meant[name][title] for name, title in told.items() if title in meant[name]
    }
