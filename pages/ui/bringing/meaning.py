"""What the columns mean: a known format, a saved mapping or a suggestion, edited."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing import columns, differing
from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import PhmError
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.matching import fitting
from phm_core.onboarding.loading.remembered import remembered
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
    before = {
        f"The mapping of snapshot {name}": one
        for name, one in remembered(
            here.house.settings.snapshots, found.delivery, catalogue
        ).items()
    }
    offered = [*titles, *before, SUGGEST, OWN]
    # Of these files: what a load adds to the list does not change what is chosen.
    key = f"start-{found.folder.name}"
    chosen = st.selectbox("Start from", offered, width=480, key=key)
    try:
        if chosen in titles:
            _known(titles[chosen])
            return titles[chosen]
        if chosen == SUGGEST:
            return columns.edited(here, found, _suggested(here, found))
        start = before.get(chosen) or _own(here)
        if start is None:
            return None
        return _as_saved(here, found, start)
    except PhmError as fault:
        show.refusal(fault)
        return None


def _as_saved(here: Here, found: Brought, start: SourceFormat) -> SourceFormat | None:
    """A saved mapping upon these files; its version rises with what is changed."""
    mapping = columns.edited(here, found, differing.upon(here, found, start))
    if mapping is None or mapping == start:
        return mapping
    return mapping.model_copy(update={"version": start.version + 1})


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
    file = st.file_uploader(
        "The mapping (YAML)", ["yaml", "yml"], max_upload_size=layout.SMALL_FILE
    )
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
