"""What deliveries held is known as long as the newest of them is kept."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from phm_core.analysis.deliveries import deliveries
from phm_core.catalogue.load import load_catalogue
from phm_core.charts.quality import of_deliveries
from phm_core.governance.rule import Rule
from phm_core.onboarding import publish
from phm_core.onboarding.checked import at_fault, newest
from phm_core.onboarding.deliveries import EARLIER, before, carried, delivery
from phm_core.onboarding.history import add_history
from phm_core.onboarding.publish import About
from phm_core.snapshot import Manifest, Snapshot
from tests.town import AS_AT, town

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return town(tmp_path_factory.mktemp("town") / "town", people=2_000)


def of_day(one: Snapshot, as_at: date, **more) -> Snapshot:
    """The same snapshot as of another day, saying more in its manifest."""
    told = one.manifest.model_dump() | {"as_at": as_at, **more}
    return Snapshot(one.path, Manifest.model_validate(told))


def test_a_delivery_carries_those_before_it_though_they_are_gone(first) -> None:
    told = [
        of_day(first, AS_AT + timedelta(30 * n), checked={"copd_under_30": float(n)})
        for n in range(3)
    ]
    second = of_day(told[1], told[1].as_at, **{EARLIER: before([told[0]], told[1])})
    third = of_day(told[2], told[2].as_at, **{EARLIER: before([second], told[2])})
    assert [one.as_at for one in carried(third)] == [told[0].as_at, told[1].as_at]
    kept = deliveries([], third)
    assert [one.checked["copd_under_30"] for one in kept] == [0, 1, 2]
    # A snapshot that still stands is not told twice.
    assert deliveries([told[0], second], third) == kept


def test_publishing_looks_where_the_others_stand(first: Snapshot) -> None:
    new = of_day(first, AS_AT + timedelta(30))
    told = publish._with_earlier(new, first.path.parent)
    assert [one.snapshot for one in carried(told)] == [first.id]
    assert told.path == new.path


def test_other_people_and_later_days_are_not_carried(first) -> None:
    new = of_day(first, AS_AT + timedelta(30))
    other = of_day(first, AS_AT, name="Another system")
    later = of_day(first, AS_AT + timedelta(60))
    assert before([other, later, new], new) == []
    assert [row["snapshot"] for row in before([first], new)] == [first.id]


def test_records_of_another_source_are_no_delivery_of_these(first) -> None:
    hospital = of_day(first, AS_AT, sources=({"title": "Hospital"},), id="another")
    found = deliveries([hospital], first)
    assert [one.snapshot for one in found] == [first.id]
    assert before([hospital], of_day(first, AS_AT + timedelta(30))) == []


def test_of_one_day_the_one_that_is_used_stands_last(first) -> None:
    same = of_day(first, AS_AT, id="zz" + first.id[2:])
    for used, other in ((first, same), (same, first)):
        last = deliveries([other], used)[-1]
        assert last.snapshot == used.id


def test_checks_and_days_stand_in_the_manifest(first: Snapshot, tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    for path in first.path.rglob("*.parquet"):
        copy = staging / path.relative_to(first.path)
        copy.parent.mkdir(exist_ok=True, parents=True)
        copy.write_bytes(path.read_bytes())
    about = About(AS_AT, "people", "Town", synthetic=True)
    told = add_history(staging, about, CATALOGUE)
    assert told.extra["newest"] == newest(first)
    assert set(told.extra["newest"]) <= set(CATALOGUE.datasets)
    assert set(told.extra["checked"]) <= set(CATALOGUE.checks)
    assert told.extra["checked"]
    assert replace(told, extra={}) == about


def test_a_few_wrong_dates_move_nothing(first: Snapshot) -> None:
    days = newest(first)
    assert all(date.fromisoformat(day) <= AS_AT for day in days.values())
    earlier = newest(of_day(first, AS_AT - timedelta(365)))
    assert earlier["condition"] <= (AS_AT - timedelta(365)).isoformat()


def test_small_numbers_at_fault_are_not_told() -> None:
    check = CATALOGUE.checks["copd_under_30"]
    rule = Rule(8, 5)
    assert at_fault([(check, 1_000, 52)], rule) == {check.id: 5.0}
    assert at_fault([(check, 1_000, 0)], rule) == {check.id: 0.0}
    for people, fault in ((1_000, 7), (1_000, 996), (0, 0)):
        assert at_fault([(check, people, fault)], rule) == {}


def test_the_table_shows_what_changed_since_the_one_before(first: Snapshot) -> None:
    was = replace(
        delivery(first),
        checked={"copd_under_30": 0.4},
        newest={"condition": (AS_AT - timedelta(2)).isoformat()},
    )
    now = replace(
        was,
        as_at=AS_AT + timedelta(30),
        snapshot="next",
        people=was.people + 5,
        checked={"copd_under_30": 1.5},
    )
    sheets = of_deliveries([was, now], CATALOGUE)
    rows = {
        (subject, row["title"]): row
        for subject, sheet in sheets.items()
        for row in sheet.data.to_pylist()
    }
    assert rows["People and rows", "People, also those gone"]["change"] == "+5"
    assert rows["People and rows", "Rows"]["change"] == "0"
    copd = rows["At fault by check", "COPD under 30"]
    assert (copd["at_0"], copd["at_1"], copd["change"]) == ("0.4%", "1.5%", "+1.1")
    assert rows["Days behind", "Conditions"]["change"] == "+30"
    bare = replace(was, filled={}, checked={}, newest={})
    assert list(of_deliveries([bare], CATALOGUE)) == ["People and rows"]
