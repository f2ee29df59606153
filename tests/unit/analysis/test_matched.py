"""Why two counts of a register differ, in parts that add up."""

from datetime import date

import pytest

from phm_core.analysis.matched import Match, explained
from phm_core.catalogue.load import load_catalogue
from phm_core.governance.matching import LIST, Dated

LIMITS = load_catalogue().limits
AS_AT = date(2026, 10, 31)


def diabetes(ours: int | None, own: int | None, on: date = AS_AT, **more) -> Match:
    return Match(
        "diabetes",
        "Diabetes",
        AS_AT,
        LIMITS["register_match"],
        ours,
        None if own is None else Dated(own, on),
        **more,
    )


@pytest.mark.parametrize(
    ("ours", "own", "beyond"),
    [
        (500, 500, False),
        (485, 500, False),
        (484, 500, True),
        (516, 500, True),
        (475, 500, True),
        (15, 20, False),
        (14, 20, True),
        (5, 0, False),
        (6, 0, True),
    ],
)
def test_three_in_a_hundred_or_five_people_are_no_matter(ours, own, beyond) -> None:
    assert diabetes(ours, own).beyond is beyond


def test_each_month_between_the_days_allows_a_little_more() -> None:
    assert diabetes(484, 500).most == 15
    earlier = diabetes(484, 500, date(2026, 8, 31))
    assert earlier.most == 20
    assert not earlier.beyond


def test_the_parts_add_up_to_the_difference() -> None:
    one = diabetes(480, 500, date(2026, 8, 31), then=474, by_list=-4, coded=483)
    assert (one.difference, one.by_date, one.by_list, one.rest) == (-20, 6, -4, -22)
    assert one.difference == one.by_date + one.by_list + one.rest
    told = " ".join(explained(one))
    assert "20 fewer than yours (4.0%), within the limit of 20" in told
    assert "Date: 6 more on ours since 31 August 2026." in told
    assert "List size: 4 fewer" in told
    assert "Rule: 3 more have the code" in told
    assert "Not explained: 22 fewer. Coding" in told


def test_a_count_after_the_records_says_what_is_not_known() -> None:
    told = explained(diabetes(500, 503, date(2026, 11, 20)))
    assert "what changed since is not known here" in " ".join(told)


def test_without_a_count_nothing_is_said() -> None:
    for one in (diabetes(None, 500), diabetes(500, None)):
        assert explained(one) == ()
        assert not one.beyond
    assert diabetes(None, 500).verdict == "not shown"
    assert diabetes(500, None).verdict == "not counted yet"
    assert explained(diabetes(500, 500)) == ("Diabetes: ours is the same as yours.",)


def test_a_list_is_not_explained_by_coding() -> None:
    list_of = Match(LIST, "List", AS_AT, LIMITS["list_match"], 900, Dated(1_000, AS_AT))
    assert list_of.beyond
    assert "Registrations that did not arrive" in " ".join(explained(list_of))
