"""Name a Place and keep it: as new, as the next version, or as a copy."""

from datetime import date

import streamlit as st

from pages.ui import address, areas, show
from pages.ui.context import Here
from pages.ui.layout import link
from pages.ui.placing import draft
from pages.ui.placing.looks import desk_of
from phm_core.analysis.place_keeping import keep
from phm_core.area import Area, Level
from phm_core.definitions.built_place import LONGEST_NAME, BuiltPlace
from phm_core.errors import PhmError
from phm_core.store.places import PlaceConflict

MEANWHILE = "_place_meanwhile"


def save(here: Here, place: BuiltPlace) -> None:
    """The form that names, versions and keeps a Place."""
    began = draft.current().began
    old = began.place if began else None
    key = f"keep-{began.id}-{began.version}" if began else "keep-new"
    if said := st.session_state.get(MEANWHILE):
        st.error(said, title="Somebody saved this Place meanwhile")
    with st.form("keep", border=True):
        st.markdown("**Save this Place.** Its parts are kept, never its people.")
        name = st.text_input(
            "Name", old.name if old else "", max_chars=LONGEST_NAME, key=f"{key}-name"
        )
        with st.container(horizontal=True):
            owner = st.text_input(
                "Owner", old.owner if old else "", help="Who answers for it",
                key=f"{key}-owner",
            )  # fmt: skip
            review: date | None = st.date_input(
                "Review by", old.review_by if old else None, format="DD/MM/YYYY",
                key=f"{key}-review",
            )  # fmt: skip
        note = st.text_input("What it is for, or what changed", key=f"{key}-note")
        words = f"Save as version {began.version + 1}" if began else "Save this Place"
        with st.container(horizontal=True):
            saving = st.form_submit_button(words, type="primary", key="keep-it")
            copying = bool(began) and st.form_submit_button(
                "Save as a copy", key="keep-copy",
                help="Under another name; this Place stays as it is.",
            )  # fmt: skip
    if saving or copying:
        about = {"name": name.strip(), "owner": owner.strip(), "review_by": review}
        kept = place.model_copy(update=about | {"retired": False})
        _keep(here, kept, note, as_new=bool(copying) or began is None)


def _keep(here: Here, place: BuiltPlace, note: str, *, as_new: bool) -> None:
    began = draft.current().began
    try:
        saved = keep(
            desk_of(here),
            place,
            identity=began.id if began and not as_new else None,
            edited=began.version if began and not as_new else None,
            forked_from=f"{began.id} {began.version}" if began and as_new else None,
            note=note,
        )
    except PlaceConflict as conflict:
        if as_new:
            show.refusal(conflict)
            return
        st.session_state[MEANWHILE] = str(conflict)
        # From now on these parts follow theirs: saving again loses neither.
        draft.follow(conflict.newest)
        st.rerun()
    except PhmError as fault:
        show.refusal(fault)
        return
    st.session_state.pop(MEANWHILE, None)
    draft.begin(saved)
    draft.open_later(saved.id)
    st.toast(f"Saved '{saved.name}' as version {saved.version}.")
    st.rerun()


def use(here: Here) -> None:
    """The Place as the area of every page, and the link to it."""
    began = draft.current().began
    if began is None:
        st.caption("Save it, then use it on every page and share its link.")
        return
    if began.place.parts != draft.current().parts:
        st.caption("Changed since it was saved: what follows is the saved version.")
    area = str(Area(Level.BUILT_PLACE, began.id))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Use this Place on every page",
            icon=":material/filter_center_focus:",
            on_click=areas.open_area,
            args=(area,),
            disabled=str(here.area) == area,
        )
        link("map", "See it on the map", area=area)
        link("compare", "Compare built Places", per=str(Level.BUILT_PLACE),
             pick=began.id)  # fmt: skip
        link("overview", "Overview", area=area)
    base = (st.context.url or "").partition("?")[0]
    st.caption("Link to this Place, for somebody else:")
    st.code(f"{base}?place={began.id}&area={area}", language=None, wrap_lines=True)


def open_version(identity: str, version: int, here: Here) -> None:
    """Put an older version on the table, as a change of the newest; from a callback."""
    versions = here.house.places.versions(identity)
    older = next(one for one in versions if one.version == version)
    draft.begin(here.house.places.get(identity))
    address.choose("place", identity)
    draft.replace_parts(older.place.parts)
