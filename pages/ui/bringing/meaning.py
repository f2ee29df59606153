"""What the columns mean: a known format, a saved mapping or a suggestion, edited."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import SourceFormat
from phm_core.catalogue.schema.source_format import DATE_FORMS
from phm_core.errors import PhmError
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.editing import (
    NOT_HERE,
    Row,
    rows_of,
    unknown_words,
    with_rows,
    with_values,
)
from phm_core.onboarding.loading.matching import fitting
from phm_core.onboarding.loading.spellings import spelt
from phm_core.onboarding.loading.suggest import suggested

MAPPING = "_mapping"
SUGGEST = "Suggest a mapping"
OWN = "Use a mapping that was saved"


def mapped(here: Here, found: Brought) -> SourceFormat | None:
    """The mapping of these files, as it is edited; None while there is none."""
    layout.heading("What the columns mean")
    catalogue = here.house.catalogue
    known = fitting(catalogue.formats.values(), found.delivery)
    titles = {one.title: one for one in known}
    chosen = st.selectbox("Start from", [*titles, SUGGEST, OWN], width=480)
    try:
        if chosen in titles:
            _known(titles[chosen])
            return titles[chosen]
        start = _own(here) if chosen == OWN else _suggested(here, found)
    except PhmError as fault:
        show.refusal(fault)
        return None
    if start is None:
        return None
    return _edited(here, found, start)


def _known(shipped: SourceFormat) -> None:
    """What a format is, and what is not read of it."""
    st.caption(f"The files look like this format. {shipped.meaning}")
    if shipped.loses:
        with st.expander("What is not read of it"):
            st.markdown("\n".join(f"- {lost}" for lost in shipped.loses))


def keep(mapping: SourceFormat) -> None:
    """The mapping as a file that says the same of the next delivery."""
    st.download_button(
        "Save the mapping for the next delivery",
        saved(mapping),
        f"{mapping.id}-mapping.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
    )


def _own(here: Here) -> SourceFormat | None:
    file = st.file_uploader("The mapping (YAML)", ["yaml", "yml"])
    if file is None:
        return None
    text = file.getvalue().decode("utf-8-sig", "replace")
    return parsed(text, file.name, here.house.catalogue)


def _suggested(here: Here, found: Brought) -> SourceFormat:
    house = here.house
    resolver = resolver_for(house.catalogue, house.settings.codelists_dir)
    made = suggested(found.profiles, house.catalogue, resolver)
    for note in made.notes:
        st.info(note, icon=":material/help:")
    return made.mapping


def _edited(here: Here, found: Brought, start: SourceFormat) -> SourceFormat | None:
    mapping = start
    try:
        for number in range(len(start.tables)):
            mapping = _table(here, found, mapping, number)
    except PhmError as fault:
        show.refusal(fault)
        return None
    if mapping != start:
        mapping = mapping.model_copy(update={"version": start.version + 1})
    return mapping


def _table(
    here: Here, found: Brought, mapping: SourceFormat, number: int
) -> SourceFormat:
    catalogue = here.house.catalogue
    table = mapping.tables[number]
    rows = rows_of(table, catalogue)
    layout_of = mapping.sources[table.from_].layout
    filled = sum(bool(row.column or row.always) for row in rows)
    title = catalogue.intake[table.into].title
    with st.expander(f"{table.from_}: {title}, {filled} of {len(rows)} columns"):
        edited = st.data_editor(
            {
                "Ours": [row.ours for row in rows],
                "Column of the file": [row.column or None for row in rows],
                "Or always": [row.always or None for row in rows],
                "Days are written": [row.dates or None for row in rows],
                "Meaning": [row.meaning for row in rows],
            },
            column_config={
                "Column of the file": st.column_config.SelectboxColumn(
                    options=[*layout_of, NOT_HERE]
                ),
                "Days are written": st.column_config.SelectboxColumn(
                    options=list(DATE_FORMS)
                ),
            },
            disabled=["Ours", "Meaning"],
            hide_index=True,
            key=f"map-{number}",
        )
        changed = [
            Row(ours, meaning, column or "", always or "", dates or "")
            for ours, column, always, dates, meaning in zip(
                *(edited[name] for name in edited), strict=True
            )
        ]
        if changed != rows:
            mapping = with_rows(mapping, number, changed, catalogue)
        return _values(here, found, mapping, number)


def _values(
    here: Here, found: Brought, mapping: SourceFormat, number: int
) -> SourceFormat:
    """Values that nobody knows, and what somebody says that they mean."""
    catalogue = here.house.catalogue
    table = mapping.tables[number]
    held = {one.table.name.casefold(): one for one in found.profiles}
    profile = next(
        (one for one in held.values() if set(mapping.sources[table.from_].layout)
         == set(one.table.columns)),
        None,
    )  # fmt: skip
    if profile is None:
        return mapping
    for ours, means in unknown_words(table, profile, catalogue).items():
        words = spelt(catalogue.intake[table.into].column(ours), catalogue)
        st.caption(f"Values of '{ours}' that are not known:")
        edited = st.data_editor(
            {"Value": list(means), "Means": list(means.values())},
            column_config={
                "Means": st.column_config.SelectboxColumn(
                    options=sorted(set(words.values()))
                )
            },
            disabled=["Value"],
            hide_index=True,
            key=f"values-{number}-{ours}",
        )
        values = [str(value) for value in edited["Value"]]
        said = dict(zip(values, edited["Means"], strict=True))
        if said != means:
            mapping = with_values(mapping, number, ours, said, catalogue)
    return mapping
