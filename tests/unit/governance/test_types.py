"""Exact answers stay closed, and what may be shown is made by the gateway alone."""

import copy
import pickle
from datetime import date

import pyarrow as pa
import pytest

from phm_core.area import Level
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import Need
from phm_core.definitions.rows_of_people import People
from phm_core.governance.disclosive import Disclosive
from phm_core.governance.door import DOOR, Key
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

CANARY = 9998765439
OLD = parse_definition("name: Old\ncriteria: {age: {min: 65}}")


def released(**changed: object) -> Released:
    given = {
        "question": Need(per=Level.PCN),
        "purpose": "planning",
        "snapshot": "abc",
        "as_at": date(2026, 10, 31),
        "synthetic": True,
        "facts": {"people": 10},
        "tables": {"areas": pa.table({"code": ["A"]})},
        "notes": (),
        "carried": {},
        "covered": None,
        "rule": "",
        "sentence": "",
        "key": "k",
        "door": DOOR,
    }
    return Released(**(given | changed))


def test_an_exact_answer_opens_with_the_gateways_key_only():
    assert Disclosive(CANARY).open(DOOR) == CANARY
    with pytest.raises(TypeError, match="Only the gateway"):
        Disclosive(CANARY).open(Key())


def test_an_exact_answer_shows_nothing_of_itself():
    closed = Disclosive(CANARY)
    for text in (repr(closed), str(closed), f"{closed}", f"{[closed]!r}"):
        assert str(CANARY) not in text
    assert not hasattr(closed, "__dict__")
    assert not {"__repr__", "__str__", "__iter__", "__len__"} & vars(Disclosive).keys()
    with pytest.raises(TypeError):
        iter(closed)
    with pytest.raises(TypeError):
        len(closed)


@pytest.mark.parametrize("send", [pickle.dumps, copy.copy, copy.deepcopy])
def test_an_exact_answer_is_not_sent_anywhere(send):
    with pytest.raises(TypeError, match="not copied, pickled"):
        send(Disclosive(CANARY))


def test_only_the_gateway_makes_what_may_be_shown():
    assert released().facts["people"] == 10
    with pytest.raises(TypeError, match="Only the gateway"):
        released(door=Key())


def test_what_may_be_shown_does_not_change():
    shown = released()
    with pytest.raises(TypeError):
        shown.facts["people"] = 3
    with pytest.raises(AttributeError):
        shown.purpose = "direct_care"


def test_what_is_made_of_an_answer_is_kept_by_its_key():
    worked = []

    @kept_by_answer
    def codes(answer: Released, place: str) -> list[str]:
        worked.append(place)
        return [place, *answer.tables["areas"]["code"].to_pylist()]

    first = codes(released(), "Town")
    assert codes(released(), "Town") is first
    assert codes(released(key="l"), "Town") is not first
    assert codes(released(), "Village") == ["Village", "A"]
    assert worked == ["Town", "Town", "Village"]
    assert released() == released()
    assert released() != released(key="l")


def test_nothing_made_of_an_answer_about_people_is_kept():
    @kept_by_answer
    def rows(answer: Released) -> int:
        return answer.tables["areas"].num_rows

    with pytest.raises(TypeError, match="is not kept"):
        rows(released(question=People(of=OLD)))
