"""How files differ from those that a mapping was saved for, and what stays the same."""

from collections.abc import Iterable

import streamlit as st

from pages.ui import layout
from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.matching import Change, changes, matched
from phm_core.onboarding.loading.read_columns import joined_by, own_names
from phm_core.onboarding.loading.relaid import relaid

SAME = "The files are laid out as they were when the mapping was saved."
NEW, GONE = "(new)", "(no longer there)"
WHOSE = "Which rows go together"


def upon(here: Here, found: Brought, mapping: SourceFormat) -> SourceFormat:
    """A saved mapping upon these files, with what has changed shown as a difference.

    Raises RefusedInput where the mapping chooses rows by a column that is gone.
    """
    changed = changes(mapping, found.delivery)
    if changed:
        st.warning(
            "Look at the difference, and set below what is read from where now.",
            title="The layout has changed since the mapping was saved",
            icon=":material/difference:",
        )
        same = {one.source: _one(here, mapping, one) for one in changed}
        mapping = relaid(mapping, changed, same)
    elif any(source.layout for source in mapping.sources.values()):
        layout.caption(SAME)
    try:
        matched(mapping, found.delivery)
    except RefusedInput as missing:
        st.warning(str(missing), icon=":material/search_off:")
    return mapping


def _one(here: Here, mapping: SourceFormat, change: Change) -> dict[str, str]:
    """The difference of one source, and the columns that are said to be the same."""
    rows = [
        *((was, now, was) for was, now in change.renamed.items()),
        *((was, GONE, was) for was in change.gone),
        *((NEW, now, "") for now in change.added),
    ]
    read = _read(here, mapping, change.source)
    st.table(
        {
            f"Column of {change.source} then": [was for was, _, _ in rows],
            "Now": [now for _, now, _ in rows],
            "Read as": [read.get(was, "") for _, _, was in rows],
        },
        hide_index=True,
    )
    return dict(_said(change.source, change.renamed.items()))


def _said(source: str, renamed: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for was, now in renamed:
        label = f"'{now}' is what was called '{was}'"
        if st.checkbox(label, key=f"same-{source}-{was}-{now}"):
            yield was, now


def _read(here: Here, mapping: SourceFormat, source: str) -> dict[str, str]:
    """What each column of a source is read as, in words."""
    found: dict[str, list[str]] = {}
    for table in mapping.tables:
        intake = here.house.catalogue.intake[table.into]
        for ours, how in table.columns.items():
            for name in own_names(table, source, how.sources):
                label = f"{intake.column(ours).label} ({intake.title.lower()})"
                found.setdefault(name, []).append(label)
        for name in () if table.each is None else table.each.columns:
            if table.from_ == source:
                found.setdefault(name, []).append(intake.title)
        for name in joined_by(table, source):
            found.setdefault(name, []).append(WHOSE)
    return {name: "; ".join(dict.fromkeys(labels)) for name, labels in found.items()}
