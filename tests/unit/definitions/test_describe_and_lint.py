"""Sentences, findings, differences and rewriting."""

from typing import ClassVar

import pytest

from phm_core.definitions import parse_criterion, parse_definition
from phm_core.definitions.describe import describe
from phm_core.definitions.diff import diff
from phm_core.definitions.lint import lint
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.say import say
from phm_core.definitions.tree import at, changed, rules


class Words:
    """Titles as the catalogue would give them."""

    titles: ClassVar = {
        "condition": {"diabetes_type_2": "Type 2 diabetes", "copd": "COPD"},
        "medicine": {"statin": "Statin"},
        "measurement": {"hba1c": "HbA1c"},
        "setting": {"ae": "A&E attendances"},
    }

    def names(self, family):
        return self.titles.get(family)

    def unit(self, measure):
        return {"hba1c": "mmol/mol"}.get(measure, "")


SENTENCES = [
    ({"age": {"min": 40, "max": 74}}, "aged 40 to 74"),
    ({"age": {"min": 65}}, "aged 65 or over"),
    ({"condition": {"is": "copd"}}, "with COPD"),
    (
        {"condition": {"is": "diabetes_type_2", "state": "new", "within_months": 24}},
        "newly diagnosed with type 2 diabetes in the last 2 years",
    ),
    (
        {"measurement": {"of": "hba1c", "at_least": 58, "within_months": 12}},
        "with latest HbA1c 58 or more mmol/mol in the last 12 months",
    ),
    (
        {"none": [{"medication": {"of": "statin"}}]},
        "not prescribed statin in the last 12 months",
    ),
    (
        {"unmet": [{"measurement": {"of": "hba1c", "at_most": 58}}]},
        "(not (with latest HbA1c 58 or less mmol/mol), or not known)",
    ),
    (
        {"activity": {"of": "ae", "count_at_least": 3, "within_months": 6}},
        "with 3 or more of: A&E attendances in the last 6 months",
    ),
    (
        {"no_record_of": {"measurement": {"of": "hba1c", "within_months": 15}}},
        "with no record of: HbA1c in the last 15 months",
    ),
    (
        {"process": {"of": "foot_check", "done": True, "within_months": 12}},
        "with foot check carried out in the last 12 months",
    ),
    (
        {"process": {"of": "foot_check", "outcome": ["low_risk", "high_risk"]}},
        "with foot check recorded with outcome low risk or high risk",
    ),
    (
        {"measurement": {"of": "hba1c", "times_at_least": 1, "within_months": 12}},
        "with HbA1c measured in the last 12 months",
    ),
    (
        {"activity": {"of": "ae", "arrival": "ambulance", "days_at_least": 2}},
        "with 1 or more of: A&E attendances with arrival by ambulance of 2 days or "
        "more in the last 12 months",
    ),
    (
        {"cancer": {"within_months": 12, "stage_at_least": 1, "stage_at_most": 2}},
        "told of a cancer in the last 12 months at stage 1 to 2",
    ),
    (
        {"maternity": {"within_months": 12, "smoking_at_delivery": True}},
        "who gave birth in the last 12 months, smoking at delivery",
    ),
    (
        {"deprivation": {"decile_max": 2}},
        "living in deprivation deciles 1 to 2 (1 = most deprived)",
    ),
]


@pytest.mark.parametrize(("wire", "words"), SENTENCES)
def test_criteria_read_as_plain_english(wire, words):
    assert describe(parse_criterion(wire), Words()) == words


def test_every_kind_has_a_sentence_of_its_own():
    silent = [
        kind
        for kind, cls in Criterion.kinds.items()
        if say.dispatch(cls) is say.dispatch(Criterion)
    ]

    assert silent == []


FINDINGS = [
    ("all: [{age: {min: 3}}, {age: {min: 3}}]", "stands twice"),
    ("all: [{sex: {is: male}}, {none: [{sex: {is: male}}]}]", "nobody matches"),
    ("all: [{age: {min: 60}}, {age: {max: 50}}]", "No age is both 60 or over and 50"),
    (
        "all: [{measurement: {of: bmi, above: 40}},"
        " {measurement: {of: bmi, below: 30}}]",
        "No bmi is both 40 or more and 30 or less",
    ),
    ("measurement: {of: bmi, above: 40}", "may be years old"),
    ("none: [{measurement: {of: bmi, above: 40, within_months: 9}}]", "never"),
    ("sex: {is: unknown}", "never matches"),
    ("activity: {of: gp, count_at_least: 0}", "matches everyone"),
    ("process: {of: foot_check}", "also counts when it was declined"),
    ("any: [{all: [{age: {min: 3}}]}, {age: {max: 2}}]", "holds one rule"),
    ("all: [{condition: {is: copd}}, {register: {is: copd}}]", "One will do"),
    ("all: [{age: {min: 3}, disabled: true}]", "this is everyone"),
]


@pytest.mark.parametrize(("criteria", "words"), FINDINGS)
def test_each_check_finds_its_fault(criteria, words):
    found = lint(parse_definition(f"name: x\ncriteria: {{{criteria}}}"))

    expected = "leaves out people with no value" if words == "never" else words
    assert any(expected in finding.text for finding in found), found


def test_a_sound_definition_has_no_findings():
    text = "name: x\ncriteria: {all: [{age: {min: 3}}, {condition: {is: copd}}]}"

    assert lint(parse_definition(text)) == []


def test_difference_names_added_removed_and_kept_rules():
    before = parse_definition(
        "name: x\ncriteria: {all: [{age: {min: 3}}, {sex: {is: male}}]}"
    )
    after = parse_definition(
        "name: x\ncriteria: {all: [{age: {min: 3}}, {age: {max: 9}}]}"
    )

    assert [(c.what, c.rule.kind) for c in diff(before, after)] == [
        ("kept", "age"),
        ("added", "age"),
        ("removed", "sex"),
    ]


def test_a_node_is_replaced_or_removed_in_a_copy_of_the_tree():
    tree = parse_criterion(
        {"all": [{"age": {"min": 3}}, {"any": [{"age": {"max": 9}}]}]}
    )

    switched_off = changed(
        tree, (0,), lambda n: n.model_copy(update={"disabled": True})
    )
    without = changed(tree, (1, 0), lambda _: None)

    assert at(tree, (1, 0)).max == 9
    assert [rule.kind for rule in rules(switched_off)] == ["any"]
    assert len(without.of) == 1
    assert len(tree.of) == 2
