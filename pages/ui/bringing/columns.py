"""Columns of the files beside ours, edited in tables: one by one, value by value."""

import streamlit as st

from pages.ui import show
from pages.ui.bringing import results
from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import PhmError
from phm_core.onboarding.loading.called import FORMS, of_which, titles
from phm_core.onboarding.loading.editing import (
    NOT_HERE,
    Row,
    checked,
    choices,
    rows_of,
    unknown_words,
    with_rows,
    with_values,
)

Unknown = dict[str, dict[str, str | None]]
DATES_HELP = "How the file writes 31 October 2026; nothing: as most write it."
ALWAYS_HELP = "What every row has, where no column of the file says it."


def edited(here: Here, found: Brought, start: SourceFormat) -> SourceFormat | None:
    """The mapping as somebody edits it; None where that cannot be."""
    try:
        mapping = results.said(here, found, start)
        for number in range(len(mapping.tables)):
            mapping = _table(here, found, mapping, number)
        checked(mapping, here.house.catalogue)
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
    filled = sum(bool(row.column or row.always) for row in rows)
    title = f"{table.from_}: {catalogue.intake[table.into].title}"
    unknown = _unknown(here, found, mapping, number)
    asks = any(None in means.values() for means in unknown.values())
    which = f" ({said})" if (said := of_which(table, catalogue)) else ""
    label = f"{title}{which}, {filled} of our {len(rows)} columns filled"
    with st.expander(label, expanded=asks):
        columns = choices(mapping, table, found.held(mapping))
        key = f"map-{mapping.id}-{'-'.join(columns)}-{number}"
        changed = _grid(rows, columns, title, key)
        if changed != rows:
            mapping = with_rows(mapping, number, changed, catalogue)
        return _values(here, mapping, number, unknown)


def _grid(rows: list[Row], columns: tuple[str, ...], title: str, key: str) -> list[Row]:
    """The table in which columns are set beside ours, and what it says."""
    edited = st.data_editor(
        {
            "Ours": [row.title for row in rows],
            "Column of the file": [row.column or None for row in rows],
            "Or always": [row.always or None for row in rows],
            "Days are written": [row.dates or None for row in rows],
            "Meaning": [row.meaning for row in rows],
        },
        column_config={
            "Column of the file": st.column_config.SelectboxColumn(
                options=[*columns, NOT_HERE]
            ),
            "Or always": st.column_config.TextColumn(help=ALWAYS_HELP),
            "Days are written": st.column_config.SelectboxColumn(
                options=list(FORMS), help=DATES_HELP
            ),
        },
        disabled=["Ours", "Meaning"],
        hide_index=True,
        height="content",
        placeholder="",
        alt=f"{title}: our columns, and what fills each",
        key=key,
    )
    picked, always, dates = (
        edited[name] for name in ("Column of the file", "Or always", "Days are written")
    )
    return [
        Row(row.ours, row.meaning, column or "", value or "", how or "", row.title)
        for row, column, value, how in zip(rows, picked, always, dates, strict=True)
    ]


def _unknown(here: Here, found: Brought, mapping: SourceFormat, number: int) -> Unknown:
    """Values that nobody knows, by our column, with what is said that they mean."""
    table = mapping.tables[number]
    profile = found.profile(mapping, table.from_)
    if profile is None:
        return {}
    return unknown_words(table, profile, here.house.catalogue)


def _values(
    here: Here, mapping: SourceFormat, number: int, unknown: Unknown
) -> SourceFormat:
    """What somebody says that the values mean which nobody knows."""
    catalogue = here.house.catalogue
    table = mapping.tables[number]
    for ours, means in unknown.items():
        if ours not in table.columns:
            continue
        given = catalogue.intake[table.into].column(ours)
        about = f"Values of '{table.columns[ours].column}' ({given.label})"
        st.caption(f"{about} that are not known. Say what each means:")
        edited = st.data_editor(
            {"Value": list(means), "Means": list(means.values())},
            column_config={
                "Means": st.column_config.SelectboxColumn(
                    options=sorted(set(titles(given, catalogue).values()))
                )
            },
            disabled=["Value"],
            hide_index=True,
            placeholder="",
            alt=f"{about} that are not known, and what each means",
            key=f"values-{number}-{ours}",
        )
        values = [str(value) for value in edited["Value"]]
        said = dict(zip(values, edited["Means"], strict=True))
        if said != means:
            mapping = with_values(mapping, number, ours, said, catalogue)
    return mapping
