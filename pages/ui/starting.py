"""Where a cohort starts from: an example, a saved one, a segment, an area, a text."""

from collections.abc import Callable

import streamlit as st

from pages.ui import drafts, people
from pages.ui.context import Here
from pages.ui.menu import BY_NAME
from phm_core.definitions import Definition, parse_definition
from phm_core.definitions.nodes import LivesIn, RegisteredAt, Segment
from phm_core.errors import RefusedInput

GO = "_go_to_builder"
Choice = tuple[Callable[[], Definition], str | None, int | None]


def start_from(here: Here) -> None:
    """Start from an example, a saved cohort, a segment, an area or pasted text."""
    box = st.popover(
        "Start from", icon=":material/note_add:", on_change="rerun", key="start"
    )
    if not box.open:
        return
    with box:
        _pick("Example", _examples(here))
        _pick("Saved cohort", _saved(here))
        _pick("Segment", _segments(here))
        if st.button(f"People {here.place}", key="start-area"):
            drafts.begin(_area(here))
            st.rerun()
        _pasted(here)


def elsewhere(
    definition: Definition, identity: str | None = None, version: int | None = None
) -> None:
    """Start from a definition on another page, as a callback before `leave`."""
    drafts.begin(definition, identity, version)
    st.session_state[GO] = True


def leave() -> None:
    """Go to the builder when a button of this page asked for it."""
    if st.session_state.pop(GO, False):
        # The context is bound to the address and goes along by itself.
        st.switch_page(BY_NAME["builder"].path, query_params=drafts.link())


def chosen_above(here: Here, definition: Definition) -> None:
    """Offer to open the cohort of the context bar, unless it is the one here."""
    above = here.cohort
    if above is None or here.cohort_id == people.DRAFT_KEY:
        return
    if above.digest != definition.digest:
        saved = here.house.cohorts.find(here.cohort_id)
        version = (saved.id, saved.version) if saved else (None, None)
        st.button(
            f"Open '{above.name}' here",
            key="open-above",
            icon=":material/file_open:",
            on_click=_open,
            args=(above, *version),
        )


def _open(definition: Definition, identity: str | None, version: int | None) -> None:
    drafts.begin(definition, identity, version)


def _pick(label: str, choices: dict[str, Choice]) -> None:
    if not choices:
        return
    # A new key for each draft empties the list once a choice was taken.
    key = f"start-{label}-{drafts.shape()}"
    chosen = st.selectbox(label, list(choices), index=None, key=key)
    if chosen:
        make, identity, version = choices[chosen]
        drafts.begin(make(), identity, version)
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
                name=s.title, criteria=Segment.model_validate({"is": s.id, "model": m})
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
    return Definition(name=name, criteria=kind.model_validate({str(level): code}))


def _pasted(here: Here) -> None:
    text = st.text_area("Or paste a definition (YAML or JSON)", key="start-text")
    if st.button("Use this text", key="start-paste"):
        try:
            drafts.begin(parse_definition(text, here.house.vocabulary, name="the text"))
        except RefusedInput as fault:
            st.error(str(fault))
        else:
            st.rerun()
