"""What the catalogue declares as not fit is refused of every question that asks it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from phm_core.area import Level
from phm_core.definitions.delivered import DATED, Delivered
from phm_core.definitions.finders import Expected, Findings, Reach
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    ActivityBy,
    Attrition,
    Conditions,
    Crosstab,
    Histories,
    HowMany,
    Incidence,
    Journeys,
    Need,
    Overlap,
    Profile,
    Rate,
    RateBy,
    Series,
    Spread,
    Standing,
    Timeline,
)
from phm_core.errors import RefusedInput
from phm_core.gateway import door
from phm_core.gateway.asked import Parts
from phm_core.gateway.confidence import Confidence
from phm_core.gateway.keys import digest
from phm_core.governance import confidence
from phm_core.governance.released import Released
from phm_core.settings import Settings
from phm_core.snapshot import Manifest
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS, DIABETES

REFUSED = "Not shown, since the data are not fit for this question: "
ETHNICITY = {"ethnicity_group", "ethnicity"}
SOCIAL = {"employment", "housing_tenure", "main_language", "smoking"}
ROWS = {RateBy: "groups", ActivityBy: "groups", Crosstab: "cells"}


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture
def nothing_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "digest", lambda *parts: digest(*parts, "nothing fit"))
    monkeypatch.setattr(confidence, "fits", lambda *_: "unfit")


def asked(demo: House, make) -> Iterator[tuple[str, Released]]:
    """A question about every breakdown that is declared, where people have it."""
    for by, attribute in demo.catalogue.attributes.items():
        if attribute.level is not None:
            continue  # areas, of which many can be one person's
        try:
            yield by, demo.gateway.ask(make(by), demo.scope("analyst", "analysis"))
        except RefusedInput:
            # Groups that overlap, or nothing recorded: told in tests of the question.
            continue


@pytest.mark.usefixtures("nothing_fit")
@pytest.mark.parametrize(
    "make",
    [
        lambda by: RateBy(DIABETES, (by,)),
        lambda by: RateBy(DIABETES, ("sex", by)),
        lambda by: ActivityBy(None, "ae", by),
        lambda by: Crosstab(ADULTS, by, "sex"),
        lambda by: Crosstab(ADULTS, "age_group", by),
    ],
    ids=["by one", "by two", "activity", "rows", "columns"],
)
def test_each_cut_that_is_declared_is_refused_and_no_other(demo, make):
    refused = set()
    for by, found in asked(demo, make):
        said = [note for note in found.notes if note.startswith(REFUSED)]
        table = found.tables[ROWS[type(found.question)]]
        assert bool(said) == (table["people"].null_count == len(table)), by
        if said:
            refused.add(by)
            [sentence] = said
            label = demo.catalogue.attributes[by].label
            assert f"{label[:1].lower()}{label[1:]} is known of " in sentence
            assert set(table["mark"].to_pylist()) == {"unfit"}
    assert refused == ETHNICITY | SOCIAL


@pytest.mark.usefixtures("nothing_fit")
def test_in_a_profile_the_cuts_alone_are_refused(demo):
    found = demo.gateway.ask(Profile(DIABETES), demo.scope("analyst", "analysis"))
    assert not any(note.startswith(REFUSED) for note in found.notes)
    rows = found.tables["breakdowns"]
    for by in set(rows["breakdown"].to_pylist()):
        refused = any(note.startswith(REFUSED) for note in found.said_of(by))
        assert refused == (by in ETHNICITY | SOCIAL)
        shares = rows.filter(pc.equal(rows["breakdown"], by))
        assert refused == (shares["share"].null_count == len(shares))
        assert refused == (set(shares["mark"].to_pylist()) == {"unfit"})
        assert shares["label"].null_count == 0
    assert found.figure("people")


@pytest.mark.usefixtures("nothing_fit")
def test_of_segments_the_share_that_needs_ethnic_groups_is_refused(demo):
    found = demo.gateway.ask(Spread(), demo.scope("analyst", "analysis"))
    rows = found.tables["segments"]
    assert rows["share_minority"].null_count == len(rows)
    assert rows["people"].null_count == rows["share_core20"].null_count == 0
    [refusal] = [n for n in found.said_of("share_minority") if n.startswith(REFUSED)]
    assert "ethnic group is known of " in refusal
    assert not any(note.startswith(REFUSED) for note in found.notes)


def test_ethnic_groups_known_of_sixty_percent_are_not_fit_for_a_share(demo):
    found = Parts(facts={"people": 1_000, "ethnicity_known": 600})
    judged = Confidence(demo.gateway._ground).judge(
        Spread(), demo.scope("analyst", "analysis"), found
    )
    [said] = judged.parts["share_minority"]
    assert said.startswith(f"{REFUSED}ethnic group is known of 60% of these people")


@pytest.mark.usefixtures("nothing_fit")
def test_of_who_may_be_missed_the_ethnic_groups_are_left_out(demo):
    who = demo.scope("clinician", "direct_care")
    asked = Reach("undiagnosed_hypertension")
    found = demo.gateway.ask(asked, who, reason="Who may be missed?")
    assert set(found.tables["groups"]["by"].to_pylist()) == {
        "deprivation_quintile",
        "practice",
    }
    assert any(note.startswith(REFUSED) for note in found.said_of("ethnicity_group"))
    assert not any(note.startswith(REFUSED) for note in found.notes)


@pytest.mark.usefixtures("nothing_fit")
def test_new_cases_of_every_condition_are_refused(demo):
    for condition in demo.catalogue.conditions:
        asked = Incidence(condition, Level.PCN)
        [said] = (
            Confidence(demo.gateway._ground).judge(asked, demo.scope(), Parts()).notes
        )
        assert said.startswith(REFUSED + "diagnoses are held for ")


# The tables of which each question says that their records end early.
HBA1C = parse_definition("name: H\ncriteria: {measurement: {of: hba1c, at_least: 48}}")
READ = [
    (HowMany(ADULTS), set()),
    (HowMany(DIABETES), {"condition"}),
    (HowMany(HBA1C), {"measurement"}),
    (Attrition(DIABETES), {"condition"}),
    (Rate(DIABETES, Level.PCN, among=HBA1C), {"condition", "measurement"}),
    (RateBy(DIABETES, ("sex",)), {"condition"}),
    (RateBy(ADULTS, (DIABETES,)), {"condition"}),
    (Standing(("diabetes_prevalence",), Level.PCN), {"condition"}),
    (Incidence("diabetes", Level.PCN), {"condition"}),
    (Expected("diabetes"), {"condition"}),
    (Need(Level.PCN), set()),
    (Profile(), set()),
    (Profile(DIABETES), {"condition"}),
    (Crosstab(DIABETES, "sex", "age_group"), {"condition"}),
    (Timeline(ADULTS, "ae"), {"activity"}),
    (Timeline(DIABETES, "ae"), {"activity", "condition"}),
    (ActivityBy(None, "ae", "sex"), {"activity"}),
    (Journeys(ADULTS, "ae"), {"activity", "emergency_care"}),
    (Series("diabetes_prevalence", Level.PCN), {"condition"}),
    (Series("activity:ae", Level.PCN), {"activity"}),
    (Series("activity:bp_check", Level.PCN), {"process"}),
    (Series("activity:deaths", Level.PCN), set()),
    (Histories(("emergency_admission",)), {"activity"}),
    (Overlap((ADULTS, DIABETES)), {"condition"}),
    (Conditions(), {"condition"}),
    (Spread(), {"activity", "condition", "measurement", "process"}),
    (
        Findings(("undiagnosed_diabetes",)),
        {"condition", "measurement", "medication", "process"},
    ),
    (Delivered(), set()),
]


@pytest.mark.parametrize(
    ("question", "tables"),
    READ,
    ids=[f"{type(question).__name__}-{n}" for n, (question, _) in enumerate(READ)],
)
def test_records_that_end_early_are_said_by_what_reads_them(demo, question, tables):
    scope = demo.scope("analyst", "analysis")
    said = {
        name
        for name in DATED
        for note in judge(demo, name).judge(question, scope, NONE).notes
        if " end 200 days before " in note
    }
    assert said == tables


NONE = Parts(
    tables={
        "breakdowns": pa.table({"breakdown": pa.array([], pa.string())}),
        "groups": pa.table({"people": [], "known": [], "other_known": []}),
        "cells": pa.table({"row": [], "column": [], "people": []}),
    }
)


def judge(demo: House, late: str, days: int = 200) -> Confidence:
    """Judges by a snapshot in which the records of one table end early."""
    ground = demo.gateway._ground
    ends = (ground.snapshot.as_at - timedelta(days)).isoformat()
    manifest = ground.snapshot.manifest.model_dump() | {"newest": {late: ends}}
    told = replace(ground.snapshot, manifest=Manifest.model_validate(manifest))
    return Confidence(replace(ground, snapshot=told))


def test_of_a_profile_late_records_are_said_of_what_is_counted_from_them(demo):
    scope = demo.scope("analyst", "analysis")
    for table in ("condition", "activity"):
        found = judge(demo, table).judge(Profile(), scope, NONE)
        assert found.notes == ()
        assert {*found.parts} == {table}
        [said] = found.parts[table]
        assert said.startswith("Not fit for this question: records of ")


def test_what_is_closed_to_who_asks_is_not_said_to_end_early(demo):
    scope = demo.scope("public_health", "planning")
    assert "condition" not in scope.datasets
    assert judge(demo, "condition").judge(Profile(), scope, NONE).parts == {}


def test_records_that_reach_a_day_that_is_stated_are_no_fault(demo):
    scope = demo.scope("analyst", "analysis")
    then = demo.snapshot.as_at - timedelta(days=300)
    for asked in (
        HowMany(DIABETES.model_copy(update={"as_at": then})),
        Standing(("diabetes_prevalence",), Level.PCN, then),
    ):
        assert judge(demo, "condition").judge(asked, scope, NONE).notes == ()
    near = Standing(("diabetes_prevalence",), Level.PCN, then + timedelta(days=200))
    [said] = judge(demo, "condition").judge(near, scope, NONE).notes
    assert " end 100 days before the as-at date" in said
