"""What people write on a view: a strip of comments that any page can place.

ui.commentary(here, "map|diabetes|pcn:X") shows those about this view and takes new
ones, each with its author, its date and the day on which it expires.
"""

from datetime import date, timedelta

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.store.remarks import LONGEST_TEXT, Kind, Note, Remark

STANDS_FOR = timedelta(days=183)
ABOUT_NOBODY = (
    "Say nothing about single people: everybody who opens this view reads it."
)


def author(here: Here) -> str:
    """Who writes: the user of the scope, with the role."""
    role = here.house.catalogue.roles[here.scope.role].title
    return f"{here.scope.user} ({role})"


def commentary(here: Here, about: str) -> None:
    """Comments on a view, and a box to write one; expired ones are folded away.

    about: the view, the same for everybody who sees the same.
    """
    today = here.house.remarks.today
    every = [one for one in here.house.remarks.about(about) if _is(one, "commentary")]
    standing = [one for one in every if one.stands(today)]
    past = [one for one in every if not one.stands(today)]
    st.subheader("Commentary", anchor=False)
    for one in standing:
        line(here, one)
    if not standing:
        st.caption("Nobody has written about this view.")
    _past(past, today)
    with st.expander("Write a comment", icon=":material/edit_note:"):
        _write(here, about, today)


def _is(one: Remark, *kinds: Kind) -> bool:
    return one.note.kind in kinds


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


def _past(past: list[Remark], today: date) -> None:
    if not past:
        return
    box = st.expander("Earlier comments", icon=":material/history:", on_change="rerun",
                      key="earlier-comments")  # fmt: skip
    if box.open:
        with box:
            for one in past:
                st.text(f"{one.note.text}\n{signed(one)}; {_ended(one, today)}")


def _ended(one: Remark, today: date) -> str:
    if one.taken_back_at is None:
        return f"expired by {day(today)}"
    return f"taken back by {one.taken_back_by}, {day(one.taken_back_at.date())}"
