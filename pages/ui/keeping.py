"""Save a cohort under its own date and owner, or take it away as a file."""

from datetime import date

import streamlit as st

from pages.ui import drafts, people, show
from pages.ui.context import Here
from phm_core.charts.exports import file_name
from phm_core.definitions import Definition, to_json, to_yaml
from phm_core.definitions.describe import describe
from phm_core.definitions.diff import diff
from phm_core.errors import PhmError
from phm_core.store.cohorts import Conflict

MEANWHILE = "_saved_meanwhile"
SIGNS = {"added": ":material/add: added", "removed": ":material/remove: removed"}


def save(here: Here, definition: Definition) -> None:
    """Name an owner and a review date, and keep the definition."""
    identity, version = drafts.origin()
    _meanwhile(here, definition)
    key = f"save-{drafts.shape()}"
    with st.form("save", border=True):
        st.markdown("**Save this cohort.** The definition is kept, never the people.")
        with st.container(horizontal=True):
            owner = st.text_input(
                "Owner", definition.owner, help="Who answers for it", key=f"{key}-owner"
            )
            review: date | None = st.date_input(
                "Review by",
                definition.review_by,
                format="DD/MM/YYYY",
                key=f"{key}-review",
            )
        tags = st.text_input(
            "Tags, with commas between", ", ".join(definition.tags), key=f"{key}-tags"
        )
        note = st.text_input("What changed (optional)", key=f"{key}-note")
        again = identity is not None
        label = (
            f"Save as version {(version or 0) + 1}" if again else "Save as a new cohort"
        )
        with st.container(horizontal=True):
            saving = st.form_submit_button(label, type="primary", key="save-it")
            fork = again and st.form_submit_button("Save as a copy", key="save-copy")
    if saving or fork:
        words = tuple(t.strip() for t in tags.split(",") if t.strip())
        about = {"owner": owner, "tags": words, "review_by": review}
        kept = definition.model_copy(update=about)
        _keep(here, kept, note, as_copy=bool(fork) or not again)


def _keep(here: Here, definition: Definition, note: str, *, as_copy: bool) -> None:
    identity, version = drafts.origin()
    forked = f"{identity} {version}" if identity and as_copy else None
    try:
        saved = here.house.cohorts.save(
            definition,
            identity=None if as_copy else identity,
            edited=None if as_copy else version,
            forked_from=forked,
            note=note,
        )
    except Conflict as conflict:
        st.session_state[MEANWHILE] = str(conflict)
        # From now on the draft follows theirs, so that saving again loses neither.
        drafts.begin(definition, conflict.newest.id, conflict.newest.version)
        st.rerun()
    except PhmError as fault:
        show.refusal(fault)
        return
    st.session_state.pop(MEANWHILE, None)
    drafts.begin(saved.definition, saved.id, saved.version)
    people.open_later(saved.id)
    st.toast(f"Saved '{saved.name}' as version {saved.version}.")
    st.rerun()


def _meanwhile(here: Here, definition: Definition) -> None:
    """Somebody saved the same cohort meanwhile: say so until this draft is saved."""
    fault = st.session_state.get(MEANWHILE)
    identity, version = drafts.origin()
    if not fault or identity is None:
        return
    st.error(fault, title="Somebody saved this cohort meanwhile")
    theirs = here.house.cohorts.definition(identity, version)
    if theirs is not None:
        st.markdown("Against what they saved, yours has:")
        changes(here, theirs, definition)


def changes(here: Here, before: Definition, after: Definition) -> None:
    """What differs between two definitions, rule by rule."""
    found = [change for change in diff(before, after) if change.what != "kept"]
    for change in found:
        st.markdown(
            f"- {SIGNS[change.what]}: {describe(change.rule, here.house.vocabulary)}"
        )
    if not found:
        st.markdown("- the same rules")


def files(definition: Definition) -> None:
    """The definition as a file that runs elsewhere, and as text."""
    title, icon = "The definition as a file", ":material/code:"
    box = st.expander(title, icon=icon, on_change="rerun", key="files")
    if not box.open:
        return
    wire = definition.to_wire()
    with box:
        st.code(to_yaml(wire), language="yaml")
        with st.container(horizontal=True):
            for ending, text in (("yaml", to_yaml(wire)), ("json", to_json(wire))):
                st.download_button(
                    f"Download {ending.upper()}",
                    text,
                    file_name(definition.name, ending),
                    on_click="ignore",
                )
