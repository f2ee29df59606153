"""The audit is read by those who govern it, and that is written down too."""

import pytest

from phm_core.definitions.questions import HowMany
from phm_core.errors import NotPermitted


@pytest.fixture
def review(house):
    return house.gateway.review


def test_reading_is_written_down_before_anything_is_read(house, review):
    scope = house.scope("governance", "planning")
    found = review.read(scope, 30)
    assert found[0].action == "ReadAudit"
    assert found[0].outcome == "unfinished"
    last = list(house.audit.rows())[-1]
    assert (last["action"], last["outcome"], last["released"]) == (
        "ReadAudit",
        "released",
        len(found),
    )


@pytest.mark.parametrize("role", ["analyst", "clinician", "public", "administrator"])
def test_other_roles_are_refused_and_it_is_written_down(house, review, role):
    purpose = next(iter(house.catalogue.roles[role].uses))
    scope = house.scope(role, purpose)
    for act in (lambda: review.read(scope, 30), lambda: review.verify(scope)):
        with pytest.raises(NotPermitted, match="How records are used"):
            act()
        assert list(house.audit.rows())[-1]["outcome"] == "refused"


def test_verifying_says_what_was_found(house, review):
    assert review.verify(house.scope("governance", "planning")).whole


def test_use_has_tables_purposes_and_roles_and_no_user(house, review, hypertension):
    house.gateway.ask(HowMany(hypertension), house.scope())
    [use] = [
        one
        for one in review.use()
        if (one.datasets, one.purpose, one.role)
        == (("condition", "person"), "planning", "analyst")
    ]
    assert use.times >= 1
    assert "visitor" not in repr(use)
