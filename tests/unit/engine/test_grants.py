"""Tables that a policy does not open are as if they were not there."""

from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.reads import BY_KIND, reads
from phm_core.definitions import Criterion, Definition
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    Conditions,
    Histories,
    HowMany,
    Profile,
    Spread,
    Timeline,
)
from phm_core.definitions.rows_of_people import Features, People
from phm_core.definitions.tree import walk
from phm_core.engine.grants import GrantedTables
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.errors import PhmError
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.start import House, open_house

COUNCIL = Rows(datasets=frozenset({"person", "activity"}))
DIABETES = parse_definition("name: D\ncriteria: {condition: {is: diabetes}}")
HIGH = parse_definition(
    "name: H\ncriteria: {measurement: {of: hba1c, at_least: 48, within_months: 24}}"
)
ATTENDED = parse_definition("name: A\ncriteria: {activity: {of: ae}}")
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


def answer(house: House, question, within: Rows):
    return house.gateway._ground.engine.answer(question, within).open(DOOR)


@pytest.mark.parametrize(
    "question",
    [
        HowMany(DIABETES),
        HowMany(HIGH),
        Timeline(DIABETES, "ae"),
        Conditions(),
        Spread(),
        Features(ATTENDED, ("condition:diabetes",)),
        People(ATTENDED, ("measurement:hba1c",)),
        Histories(("diabetes_prevalence",)),
    ],
    ids=lambda question: type(question).__name__,
)
def test_what_was_found_for_those_who_may_is_not_given_to_those_who_may_not(
    house: House, question
):
    answer(house, question, EVERYONE)
    with pytest.raises(PhmError, match=r"you may use|may not use"):
        answer(house, question, COUNCIL)


def test_open_tables_give_the_same_answer(house: House):
    free = answer(house, HowMany(ATTENDED), EVERYONE)
    assert answer(house, HowMany(ATTENDED), COUNCIL) == free
    assert free.people > 0


def test_a_profile_leaves_out_what_is_not_open(house: House):
    found = answer(house, Profile(ATTENDED), COUNCIL)
    assert found.conditions == ()
    assert any("No diagnoses are in" in sentence for sentence in found.missing)


def one_of_each_make() -> list[Criterion]:
    """Rules of indicators, one for each set of kinds that a rule is made of."""
    rules = [
        rule
        for entry in CATALOGUE.indicators.values()
        for rule in (entry.among, entry.counted)
        if rule is not None
    ]
    made = {frozenset(node.kind for node in walk(rule)): rule for rule in rules}
    return list(made.values())


def test_what_a_rule_reads_is_what_the_engine_scans(house: House, monkeypatch):
    """The list by which screens choose agrees with the tables that are really read."""
    engine = house.gateway._ground.engine
    every = frozenset({"person", *BY_KIND.values()})
    scanned: set[str] = set()
    monkeypatch.setattr(GrantedTables, "check", lambda _, table: scanned.add(table))
    for rule in one_of_each_make():
        # A memory of its own each time, so that nothing is found without a scan.
        engine._heres.pop(every, None)
        scanned.clear()
        asked = HowMany(Definition(name="Rule", criteria=rule))
        engine.answer(asked, Rows(datasets=every)).open(DOOR)
        assert scanned <= reads(CATALOGUE, rule), rule
