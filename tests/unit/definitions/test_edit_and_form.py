"""Edits as a person makes them, and the inputs an editor draws."""

import pytest

from phm_core.definitions import edit, parse_criterion, parse_definition, to_wire
from phm_core.definitions.form import filled, inputs
from phm_core.definitions.nodes import Criterion

DEFINITION = parse_definition(
    "name: x\ncriteria: {all: [{age: {min: 40}}, {sex: {is: male}}, {any: "
    "[{social: {is: carer}}, {social: {is: smoker}}]}]}"
)
DIABETES = parse_criterion({"condition": {"is": "diabetes"}})


def spelled(definition):
    return to_wire(definition.criteria)["all"]


def test_a_rule_is_added_to_the_group_at_a_place():
    assert spelled(edit.add(DEFINITION, DIABETES))[3] == {
        "condition": {"is": "diabetes"}
    }
    assert len(spelled(edit.add(DEFINITION, DIABETES, (2,)))[2]["any"]) == 3


def test_a_single_rule_becomes_a_group_when_another_is_added():
    alone = parse_definition("name: x\ncriteria: {age: {min: 40}}")

    assert [next(iter(rule)) for rule in spelled(edit.add(alone, DIABETES))] == [
        "age",
        "condition",
    ]


def test_replacing_keeps_the_name_and_the_switch():
    named = edit.switch(edit.rename(DEFINITION, (0,), "Forty or over"), (0,))

    assert spelled(edit.replace(named, (0,), DIABETES))[0] == {
        "condition": {"is": "diabetes"},
        "name": "Forty or over",
        "disabled": True,
    }


def test_switching_and_negating_twice_change_nothing():
    for change in (edit.switch, edit.negate):
        once = change(DEFINITION, (1,))
        assert once != DEFINITION
        assert change(once, (1,)) == DEFINITION


def test_moving_stops_at_the_ends_and_unwrapping_keeps_every_rule():
    first = edit.move(DEFINITION, (1,), -1)

    assert [next(iter(rule)) for rule in spelled(first)] == ["sex", "age", "any"]
    assert edit.move(first, (0,), -1) == first
    assert [next(iter(rule)) for rule in spelled(edit.unwrap(DEFINITION, (2,)))] == [
        "age",
        "sex",
        "social",
        "social",
    ]


def test_a_group_turned_into_at_least_and_back():
    two = edit.regroup(DEFINITION, (2,), "at_least", 2)

    assert spelled(two)[2]["at_least"]["k"] == 2
    assert edit.regroup(two, (2,), "any") == DEFINITION


def test_the_last_rule_cannot_be_removed_and_an_emptied_group_goes():
    alone = edit.opened(parse_definition("name: x\ncriteria: {age: {min: 40}}"))
    emptied = edit.remove(edit.remove(DEFINITION, (2, 0)), (2, 0))

    assert edit.remove(alone, (0,)) == alone
    assert len(spelled(emptied)) == 2


@pytest.mark.parametrize("kind", sorted(Criterion.kinds))
def test_every_input_of_every_kind_has_a_label_and_a_known_key(kind):
    for entry in inputs(kind):
        assert entry.label
        assert "_" not in entry.label


def test_inputs_carry_types_limits_and_families_of_the_node():
    found = {entry.key: entry for entry in inputs("measurement")}

    assert found["of"].family == "measurement"
    assert (found["within_months"].low, found["within_months"].optional) == (1, True)
    assert found["which"].choices == ("latest", "any", "min", "max", "mean")
    assert {entry.kind for entry in inputs("lives_in")} == {"ids"}


def test_empty_and_default_inputs_are_left_out_of_the_saved_form():
    values = {"of": "statin", "within_months": 12, "count_at_least": 2}

    assert filled("medication", values) == {"of": "statin", "count_at_least": 2}
