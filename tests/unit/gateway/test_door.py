"""The order at the door, shown with an engine that watches the audit."""

from dataclasses import replace

import pytest

from phm_core.area import Level
from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Age, InCohort
from phm_core.definitions.questions import HowMany, PublishedRate
from phm_core.engine import answers
from phm_core.errors import Cancelled, NotPermitted, RefusedInput
from phm_core.gateway import Gateway, Ground, Watch
from phm_core.gateway.kept import Kept
from phm_core.governance.disclosive import Disclosive
from phm_core.store.audit import Audit
from tests.town import AS_AT

ADULTS = Definition(name="Adults", criteria=Age(min=18))


class Engine:
    """Answers with one number, and remembers how the audit stood when it was asked."""

    def __init__(self, audit: Audit, fault: BaseException | None = None) -> None:
        self.audit = audit
        self.fault = fault
        self.seen: list[str] = []
        self.within = []

    def answer(self, question, within, watch=None):
        del question
        self.seen.append(list(self.audit.rows())[-1]["outcome"])
        self.within.append(within)
        if watch is not None:
            watch.tell(1, 2, "Counting")
        if self.fault is not None:
            raise self.fault
        return Disclosive(answers.HowMany(AS_AT, people=103, unknown=2, population=900))


@pytest.fixture
def engine(house):
    return Engine(house.audit)


def gateway(house, engine, **changed) -> Gateway:
    given = {
        "snapshot": house.snapshot,
        "engine": engine,
        "catalogue": house.catalogue,
        "vocabulary": house.vocabulary,
        "cohorts": house.cohorts,
        "places": house.places,
        "audit": house.audit,
        "ledger": house.gateway._ground.ledger,
        "airlock": house.gateway._ground.airlock,
        "naming": house.naming,
        "numbers": house.gateway._ground.numbers,
        "freshness": house.gateway._ground.freshness,
        "trust": house.trust,
        "book": house.gateway._ground.book,
    }
    return Gateway(Ground(**(given | changed)))


def outcomes(house, since):
    return [row["outcome"] for row in house.audit.rows() if row["seq"] > since]


@pytest.fixture
def since(house):
    return house.audit.verify().rows


def test_the_intent_is_written_before_the_answer_and_the_outcome_before_release(
    house, engine, since
):
    released = gateway(house, engine).ask(HowMany(ADULTS), house.scope())
    assert engine.seen == ["intended"]
    assert outcomes(house, since) == ["intended", "released"]
    assert dict(released.facts) == {"people": 105, "unknown": None, "population": 900}
    last = list(house.audit.rows())[-1]
    assert (last["action"], last["object"], last["released"]) == (
        "HowMany",
        "Adults",
        2,
    )


def test_several_questions_are_one_act(house, engine, since):
    both = [HowMany(ADULTS), HowMany(ADULTS.model_copy(update={"name": "Others"}))]
    assert len(gateway(house, engine).ask_all(both, house.scope())) == 2
    assert outcomes(house, since) == ["intended", "released"]


class BrokenAudit:
    """An audit whose disk is full, from the first or from the second row on."""

    def __init__(self, audit, breaks):
        self.audit, self.breaks = audit, breaks

    def intend(self, entry):
        if self.breaks == "intend":
            raise OSError("disk full")
        return self.audit.intend(entry)

    def conclude(self, *_, **__):
        raise OSError("disk full")


def test_without_an_audit_nothing_is_asked(house, engine):
    door = gateway(house, engine, audit=BrokenAudit(house.audit, "intend"))
    with pytest.raises(OSError, match="disk full"):
        door.ask(HowMany(ADULTS), house.scope())
    assert engine.seen == []


def test_without_an_outcome_nothing_is_released(house, engine):
    door = gateway(house, engine, audit=BrokenAudit(house.audit, "conclude"))
    with pytest.raises(OSError, match="disk full"):
        door.ask(HowMany(ADULTS), house.scope())
    assert engine.seen == ["intended"]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Cancelled("stopped"), "stopped"),
        (RefusedInput("no such table"), "failed"),
        (RuntimeError("broken"), "failed"),
    ],
)
def test_a_question_that_ends_badly_is_written_down(house, fault, outcome, since):
    door = gateway(house, Engine(house.audit, fault))
    with pytest.raises(type(fault)):
        door.ask(HowMany(ADULTS), house.scope())
    assert outcomes(house, since) == ["intended", outcome]


def test_what_is_not_permitted_is_written_down_and_not_asked(house, engine, since):
    with pytest.raises(NotPermitted):
        gateway(house, engine).ask(HowMany(ADULTS), house.scope("public", "public"))
    assert outcomes(house, since) == ["refused"]
    assert engine.seen == []


def test_one_question_among_several_that_is_not_permitted_stops_all(house, engine):
    asked = [PublishedRate("hypertension", Level.PCN), HowMany(ADULTS)]
    with pytest.raises(NotPermitted):
        gateway(house, engine).ask_all(asked, house.scope("public", "public"))
    assert engine.seen == []


def test_the_same_question_in_the_same_scope_is_answered_once(house, engine, since):
    door = gateway(house, engine)
    first, second = (door.ask(HowMany(ADULTS), house.scope()) for _ in range(2))
    assert len(engine.seen) == 1
    assert first.key == second.key
    assert outcomes(house, since) == ["intended", "released"] * 2


def test_another_scope_is_never_answered_from_what_was_kept(house, engine):
    door = gateway(house, engine)
    planning = door.ask(HowMany(ADULTS), house.scope())
    exact = door.ask(HowMany(ADULTS), house.scope(purpose="analysis"))
    assert len(engine.seen) == 2
    assert (planning.facts["people"], exact.facts["people"]) == (105, 103)
    assert planning.key != exact.key


def test_a_rule_renamed_is_another_question(house, engine):
    door = gateway(house, engine)
    door.ask(HowMany(ADULTS), house.scope())
    named = replace(
        HowMany(ADULTS),
        of=ADULTS.model_copy(update={"criteria": Age(min=18, name="Grown up")}),
    )
    assert door.ask(named, house.scope())
    assert len(engine.seen) == 2


def test_a_cohort_saved_again_is_asked_again(house, engine):
    door = gateway(house, engine)
    inside = Definition(name="Inside", criteria=InCohort(id="grown_up"))
    saved = house.cohorts.save(ADULTS.model_copy(update={"name": "Grown up"}))
    door.ask(HowMany(inside), house.scope())
    house.cohorts.save(saved.definition, identity=saved.id, edited=1)
    door.ask(HowMany(inside), house.scope())
    assert len(engine.seen) == 2


def test_opt_outs_follow_the_purpose(house, engine):
    door = gateway(house, engine)
    for purpose in ("planning", "analysis"):
        door.ask(HowMany(ADULTS), house.scope(purpose=purpose))
    kinds = [within.opt_out_kinds for within in engine.within]
    assert kinds == [{"type_1", "national_data_opt_out"}, frozenset()]


def test_progress_is_told_and_a_stop_is_obeyed(house, engine):
    told = []
    door = gateway(house, engine)
    door.ask_all(
        [HowMany(ADULTS)], house.scope(), progress=lambda *step: told.append(step)
    )
    assert told == [(1, 2, "Counting")]
    watch = Watch()
    watch.cancel()
    other = HowMany(ADULTS.model_copy(update={"name": "Another"}))
    with pytest.raises(Cancelled):
        door.ask(other, house.scope(), watch=watch)


def test_only_so_many_answers_are_kept():
    kept = Kept(2)
    for name in "abc":
        kept.put(name, name)
    assert (len(kept), kept.get("a"), kept.get("c")) == (2, None, "c")
    kept.get("b")
    kept.put("d", "d")
    assert (kept.get("b"), kept.get("c")) == ("b", None)
