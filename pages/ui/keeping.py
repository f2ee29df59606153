"""Save a cohort, take it away as a file, or start from another."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from pages.ui import drafts, people
from pages.ui.context import Here
from phm_core.definitions import Definition, parse_definition, to_json, to_yaml
from phm_core.definitions.nodes import LivesIn, RegisteredAt, Segment
from phm_core.errors import PhmError, RefusedInput
from phm_core.store.cohorts import Conflict

FROM = "_draft_from"


def origin() -> tuple[str | None, int | None]:
    """The saved cohort that the draft was opened from, and its version."""
    return st.session_state.get(FROM, (None, None))


def opened(definition: Definition, identity: str | None, version: int | None) -> None:
    """Start from a saved cohort, remembering which version was opened."""
    drafts.change(definition)
    st.session_state[FROM] = (identity, version)


def start_from(here: Here) -> None:
    """Start from an example, a saved cohort, a segment, an area or pasted text."""
    with st.popover("Start from", icon=":material/note_add:"):
        _pick("Example", _examples(here))
        _pick("Saved cohort", _saved(here))
        _pick("Segment", _segments(here))
        if st.button(f"People {here.place}", key="start-area"):
            opened(_area(here), None, None)
            st.rerun()
        _pasted(here)


Choice = tuple[Callable[[], Definition], str | None, int | None]


def _pick(label: str, choices: dict[str, Choice]) -> None:
    if not choices:
        return
    # A new key for each draft empties the list once a choice was taken.
    key = f"start-{label}-{drafts.held().digest}"
    chosen = st.selectbox(label, list(choices), index=None, key=key)
    if chosen:
        make, identity, version = choices[chosen]
        opened(make(), identity, version)
        st.rerun()


def _examples(here: Here) -> dict[str, Choice]:
    entries = here.house.catalogue.cohorts.values()
    return {e.title: (lambda e=e: e.definition, None, None) for e in entries}


def _saved(here: Here) -> dict[str, Choice]:
    return {
        f"{c.name} (version {c.version})": (lambda c=c: c.definition, c.id, c.version)
        for c in here.house.cohorts.newest()
    }


def _segments(here: Here) -> dict[str, Choice]:
    return {
        segment.title: (
            lambda s=segment, m=model: Definition(
                name=s.title, criteria=Segment(is_=(s.id,), model=m)
            ),
            None,
            None,
        )
        for model, entry in here.house.catalogue.segments.items()
        for segment in entry.segments
    }


def _area(here: Here) -> Definition:
    """Everyone of the area in the context bar."""
    level, code = here.area.level, here.area.code
    name = f"People {here.place}"
    if not code:
        return people.EVERYONE.model_copy(update={"name": name})
    registered = level in RegisteredAt.model_fields and here.lens == "registered"
    kind = RegisteredAt if registered else LivesIn
    return Definition(name=name, criteria=kind(**{str(level): (code,)}))


def _pasted(here: Here) -> None:
    text = st.text_area("Or paste a definition (YAML or JSON)", key="start-text")
    if st.button("Use this text", key="start-paste", disabled=not text.strip()):
        try:
            opened(
                parse_definition(text, here.house.vocabulary, name="the text"),
                None,
                None,
            )
        except RefusedInput as fault:
            st.error(str(fault))
        else:
            st.rerun()


def save(here: Here, definition: Definition) -> None:
    """Name an owner and a review date, and keep the definition."""
    identity, version = origin()
    with st.form("save", border=True):
        st.markdown("**Save this cohort.** The definition is kept, never the people.")
        owner = st.text_input("Owner", definition.owner, help="Who answers for it")
        tags = st.text_input("Tags, with commas between", ", ".join(definition.tags))
        review: date | None = st.date_input(
            "Review by", definition.review_by, format="DD/MM/YYYY"
        )
        note = st.text_input("What changed (optional)")
        again = identity is not None and version is not None
        label = f"Save as version {version + 1}" if again else "Save as a new cohort"
        saving = st.form_submit_button(label, type="primary")
        fork = st.form_submit_button("Save as a copy") if again else False
    if not (saving or fork):
        return
    kept = definition.model_copy(
        update={
            "owner": owner,
            "tags": tuple(t.strip() for t in tags.split(",") if t.strip()),
            "review_by": review,
        }
    )
    _keep(here, kept, note, as_copy=fork or not again)


def _keep(here: Here, definition: Definition, note: str, *, as_copy: bool) -> None:
    identity, version = origin()
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
        st.error(str(conflict), title="Somebody saved this cohort meanwhile")
        st.session_state[FROM] = (conflict.newest.id, conflict.newest.version)
        return
    except PhmError as fault:
        st.error(str(fault))
        return
    opened(saved.definition, saved.id, saved.version)
    people.open_cohort(saved.id)
    st.toast(f"Saved '{saved.name}' as version {saved.version}.")
    st.rerun()


def files(definition: Definition) -> None:
    """The definition as a file that runs elsewhere, and as text."""
    wire = definition.to_wire()
    with st.expander("The definition as a file", icon=":material/code:"):
        st.code(to_yaml(wire), language="yaml")
        with st.container(horizontal=True):
            for ending, text in (("yaml", to_yaml(wire)), ("json", to_json(wire))):
                st.download_button(
                    f"Download {ending.upper()}",
                    text,
                    f"{definition.name.lower().replace(' ', '_')}.{ending}",
                    on_click="ignore",
                )
