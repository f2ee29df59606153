"""New cases and time at risk, looking at every person on every day."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from phm_core.area import Level
from phm_core.definitions.questions import Incidence
from phm_core.errors import RefusedInput
from phm_core.period import months_before
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import Row, Small, small


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def _person_days(here: Small, condition: str) -> tuple[dict, dict, set[int]]:
    """Days at risk and new cases by practice, looking at every day of the window."""
    days: dict[str, int] = defaultdict(int)
    cases: dict[str, int] = defaultdict(int)
    first: dict[int, date] = {}
    for row in here.world.table("condition"):
        if row["condition_id"] == condition and row["kind"] == "diagnosis":
            when = row["date"] or date.min
            if when <= AS_AT:
                before = first.get(row["person_id"])
                first[row["person_id"]] = when if before is None else min(before, when)
    counted: set[int] = set()
    for person in here.world.table("person"):
        ill = first.get(person["person_id"])
        day = months_before(AS_AT, 12) + timedelta(days=1)
        while day <= AS_AT:
            if _is_registered(person, day):
                practice = person["practice_code"]
                days[practice] += ill is None or day < ill
                cases[practice] += ill == day
                if ill == day:
                    counted.add(person["person_id"])
            day += timedelta(days=1)
    return days, cases, counted


def _is_registered(person: Row, day: date) -> bool:
    joined, left, died = (
        person[name] for name in ("registered_on", "deregistered_on", "died_on")
    )
    present = joined is not None and joined <= day and (left is None or day < left)
    return present and (died is None or day < died)


def test_incidence_is_cases_over_days_at_risk(here: Small):
    answer = here.ask(Incidence("diabetes", Level.PRACTICE))
    days, cases, counted = _person_days(here, "diabetes")
    for i, code in enumerate(answer.areas.codes):
        assert answer.risk.days[i] == days[code]
        assert answer.risk.cases[i] == cases[code]
    assert answer.whole.days.tolist() == [sum(days.values())]
    assert answer.whole.cases.tolist() == [len(counted)]
    assert len(counted) > 0
    # Among them are people who have left or died since: they were at risk too.
    assert counted - {person["person_id"] for person in here.people()}


def test_incidence_follows_the_registration_history(tmp_path: Path):
    person = {"person_id": 0, "birth_month": "1980-01-01", "practice_code": "P2"}
    moved = small(
        tmp_path,
        person=[person | {"registered_on": "2026-01-01"}],
        registration=[
            {"person_id": 0, "practice_code": "P1", "start": "2000-01-01"}
            | {"end": "2025-12-31"},
            {"person_id": 0, "practice_code": "P2", "start": "2026-01-01"},
        ],
        condition=[
            {"person_id": 0, "condition_id": "asthma", "kind": "diagnosis"}
            | {"date": "2026-01-11"}
        ],
    )
    answer = moved.ask(Incidence("asthma", Level.PRACTICE))
    found = dict(zip(answer.areas.codes, answer.risk.days, strict=True))
    # From 2 July 2025 to the end of that year at P1, then ten days at P2.
    assert (found["P1"], found["P2"]) == (183, 10)
    cases = dict(zip(answer.areas.codes, answer.risk.cases, strict=True))
    assert (cases["P1"], cases["P2"]) == (0, 1)


def test_who_was_diagnosed_on_a_day_that_nobody_knows_is_not_at_risk(tmp_path: Path):
    person = {"birth_month": "1980-01-01", "practice_code": "P1"}
    known = {"condition_id": "asthma", "kind": "diagnosis"}
    found = small(
        tmp_path,
        person=[
            person | {"person_id": 0, "registered_on": "2000-01-01"},
            person | {"person_id": 1, "registered_on": "2000-01-01"},
        ],
        registration=None,
        condition=[known | {"person_id": 0, "date": None}],
    ).ask(Incidence("asthma", Level.PRACTICE))
    assert (sum(found.risk.days), sum(found.risk.cases)) == (365, 0)


def test_incidence_of_an_unknown_condition_is_refused(here: Small):
    with pytest.raises(RefusedInput, match="Did you mean 'asthma'"):
        here.ask(Incidence("astma", Level.PCN))
