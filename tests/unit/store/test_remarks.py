"""Remarks stand under a name until they expire or are taken back; nothing is lost."""

from datetime import date

import pytest

from phm_core.errors import RefusedInput
from phm_core.store.remarks import Note, Remarks

ABOUT = "smoking|pcn:X"


@pytest.fixture
def remarks(database, clock) -> Remarks:
    return Remarks(database, clock)


def test_a_remark_has_its_author_and_the_time_it_was_written(remarks):
    remarks.write(Note("commentary", ABOUT, " Clinics began. "), "ana (Analyst)")

    (found,) = remarks.about(ABOUT)
    assert (found.note.text, found.author) == ("Clinics began.", "ana (Analyst)")
    assert found.written_at.date() == date(2026, 10, 31)
    assert remarks.about("smoking|pcn:Y") == []


def test_it_stands_up_to_and_including_its_last_day(remarks):
    note = Note("commentary", ABOUT, "For now.", expires_on=date(2026, 11, 30))
    remarks.write(note, "ana")

    (found,) = remarks.about(ABOUT)
    assert found.stands(date(2026, 11, 30))
    assert not found.stands(date(2026, 12, 1))


def test_taken_back_it_stays_on_record_under_the_first_name(remarks):
    remarks.write(Note("rebase", ABOUT, "New service.", month=date(2026, 1, 1)), "ana")
    (found,) = remarks.about(ABOUT)

    remarks.take_back(found.id, "ben")
    remarks.take_back(found.id, "cat")

    (kept,) = remarks.about(ABOUT)
    assert kept.taken_back_by == "ben"
    assert kept.note == found.note
    assert not kept.stands(date(2026, 10, 31))


@pytest.mark.parametrize(
    ("note", "says"),
    [
        (Note("commentary", ABOUT, "  "), "nothing to save"),
        (Note("commentary", ABOUT, "x" * 501), "at most 500"),
        (Note("gossip", ABOUT, "Hm."), "is one of"),
        (
            Note("commentary", ABOUT, "Old.", expires_on=date(2026, 10, 30)),
            "passed already",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(remarks, note, says):
    with pytest.raises(RefusedInput, match=says):
        remarks.write(note, "ana")
    assert remarks.about(ABOUT) == []
