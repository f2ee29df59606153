"""Which records the app runs on is chosen by who may, who has seen what changes."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Belonging, given_scope
from phm_core.governance.loading import may_load
from phm_core.onboarding.choosing import Offer, offered, put_to_use
from phm_core.onboarding.keeping import use
from phm_core.settings import Settings
from phm_core.snapshot import MANIFEST, active, open_snapshot, previous
from phm_core.start import House, open_house
from tests.snapshots import described
from tests.town import AS_AT, town

CATALOGUE = load_catalogue()
# Registers enough for a comparison: to count all of them takes a second.
FEW = replace(CATALOGUE, conditions={"asthma": CATALOGUE.conditions["asthma"]})
PEOPLE = 600
LATER = AS_AT + timedelta(days=31)
NOWHERE = Belonging((), frozenset(), frozenset())
DECLARED = [
    (role, purpose)
    for role in CATALOGUE.roles
    for purpose in CATALOGUE.roles[role].uses
    if "choose_snapshot" not in CATALOGUE.roles[role].uses[purpose].actions
]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house over the town, and beside it the same a month later, made up and real."""
    snapshots = tmp_path / "snapshots"
    use(snapshots, town(snapshots / "first", PEOPLE).path)
    described(town(snapshots / "next", PEOPLE).path, as_at=LATER)
    town(snapshots / "real", PEOPLE, synthetic=False)
    described(town(snapshots / "few", PEOPLE - 200).path, as_at=LATER)
    return open_house(Settings(data_dir=tmp_path))


def offer(house: House, name: str) -> Offer:
    return offered(house.settings.snapshots, house.settings.snapshots / name, FEW)


def chosen(house: House, what: Offer, role: str = "administrator", **said: bool) -> str:
    scope = house.scope(role, "public")
    snapshots = house.settings.snapshots
    confirmed = said.get("confirmed", False)
    put_to_use(what, snapshots, scope, house.audit, confirmed=confirmed)
    return runs(house)


def runs(house: House) -> str:
    found = active(house.settings.snapshots)
    assert found is not None
    return found.name


def acts(house: House) -> list[tuple[str, str, str]]:
    return [
        (row["action"], row["object"], row["outcome"]) for row in house.audit.rows()
    ]


@pytest.mark.parametrize(("role", "purpose"), DECLARED)
def test_no_other_role_chooses_and_the_attempt_is_written_down(
    house: House, role: str, purpose: str
) -> None:
    scope, what = house.scope(role, purpose), offer(house, "next")
    with pytest.raises(NotPermitted, match="does not choose which records"):
        put_to_use(what, house.settings.snapshots, scope, house.audit, confirmed=True)
    assert runs(house) == "first"
    assert acts(house) == [("ChooseSnapshot", "next", "refused")]


def test_what_changes_as_usual_runs_at_once_and_back_again(house: House) -> None:
    assert chosen(house, offer(house, "next")) == "next"
    before = previous(house.settings.snapshots)
    assert before is not None
    assert before.name == "first"
    back = offer(house, before.name)
    assert [one for one in back.confirm if "Its records end on 1 July 2026" in one]
    with pytest.raises(RefusedInput, match="runs on as before"):
        chosen(house, back)
    assert chosen(house, back, confirmed=True) == "first"
    assert acts(house) == [
        ("ChooseSnapshot", "next", "intended"),
        ("ChooseSnapshot", "next", "released"),
        ("ChooseSnapshot", "first", "intended"),
        ("ChooseSnapshot", "first", "released"),
    ]
    assert house.audit.verify().whole


def test_what_changes_much_waits_for_a_confirmation(house: House) -> None:
    what = offer(house, "few")
    assert any("people: 600 before, 400 now" in one for one in what.confirm)
    with pytest.raises(RefusedInput, match="More changes than is usual"):
        chosen(house, what)
    assert runs(house) == "first"
    assert chosen(house, what, confirmed=True) == "few"


def test_an_offer_is_void_once_something_else_runs(house: House) -> None:
    """Two administrators: what one confirmed was said of other records."""
    mine, theirs = offer(house, "few"), offer(house, "next")
    chosen(house, theirs)
    with pytest.raises(RefusedInput, match="chosen other records meanwhile"):
        chosen(house, mine, confirmed=True)
    assert runs(house) == "next"
    assert acts(house)[-1] == ("ChooseSnapshot", "few", "failed")


def test_nobody_who_has_not_signed_in_puts_real_people_to_use(house: House) -> None:
    what = offer(house, "real")
    assert any("real people, and those that run of made-up" in o for o in what.confirm)
    with pytest.raises(NotPermitted, match="nobody has signed in"):
        chosen(house, what, confirmed=True)
    assert runs(house) == "first"
    snapshot = open_snapshot(house.settings.snapshots / "real")
    signed = given_scope(
        "a.person", "administrator", "public", NOWHERE,
        catalogue=house.catalogue, snapshot=snapshot,
    )  # fmt: skip
    put_to_use(what, house.settings.snapshots, signed, house.audit, confirmed=True)
    assert runs(house) == "real"


def test_how_many_real_people_run_is_told_as_it_may_be_published(house: House) -> None:
    file = town(house.settings.snapshots / "odd", 598, synthetic=False).path / MANIFEST
    told = json.loads(file.read_text()) | {"sources": [{"name": "elsewhere"}]}
    file.write_text(json.dumps(told))
    said = " ".join(offer(house, "odd").confirm)
    assert "600 people stand in the place of 600" in said


def test_nobody_who_has_not_signed_in_loads_real_people(house: House) -> None:
    scope = house.scope("administrator", "public")
    may_load(scope, synthetic=True)
    with pytest.raises(NotPermitted, match="somebody who has signed in"):
        may_load(scope, synthetic=False)


def test_a_snapshot_that_was_altered_is_not_even_compared(house: House) -> None:
    file = house.settings.snapshots / "next" / "person.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(RefusedInput, match="is refused"):
        offer(house, "next")


def test_one_that_is_altered_after_it_was_compared_does_not_run(house: House) -> None:
    what = offer(house, "next")
    file = house.settings.snapshots / "next" / "person.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(RefusedInput, match="is refused"):
        chosen(house, what, confirmed=True)
    assert runs(house) == "first"


def test_what_ran_before_is_forgotten_when_it_is_gone(house: House) -> None:
    snapshots = house.settings.snapshots
    assert previous(snapshots) is None
    chosen(house, offer(house, "next"))
    use(snapshots, snapshots / "next")
    before = previous(snapshots)
    assert before is not None
    assert before.name == "first"
    (snapshots / "PREVIOUS").write_text("no-such-folder\n")
    assert previous(snapshots) is None
