"""A month later: lists close by what the record says, and nothing is forgotten."""

from datetime import date
from pathlib import Path

import pytest

from phm_core.area import Area, Level
from phm_core.definitions.finders import Moved
from phm_core.definitions.worklist import Step, Worklist
from phm_core.errors import RefusedInput
from phm_core.gateway.opened import Opened
from phm_core.onboarding.keeping import use
from phm_core.settings import Settings
from phm_core.start import House, open_house

FINDER = "undiagnosed_diabetes"
REASON = "Weekly meeting of the team"
AT_LEAST = 0.95


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loop")


def at(data: Path, snapshot: Path) -> House:
    (data / "snapshots").mkdir(exist_ok=True)
    use(data / "snapshots", snapshot)
    return open_house(Settings(data_dir=data))


def opened(house: House, pcn: str) -> Opened:
    area = Area(Level.PCN, pcn)
    scope = house.scope("clinician", "direct_care", [area])
    working = house.gateway.working
    own = working.mine(scope) or [
        working.save(
            Worklist(name="Diabetes", area=str(area), finder=FINDER, team=("GP",)),
            scope,
        )
    ]
    return working.open(own[0].id, scope, REASON)


@pytest.fixture(scope="module")
def month(
    data: Path, two_months: tuple[Path, Path]
) -> dict[str, tuple[Opened, Opened]]:
    """Each PCN's list on the first day, everybody contacted, and a month later."""
    house = at(data, two_months[0])
    pcns = [code for code in house.public.names(Level.PCN) if code != "U"]
    first = {pcn: opened(house, pcn) for pcn in pcns}
    for pcn, one in first.items():
        scope = house.scope("clinician", "direct_care", [Area(Level.PCN, pcn)])
        step = Step("contacted", owner="GP")
        people = dict.fromkeys(one.visit.people, 0)
        house.gateway.working.take(one, scope, step, people)
    house = at(data, two_months[1])
    return {pcn: (first[pcn], opened(house, pcn)) for pcn in pcns}


def test_planted_actions_close_themselves_and_cite_what_closed_them(
    data: Path, two_months: tuple[Path, Path], month: dict[str, tuple[Opened, Opened]]
):
    house = at(data, two_months[1])
    [truth] = [
        one for one in house.snapshot.manifest.planted if one["id"] == "coded_actions"
    ]
    done = {one["pseudonym"]: one["what"] for one in truth["people"]}
    steps = {
        who: now.steps[who]
        for _, now in month.values()
        for who in done
        if who in now.steps
    }
    listed = {who for before, _ in month.values() for who in before.visit.people}
    items = [who for who in done if who in listed]
    assert len(items) >= 30
    closed = [
        who
        for who in items
        if steps[who].step == ("declined" if done[who] == "declined" else "done")
        and steps[who].cited is not None
        and "2026-10-31" < steps[who].cited.on <= "2026-11-30"
    ]
    assert len(closed) >= AT_LEAST * len(items)
    coded = [steps[who].cited for who in closed if done[who] == "coded"]
    assert {(one.identity, one.code) for one in coded} == {("diabetes", "dm_cod")}


def test_what_the_record_moved_keeps_its_owner_and_others_stay_as_they_were(
    month: dict[str, tuple[Opened, Opened]],
):
    for before, now in month.values():
        for who in before.visit.people:
            step = now.steps[who]
            assert step.owner == "GP"
            stays = who in now.visit.people
            known = ("contacted", "reviewed") if stays else ("done", "declined", "left")
            assert step.step in known


def test_a_list_opened_again_changes_nothing(
    data: Path, two_months: tuple[Path, Path], month: dict[str, tuple[Opened, Opened]]
):
    house = at(data, two_months[1])
    for pcn, (_, now) in month.items():
        again = opened(house, pcn)
        assert again.steps == now.steps
        assert again.visit.number == now.visit.number == 2


def test_a_snapshot_older_than_the_list_is_refused_and_nothing_is_lost(
    data: Path, two_months: tuple[Path, Path], month: dict[str, tuple[Opened, Opened]]
):
    house = at(data, two_months[0])
    with pytest.raises(RefusedInput, match="Use a newer snapshot: nothing was changed"):
        opened(house, "DU0001")
    house = at(data, two_months[1])
    assert opened(house, "DU0001").steps == month["DU0001"][1].steps


def test_since_last_time_says_why_each_person_moved(
    data: Path, two_months: tuple[Path, Path], month: dict[str, tuple[Opened, Opened]]
):
    house = at(data, two_months[1])
    for pcn, (before, now) in month.items():
        scope = house.scope("clinician", "direct_care", [Area(Level.PCN, pcn)])
        since = house.gateway.working.since(now, scope, REASON)
        assert since is not None
        facts = since.facts
        change = facts["joined"] - facts["left"]
        assert change == len(now.visit.people) - len(before.visit.people)


def test_every_case_finder_says_who_moved_by_whatever_shows_it(
    data: Path, two_months: tuple[Path, Path]
):
    house = at(data, two_months[1])
    scope = house.scope("clinician", "direct_care", [Area.parse("pcn:DU0001")])
    shown = {
        name: entry
        for name, entry in house.catalogue.casefinders.items()
        if name in house.catalogue.cohorts
    }
    assert any(piece.of[0] == "score" for e in shown.values() for piece in e.evidence)
    for name, entry in shown.items():
        question = Moved(
            name,
            before=(),
            since=date(2026, 10, 31),
            was=entry.definition,
            area=Area.parse("pcn:DU0001"),
        )
        found = house.gateway.ask(question, scope, reason=REASON)
        assert found.figure("now") == found.figure("joined")
