"""How far each practice has come, and how many people that is."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.charts.tracker import beyond
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.tracker import Organisation, Tracker
from phm_core.governance.access import Belonging, Scope, given_scope
from phm_core.nhs_number import synthetic_number as number_of
from phm_core.settings import Settings
from phm_core.start import House, open_house
from phm_core.store.joining import Step
from tests.signed import signs
from tests.town import practice_code, town

FIRST, SECOND = practice_code(0), practice_code(1)
TODAY = date(2026, 7, 2)
ROLES = load_catalogue().roles


@pytest.fixture
def house(tmp_path: Path) -> House:
    path = town(tmp_path / "town", 2_000, synthetic=False).path
    return open_house(Settings(data_dir=tmp_path / "data"), path, clock=noon)


def noon() -> datetime:
    return datetime(2026, 7, 2, 12, tzinfo=UTC)


def scope(house: House, role: str, use: str, user: str = "ada") -> Scope:
    own = Belonging((Area(Level.PRACTICE, FIRST),), frozenset({FIRST}), frozenset())
    return given_scope(
        user, role, use, own, catalogue=house.catalogue, snapshot=house.snapshot
    )


def admin(house: House) -> Scope:
    return scope(house, "administrator", "public")


def agreement(tracker: Tracker, code: str = FIRST, **changed: object) -> Step:
    told = {"code": code, "kind": "practice", "name": "Surgery 0", "stage": "agreement"}
    told |= {"on": TODAY, "reached": True} | changed
    return tracker.step(**told)


def found(tracker: Tracker, code: str) -> Organisation:
    return next(one for one in tracker.organisations() if one.code == code)


def test_a_practice_goes_from_its_agreement_to_live(house: House) -> None:
    tracker = house.tracker
    stage = tracker.stage_of(found(tracker, FIRST))
    # Its people are in the snapshot, whatever was written down.
    assert stage is not None
    assert stage.id == "validation"
    assert "agreement" not in found(tracker, FIRST).reached
    tracker.write(agreement(tracker, on=date(2026, 5, 1)), admin(house))
    assert found(tracker, FIRST).reached["agreement"] == date(2026, 5, 1)
    signs(house, FIRST)
    last = tracker.stage_of(found(tracker, FIRST))
    assert last is not None
    assert last.id == "live"
    assert found(tracker, FIRST).reached["sign_off"] == TODAY


def test_coverage_is_of_people_on_lists(house: House) -> None:
    signs(house, FIRST)
    signs(house, SECOND)
    lists = house.trust.coverage.lists
    live = house.tracker.coverage()["live"]
    assert (live.practices, live.of_practices) == (2, 8)
    assert live.people == lists[FIRST] + lists[SECOND]
    assert live.of_people == sum(lists.values())
    assert house.tracker.coverage()["validation"].practices == 8


def test_people_of_practices_that_do_not_join_are_told_of(house: House) -> None:
    whole = sum(house.trust.coverage.lists.values())
    assert beyond(house.tracker) == ""
    # As if the first practice were a special-allocation one.
    house.trust.coverage.__dict__["current"] = house.tracker.practices - {FIRST}
    apart = house.trust.coverage.lists[FIRST]
    assert house.tracker.coverage()["live"].of_people == whole - apart
    assert f"counts {apart:,} people more" in beyond(house.tracker)


def test_a_step_that_is_taken_back_stays_on_record(house: House) -> None:
    tracker = house.tracker
    tracker.write(agreement(tracker), admin(house))
    tracker.write(agreement(tracker, reached=False), admin(house))
    assert "agreement" not in found(tracker, FIRST).reached
    assert [one.step.reached for one in tracker.history] == [True, False]
    acts = [row["action"] for row in house.audit.rows() if row["outcome"] == "done"]
    assert acts == ["Onboard", "TakeBackOnboarding"]


def test_a_provider_is_followed_by_hand(house: House) -> None:
    tracker = house.tracker
    told = {"kind": "provider", "name": "Harbour Hospitals", "stage": "extract"}
    tracker.write(agreement(tracker, " raj ", **told), admin(house))
    provider = tracker.organisations()[-1]
    assert (provider.kind, provider.code, provider.name) == (
        "provider",
        "RAJ",
        "Harbour Hospitals",
    )
    assert provider.reached == {"extract": TODAY}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stage": "live"}, "seen in the data"),
        ({"stage": "agrement"}, "Did you mean 'agreement'"),
        ({"on": TODAY + timedelta(days=1)}, "still to come"),
        ({"code": "X99999"}, "There is no practice 'X99999' here"),
        ({"kind": "provider", "code": "R?"}, "no code of an organisation"),
        ({"kind": "provider", "name": ""}, "Give the name"),
        ({"kind": "provider", "name": "x" * 81}, "Give the name"),
        ({"kind": "provider", "name": f"Trust {number_of(3)}"}, "NHS number"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    house: House, changed: dict[str, object], said: str
) -> None:
    step = agreement(house.tracker, **changed)
    with pytest.raises(RefusedInput, match=said.replace("?", r"\?")):
        house.tracker.write(step, admin(house))
    assert not house.tracker.history


@pytest.mark.parametrize(
    ("role", "use"),
    [(key, use) for key, role in ROLES.items() for use in role.uses],
)
def test_nobody_but_an_administrator_writes_steps_down(house, role, use) -> None:
    who = scope(house, role, use)
    if role == "administrator":
        assert house.tracker.may_write(who)
        return
    with pytest.raises(NotPermitted, match="Ask an administrator"):
        house.tracker.write(agreement(house.tracker), who)


def test_what_is_written_on_made_up_people_is_not_of_real_ones(
    house: House, tmp_path: Path
) -> None:
    made_up = town(tmp_path / "made_up", 500).path
    demo = open_house(house.settings, made_up, clock=noon)
    visitor = demo.scope("administrator", "public")
    demo.tracker.write(agreement(demo.tracker), visitor)
    assert demo.tracker.history
    assert not house.tracker.history
