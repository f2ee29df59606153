"""Lists say how old their records are, and old ones stay inside."""

from datetime import date, timedelta

import pytest

from phm_core.governance.freshness import Freshness

LIMITS = Freshness(warn=14, most=35, registered=7)
TODAY = date(2026, 11, 28)


def held(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize("days", [0, 13])
def test_a_fresh_list_says_nothing(days: int):
    assert not LIMITS.said(held(days), TODAY)


@pytest.mark.parametrize("days", [14, 400])
def test_a_list_warns_from_the_day_that_is_set(days: int):
    assert f"{days} days old" in LIMITS.said(held(days), TODAY)


@pytest.mark.parametrize("days", [8, 36])
def test_a_list_of_real_people_stays_inside_when_it_is_old(days: int):
    assert "days old" in LIMITS.closed(held(days), TODAY, synthetic=False)
    assert not LIMITS.closed(held(days), TODAY, synthetic=True)
    assert not LIMITS.closed(held(7), TODAY, synthetic=False)


def test_the_stricter_of_the_two_limits_holds():
    loose = Freshness(warn=14, most=35, registered=90)
    assert not loose.closed(held(35), TODAY, synthetic=False)
    assert "36 days old" in loose.closed(held(36), TODAY, synthetic=False)
