"""What the audit is told: the tables that are really read, and rules by digest."""

from pathlib import Path

import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.reads import BY_KIND
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    ActivityBy,
    Comparators,
    Conditions,
    Histories,
    HowMany,
    Incidence,
    Journeys,
    Profile,
    PublishedRate,
    Rate,
    RateBy,
    Series,
    Spread,
    Standing,
    Timeline,
)
from phm_core.definitions.rows_of_people import Features, People
from phm_core.engine.grants import GrantedTables
from phm_core.engine.policy import Rows
from phm_core.gateway import told
from phm_core.gateway.belonging import organisations
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.start import House, open_house

DIABETES = parse_definition("name: D\ncriteria: {condition: {is: diabetes}}")
TWO = parse_definition("""
name: Two rules
criteria:
  all:
    - age: {min: 40}
    - condition: {is: diabetes}
""")
OTHER = parse_definition("""
name: Two rules
criteria:
  all:
    - age: {min: 41}
      name: another name
    - condition: {is: diabetes}
""")
QUESTIONS = [
    HowMany(DIABETES),
    Profile(),
    Rate(DIABETES, Level.PCN),
    RateBy(DIABETES, ("sex",)),
    Standing(("hypertension_controlled",), Level.PCN),
    Incidence("diabetes", Level.PCN),
    Spread(),
    Timeline(None, "ae"),
    ActivityBy(None, "ae", "sex"),
    Journeys(),
    Conditions(),
    People(DIABETES, ("person_id", "measurement:hba1c", "register:asthma")),
    Features(None, ("condition:diabetes", "segment:bridges_to_health")),
]


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: type(one).__name__)
def test_the_tables_that_are_told_are_all_that_are_read(demo, question, monkeypatch):
    engine, ground = demo.gateway._ground.engine, demo.gateway._ground
    every = frozenset({"person", "registration", *BY_KIND.values()})
    scanned: set[str] = set()
    monkeypatch.setattr(GrantedTables, "check", lambda _, table: scanned.add(table))
    engine._heres.pop(every, None)
    engine.answer(question, Rows(datasets=every)).open(DOOR)
    engine._heres.pop(every, None)
    # Where people were registered is part of who they are.
    protecting = {"opt_out", "sharing_flag", "registration"}
    assert scanned - protecting <= told.tables(question, ground)


@pytest.mark.parametrize(
    "question",
    [PublishedRate("diabetes", Level.PCN), Comparators(("qof:HYP008",))],
    ids=lambda one: type(one).__name__,
)
def test_published_figures_read_no_table_about_people(house, question):
    assert told.tables(question, house.gateway._ground) == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        Series("hypertension_controlled", Level.PCN),
        Histories(("hypertension_controlled",)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_monthly_figures_were_counted_from_what_their_rules_read(house, question):
    ground = house.gateway._ground
    assert told.tables(question, ground) == {"person", "condition", "measurement"}


def test_a_saved_cohort_reads_what_its_rules_read(house):
    house.cohorts.save(DIABETES.model_copy(update={"name": "Saved for the audit"}))
    asked = HowMany(
        parse_definition("name: x\ncriteria: {in_cohort: {id: saved_for_the_audit}}")
    )
    assert told.tables(asked, house.gateway._ground) == {"person", "condition"}


def test_a_row_says_tables_and_rules_but_never_what_a_rule_says(house):
    house.gateway.ask(HowMany(TWO), house.scope())
    house.gateway.ask(HowMany(OTHER), house.scope())
    *_, first, _, second, out = house.audit.rows()
    assert first["datasets"] == "condition person"
    one, two = set(first["rules"].split()), set(second["rules"].split())
    # One rule is the same, one differs, whatever they are called.
    assert (len(one), len(two), len(one & two)) == (2, 2, 1)
    assert out["rules"] == second["rules"]
    assert "40" not in first["rules"].split()
    assert house.audit.verify().bad is None


def test_a_table_that_is_closed_to_the_scope_is_not_said_to_be_read(demo):
    organisations_of = organisations(demo.public, (Level.UPPER_TIER,))
    council = [Area.parse(next(iter(organisations_of)))]
    scope = demo.scope("public_health", "planning", council)
    said = told.entry([Profile()], scope, "", demo.gateway._ground)
    assert set(said.datasets.split()) == {"person", "activity"}
