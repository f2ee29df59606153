"""Files leave by the door: permitted, written down first, marked."""

import pytest

from phm_core.errors import NotPermitted
from phm_core.governance.taking_out import Mark, Taking

ABOUT_PEOPLE = Taking("Adults by practice", "csv", public=False, figures=12)
PUBLISHED = Taking("Lists by practice", "csv", public=True)


@pytest.fixture
def files(house):
    return house.gateway.files


def rows(house, since):
    return [row for row in house.audit.rows() if row["seq"] > since]


def test_a_file_is_written_down_before_it_is_made_and_carries_its_row(house, files):
    since = house.audit.verify().rows
    seen: list[tuple[Mark, str]] = []

    def make(mark: Mark) -> bytes:
        seen.append((mark, list(house.audit.rows())[-1]["outcome"]))
        return b"a file"

    assert files.take_out(ABOUT_PEOPLE, house.scope(), make) == b"a file"
    [(mark, outcome)] = seen
    assert (mark.row, outcome) == (since + 1, "intended")
    assert (mark.user, mark.role, mark.purpose) == (
        "visitor",
        "ICS analyst",
        "Planning",
    )
    assert mark.sentence.startswith(
        "Taken out by visitor (ICS analyst) for planning, 2026-10-31 12:00 UTC; "
    )
    intent, out = rows(house, since)
    assert intent["action"] == "Export csv"
    assert (out["outcome"], out["intent"], out["released"]) == (
        "released",
        since + 1,
        12,
    )


@pytest.mark.parametrize(
    ("role", "purpose", "says"),
    [
        ("analyst", "analysis", "until a second person has released them"),
        ("governance", "planning", "not taken out in this role for this purpose"),
        ("care_coordinator", "direct_care", "not taken out in this role"),
    ],
)
def test_who_may_not_take_figures_out_makes_no_file(house, files, role, purpose, says):
    since = house.audit.verify().rows
    scope = house.scope(role, purpose)
    assert says in files.closed(ABOUT_PEOPLE, scope)
    with pytest.raises(NotPermitted, match=says):
        files.take_out(ABOUT_PEOPLE, scope, lambda _: pytest.fail("it was made"))
    assert [row["outcome"] for row in rows(house, since)] == ["refused"]


@pytest.mark.parametrize("role", ["public", "governance", "administrator"])
def test_what_is_published_anybody_may_take(house, files, role):
    purpose = next(iter(house.catalogue.roles[role].uses))
    scope = house.scope(role, purpose)
    assert files.closed(PUBLISHED, scope) == ""
    text = files.take_out(PUBLISHED, scope, lambda mark: mark.sentence.encode())
    assert b"free to share" in text


def test_a_file_that_could_not_be_made_is_written_down_as_failed(house, files):
    since = house.audit.verify().rows

    def breaks(_: Mark) -> bytes:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        files.take_out(ABOUT_PEOPLE, house.scope(), breaks)
    assert [row["outcome"] for row in rows(house, since)] == ["intended", "failed"]
