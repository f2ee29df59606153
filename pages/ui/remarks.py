"""What people write on a view: comments, which the shell places under every view.

Each has its author, its date and the day on which it expires. Which pages have views,
and by which choices they differ, is declared in the menu.
"""

from datetime import date, timedelta

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.store.remarks import LONGEST_TEXT, Note, Remark

WRITING = "write_comment"
STANDS_FOR = timedelta(days=183)
ABOUT_NOBODY = (
    "Say nothing about single people: everybody who opens this view reads it."
)


def author(here: Here) -> str:
    """Who writes: the user of the scope, with the role."""
    role = here.house.catalogue.roles[here.scope.role].title
    return f"{here.scope.user} ({role})"


def commentary(here: Here, about: str) -> None:
    """Comments on a view, and a box to write one; expired ones stay in the store.

    about: the view, the same for everybody who sees the same.
    """
    today = here.house.remarks.today
    every = here.house.remarks.about(about)
    standing = [one for one in every if _is_comment(one) and one.stands(today)]
    st.subheader("Commentary", anchor=False)
    for one in standing:
        line(here, one)
    if not standing:
        st.caption("Nobody has written about this view.")
    box = st.expander(
        "Write a comment", icon=":material/edit_note:", key=WRITING, on_change="rerun"
    )
    if box.open:
        with box:
            _write(here, about, today)


def _is_comment(one: Remark) -> bool:
    return one.note.kind == "commentary"


def _write(here: Here, about: str, today: date) -> None:
    with st.form(f"comment-{about}", border=False, clear_on_submit=True):
        text = words("Comment", f"comment-text-{about}")
        expires: date | None = st.date_input(
            "Stands until",
            today + STANDS_FOR,
            min_value=today,
            format="DD/MM/YYYY",
            key=f"comment-until-{about}",
        )
        saving = st.form_submit_button("Save the comment", key=f"comment-save-{about}")
    if saving:
        keep(here, Note("commentary", about, text, expires_on=expires))


def words(label: str, key: str) -> str:
    """A box for a sentence, with the warning that it is not for single people."""
    text = st.text_area(label, max_chars=LONGEST_TEXT, key=key, height=90)
    st.caption(ABOUT_NOBODY)
    return text


def keep(here: Here, note: Note) -> None:
    """Save a note and draw the page again; a refusal is shown."""
    try:
        here.house.remarks.write(note, author(here))
    except PhmError as fault:
        show.refusal(fault)
        return
    st.toast("Saved.")
    st.rerun()


def line(here: Here, one: Remark, before: str = "") -> None:
    """One remark, by whom and when, with a button that takes it back."""
    with st.container(
        horizontal=True, vertical_alignment="top", key=f"remark-{one.id}"
    ):
        st.text(f"{before}{one.note.text}\n{signed(one)}")
        st.button(
            "Take back",
            key=f"take-back-{one.id}",
            help=f"Take back: {one.note.text[:60]}",
            on_click=here.house.remarks.take_back,
            args=(one.id, author(here)),
        )


def signed(one: Remark) -> str:
    """By whom and when, and until when it stands."""
    until = one.note.expires_on
    stands = f"; stands until {day(until)}" if until else ""
    return f"{one.author}, {day(one.written_at.date())}{stands}"
