"""The files that somebody brings: kept apart, looked at, and gone after a day."""

import secrets
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.ui import layout, show
from pages.ui.bringing import at_work
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import NoRoom, PhmError, RefusedInput, several
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.delivery import Progress
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.matching import present
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.staging import room_in

MEANING = (
    "Bring the files of a supplier: they are looked at, their columns are set beside "
    "ours, a load is tried, and a snapshot of the records is made. The app runs on as "
    "before until you choose the new snapshot, at the end of this page."
)
KINDS = ["csv", "tsv", "txt", "parquet", "gz", "zip", "json", "ndjson"]
MOST = "server.maxUploadSize"
HOW = (
    "Choose every file of one delivery together, or one archive of them: CSV or other "
    "text, Parquet, FHIR (JSON, NDJSON), packed (gzip, zip) or not. A file that is "
    "marked red did not come: bring it again. Files of more than {most} MB are loaded "
    "at the command line: python -m phm_core onboard load."
)
HELD, WAITING = "_brought", "_waiting_for_room"
WHOLE = ".whole"
"""The file that says that all files of a delivery have come; it is not one of them."""
SAID_OF_THEM = ("_outcome", "_codes_said", "_code_list")
OWNER_FOLDER = 0o700
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Brought:
    """Files on disk, what was read of them, and how each table looks."""

    folder: Path
    delivery: Delivery
    profiles: tuple[Profile, ...]

    def held(self, mapping: SourceFormat) -> dict[str, tuple[str, ...]]:
        """The columns of each source of a mapping that is here."""
        there = present(mapping, self.delivery)
        return {name: tables[0].columns for name, tables in there.items()}

    def profile(self, mapping: SourceFormat, source: str) -> Profile | None:
        """How a source looks; None where it is not here."""
        tables = present(mapping, self.delivery).get(source, ())
        return next((one for one in self.profiles if one.table in tables), None)


def brought(here: Here) -> Brought | None:
    """The files, once somebody has given them; None before."""
    uploads = here.house.settings.data_dir / "uploads"
    swept(uploads, here.house.audit.now)
    held: Brought | None = st.session_state.get(HELD)
    if held is not None and held.folder.exists():
        if st.button("Bring other files", icon=":material/restart_alt:"):
            forget()
            st.rerun()
        st.caption("These files are removed then, or after a day.")
        return held
    how = HOW.format(most=st.get_option(MOST))
    # A form waits until every file has come, however long the largest takes.
    with st.form("files", border=False):
        given = st.file_uploader(
            "Files of the extract",
            KINDS,
            accept_multiple_files=True,
            help=how,
        )
        st.form_submit_button("Look at these files", icon=":material/table_view:")
    if not given:
        show.empty("No files yet.", how)
        return None
    these = tuple(file.file_id for file in given)
    if at_work.was_stopped(these):
        show.empty("Reading was stopped.", "Read the files, or choose others.")
        st.button("Read them", icon=":material/play_circle:", on_click=at_work.again)
        return None
    folder = _folder(uploads, these)
    try:
        found = at_work.done(
            "Reading the files",
            these,
            lambda tell: _looked_at(here, folder, given, tell),
        )
    except PhmError as fault:
        if isinstance(fault, NoRoom):
            st.session_state[WAITING] = (these, folder)
        show.refusal(fault)
        return None
    st.session_state[HELD] = found
    return st.rerun()


def _folder(uploads: Path, these: Hashable) -> Path:
    """A folder for files; of the same again where there was no room to read them."""
    before, folder = st.session_state.pop(WAITING, (None, None))
    if before == these and folder is not None and folder.exists():
        return folder
    folder = uploads / secrets.token_hex(8)
    folder.mkdir(OWNER_FOLDER, parents=True)
    return folder


def _put(file: UploadedFile, folder: Path) -> None:
    """Write a file beside the others. Raises RefusedInput where one has its name."""
    path = folder / Path(file.name).name
    if path.exists():
        raise RefusedInput(
            f"Two of the files are called '{path.name}'. Give each a name of its own, "
            "or pack them into one archive, and bring them again."
        )
    path.write_bytes(file.getbuffer())


def _looked_at(
    here: Here, folder: Path, given: Sequence[UploadedFile], tell: Progress
) -> Brought:
    """What the files are; they are removed where they cannot be read, or it stops.

    Where there is no room to read them they are kept, for when there is.
    """
    house, whole = here.house, folder / WHOLE
    try:
        if not whole.exists():
            with room_in(folder):
                for file in given:
                    _put(file, folder)
                whole.touch()
        delivery, profiles = looked_at(
            folder, house.settings.snapshots, house.catalogue, tell
        )
        tell(1.0, "Done")
    except BaseException as fault:
        if not (isinstance(fault, NoRoom) and whole.exists()):
            remove_tree(folder)
        raise
    return Brought(folder, delivery, tuple(profiles))


def forget() -> None:
    """Remove the files of this visit, and what was said of them."""
    held: Brought | None = st.session_state.pop(HELD, None)
    for said in SAID_OF_THEM:
        st.session_state.pop(said, None)
    if held is not None:
        remove_tree(held.folder)


def swept(uploads: Path, now: datetime) -> None:
    """Remove what was brought more than a day ago by somebody who did not come back."""
    for folder in uploads.glob("*"):
        if folder.stat().st_mtime < (now - KEPT).timestamp():
            remove_tree(folder)


def looked(found: Brought) -> None:
    """What each file holds, column by column."""
    layout.heading("What the files hold")
    for said in found.delivery.refused.values():
        st.warning(said, icon=":material/block:")
    if found.delivery.empty:
        names = ", ".join(one.said for one in found.delivery.empty)
        st.caption(
            f"Without rows: {names}. A list of opt-outs or flags without rows means "
            "that nobody is on it."
        )
    every = found.profiles
    if len(every) > 1:
        rows = sum(one.table.rows for one in found.profiles)
        with st.expander(f"{len(every)} tables, {several(rows, 'row')}", expanded=True):
            st.table(
                {
                    "Table": [one.table.name for one in found.profiles],
                    "Rows": [f"{one.table.rows:,}" for one in found.profiles],
                    "Columns": [str(len(one.columns)) for one in found.profiles],
                },
                hide_index=True,
            )
    _one(every)


def _one(every: Sequence[Profile]) -> None:
    """The columns of a table; of several, of the one that is chosen."""
    number = 0
    if len(every) > 1:
        names = [one.table.name for one in every]
        number = st.selectbox(
            "Look into", range(len(every)), format_func=names.__getitem__, width=480
        )
    one = every[number or 0]
    st.caption(_title(one))
    if one.repeated:
        st.caption(one.same)
    with st.expander(f"Columns of {one.table.name}"):
        st.table(_columns(one), hide_index=True)
        if one.bare:
            st.caption(one.bare)


def _title(one: Profile) -> str:
    return next(iter(one.sentences()))


def _columns(one: Profile) -> dict[str, list[str]]:
    rows = one.table.rows or 1
    return {
        "Column": [seen.name for seen in one.filled],
        "Holds": [f"{s.kind} ({s.form})" if s.form else s.kind for s in one.filled],
        "Filled": [f"{seen.filled / rows:.0%}" for seen in one.filled],
        "Values": [
            ", ".join(f"{value} ({rows:,})" for value, rows in seen.values[:6])
            for seen in one.filled
        ],
    }
