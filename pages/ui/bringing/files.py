"""The files that somebody brings: kept apart, looked at, and gone after a day."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from phm_core.errors import PhmError
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.delivery import Delivery
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.profile import Profile

MEANING = (
    "Bring the files of a supplier: they are looked at, their columns are set beside "
    "ours, a load is tried, and a snapshot is made. Nothing of what runs changes until "
    "the new snapshot is chosen."
)
KINDS = ["csv", "tsv", "txt", "parquet", "gz", "zip", "json", "ndjson"]
HOW = (
    "CSV or other text, Parquet, FHIR (JSON, NDJSON), packed or not. Files of more "
    "than 200 MB are loaded at the command line: python -m phm_core onboard load."
)
MOST_MEGABYTES = 200
HELD = "_brought"
OWNER_FOLDER = 0o700
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Brought:
    """Files on disk, what was read of them, and how each table looks."""

    folder: Path
    delivery: Delivery
    profiles: tuple[Profile, ...]


def brought(here: Here) -> Brought | None:
    """The files, once somebody has given them; None before."""
    held: Brought | None = st.session_state.get(HELD)
    if held is not None and held.folder.exists():
        if st.button("Bring other files", icon=":material/restart_alt:"):
            forget()
            st.rerun()
        return held
    given = st.file_uploader(
        "Files of the extract",
        KINDS,
        accept_multiple_files=True,
        max_upload_size=MOST_MEGABYTES,
        help=HOW,
    )
    if not given:
        show.empty("No files yet.", HOW)
        return None
    uploads = here.house.settings.data_dir / "uploads"
    swept(uploads, here.house.audit.now)
    folder = uploads / secrets.token_hex(8)
    folder.mkdir(OWNER_FOLDER, parents=True)
    for file in given:
        (folder / Path(file.name).name).write_bytes(file.getbuffer())
    bar = st.progress(0.0, "Reading the files")

    def tell(share: float, sentence: str) -> None:
        bar.progress(share, sentence)

    try:
        delivery, profiles = looked_at(folder, here.house.settings.snapshots, tell)
    except PhmError as fault:
        remove_tree(folder)
        show.refusal(fault)
        return None
    st.session_state[HELD] = Brought(folder, delivery, tuple(profiles))
    return st.rerun()


def forget() -> None:
    """Remove the files of this visit, and what was said of them."""
    held: Brought | None = st.session_state.pop(HELD, None)
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
    for one in found.profiles:
        title, *_ = one.sentences()
        with st.expander(title, expanded=len(found.profiles) == 1):
            if one.repeated:
                st.caption(f"{one.repeated:,} rows are the same as another.")
            st.table(_columns(one), hide_index=True)


def _columns(one: Profile) -> dict[str, list[str]]:
    rows = one.table.rows or 1
    return {
        "Column": [seen.name for seen in one.columns],
        "Holds": [f"{s.kind} ({s.form})" if s.form else s.kind for s in one.columns],
        "Filled": [f"{seen.filled / rows:.0%}" for seen in one.columns],
        "Values": [
            ", ".join(f"{value} ({rows:,})" for value, rows in seen.values[:6])
            for seen in one.columns
        ],
    }
