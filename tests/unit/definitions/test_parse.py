"""What the language accepts, and the exact words with which it refuses."""

import json

import pytest

from phm_core.definitions import (
    parse_criterion,
    parse_definition,
    to_json,
    to_wire,
    to_yaml,
)
from phm_core.errors import RefusedInput

RISING_RISK = """
name: Rising-risk diabetes
version: 1
criteria:
  all:
    - age: {min: 40, max: 74}
      name: Middle years
    - condition: {is: diabetes_type_2}
    - measurement: {of: hba1c, which: latest, at_least: 58}
    - activity: {of: emergency_admission, count_at_least: 2, within_months: 12}
    - none:
        - medication: {of: statin, within_months: 12}
      disabled: true
"""

EVERY_KIND = [
    {"all": [{"age": {"min": 3}}]},
    {"any": [{"sex": {"is": "female"}}, {"age": {"max": 3}}]},
    {"none": [{"ethnicity": {"is": ["asian", "black"]}}]},
    {"unmet": [{"measurement": {"of": "hba1c", "at_most": 58}}]},
    {"at_least": {"k": 1, "of": [{"deprivation": {"decile_max": 2}}]}},
    {"lives_in": {"ward": ["W1", "W2"]}},
    {"registered_at": {"pcn": "P1"}},
    {"register": {"is": "asthma"}},
    {"condition": {"is": "asthma", "state": "new", "within_months": 12}},
    {"measurement": {"of": "egfr", "below": 60, "times_at_least": 2, "days_apart": 90,
                     "none_between": True}},
    {"medication": {"of": "statin", "count_at_least": 2}},
    {"activity": {"of": ["ae", "gp"], "count_at_most": 3, "icd10": "J45",
                  "acsc": True}},
    {"activity": {"of": "emergency_admission", "arrival": "ambulance",
                  "days_at_least": 21, "dated": "end"}},
    {"process": {"of": "foot_check", "outcome": "declined"}},
    {"process": {"of": "foot_check", "done": True}},
    {"cancer": {"route": ["screening", "emergency"], "stage_at_least": 1,
                "stage_at_most": 2, "told_within_days": 28}},
    {"maternity": {"within_months": 12, "continuity_of_carer": False}},
    {"procedure": {"opcs4": ["K40", "K49.1"], "within_months": 60}},
    {"waiting": {"specialty": "cardiology", "weeks_at_least": 18}},
    {"social": {"is": "carer"}},
    {"segment": {"is": "frailty"}},
    {"score": {"of": "efi", "band": ["moderate", "severe"]}},
    {"in_cohort": {"id": "rising_risk", "version": 2}},
    {"no_record_of": {"measurement": {"of": "hba1c", "within_months": 12}}},
    {"sequence": {"first": {"activity": {"of": "ae"}},
                  "then": {"activity": {"of": "gp"}},
                  "within_days": 30}},
]  # fmt: skip


@pytest.mark.parametrize("wire", EVERY_KIND, ids=lambda wire: next(iter(wire)))
def test_every_kind_is_written_as_it_was_read(wire):
    assert to_wire(parse_criterion(wire)) == wire


def test_a_definition_survives_yaml_and_json():
    definition = parse_definition(RISING_RISK)

    assert parse_definition(to_yaml(definition.to_wire())) == definition
    assert parse_definition(to_json(definition.to_wire())) == definition
    assert definition.criteria.of[0].name == "Middle years"
    assert definition.criteria.of[4].disabled


def test_digest_ignores_names_and_switched_off_rules_only():
    plain = parse_definition(RISING_RISK)
    renamed = parse_definition(RISING_RISK.replace("Middle years", "Forty or over"))
    switched_on = parse_definition(
        RISING_RISK.replace("disabled: true", "disabled: false")
    )

    assert renamed.digest == plain.digest
    assert switched_on.digest != plain.digest


def test_a_changed_copy_has_a_digest_of_its_own():
    definition = parse_definition(RISING_RISK)
    before = definition.digest

    resident = definition.model_copy(update={"population": "resident"})

    assert resident.digest != before


REFUSED = [
    ("name: x\ncriteria:\n  age: {min: -4}",
     "'min' of age must be 0 or more, not -4 (definition, line 3)."),
    ("name: x\ncriteria:\n  age: {min: 40, mx: 50}",
     "'age' has no key called 'mx'. Did you mean 'max'? (definition, line 3)."),
    ("name: x\ncriteria:\n  age: {min: 40, name: forty}",
     "'age' has no key called 'name'. It stands beside the kind, not inside it "
     "(definition, line 3)."),
    ("name: x\ncriteria:\n  agee: {min: 40}",
     "There is no kind of criterion called 'agee'. Did you mean 'age'? "
     "(definition, line 3)."),
    ("name: x\ncriteria:\n  age: {min: 40}\n  sex: {is: male}",
     "A criterion has exactly one kind; here: age, sex (definition, line 2)."),
    ("name: x\ncriteria:\n  age: {min: 50, max: 40}",
     "'age': min (50) is above max (40) (definition, line 3)."),
    ("name: x\ncriteria:\n  age: {min: yes}",
     "'min' of age must be a whole number, not 'yes' (definition, line 3)."),
    ("name: x\ncriteria:\n  age: {min: true}",
     "'min' of age must be a whole number, not True (definition, line 3)."),
    ("name: x\ncriteria: {measurement: {of: hba1c, above: '58'}}",
     "'above' of measurement must be a number, not '58' (definition, line 2)."),
    ("name: x\ncriteria:\n  all: []",
     "'all' takes a list with at least one criterion (definition, line 3)."),
    ("name: x\ncriteria: {measurement: {of: hba1c}}",
     "The measurement 'hba1c' says no value: add at_least, above, at_most or below. "
     "For people with no result use no_record_of (definition, line 2)."),
    ("name: x\ncriteria: {no_record_of: {measurement: {of: hba1c, above: 3}}}",
     "'no_record_of': no_record_of takes no thresholds: remove above "
     "(definition, line 2)."),
    ("name: x\ncriteria: {condition: {is: copd, within_months: 3}}",
     "'condition': within_months goes with 'state: new', and is needed there "
     "(definition, line 2)."),
    ("name: x\ncriteria: {at_least: {k: 2, of: [{age: {min: 3}}]}}",
     "'at_least': asks for 2 of only 1 criteria (definition, line 2)."),
    ("criteria: {age: {min: 40}}",
     "'name' of the definition is missing (definition, line 1)."),
    ("name: x\ncriteria: {age: {min: 40}}\nowners: me",
     "'the definition' has no key called 'owners'. Did you mean 'owner'? "
     "(definition, line 3)."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_refused_and_in_which_words(text, words):
    with pytest.raises(RefusedInput) as refusal:
        parse_definition(text)

    assert str(refusal.value) == words


class Words:
    """A vocabulary of one condition."""

    def names(self, family):
        return {"diabetes": "Diabetes"} if family == "condition" else None

    def unit(self, _measure):
        return ""


def test_an_unknown_condition_is_named_with_its_line_and_the_nearest():
    text = """name: x
criteria:
  all:
    - condition: {is: diabtes}
    - condition: {is: no}"""

    with pytest.raises(RefusedInput) as refusal:
        parse_definition(text, Words(), name="worklists/foot.yaml")

    assert "There is no condition called 'diabtes'. Did you mean 'diabetes'?" in str(
        refusal.value
    )
    assert "(worklists/foot.yaml, line 4)" in str(refusal.value)
    assert "There is no condition called 'no'" in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "name: &a x\ncriteria: {age: {min: 3}}\ndescription: *a",
        "name: x\nname: y\ncriteria: {age: {min: 3}}",
        "name: !!python/object/apply:os.system ['true']",
        "name: x\n---\nname: y",
        "name: [",
        "name: x\ncriteria: " + "{all: [" * 10_000,
        "name: x\ncriteria: " + "{all: [" * 1_000 + "]}" * 1_000,
        '{"name": "x", "criteria": ' + '{"all": [' * 5_000,
        '{"name": "x", "name": "y"}',
        '{"name": "x", "criteria": {"age": {"min": NaN}}}',
        "name: x\ncriteria: {measurement: {of: hba1c, above: .nan}}",
        "name: x\ncriteria: {measurement: {of: hba1c, above: 1e999}}",
        "- just\n- a list",
        "",
    ],
)  # fmt: skip
def test_traps_are_refused_and_not_built(text):
    with pytest.raises(RefusedInput):
        parse_definition(text)


@pytest.mark.parametrize("word", ["yes", "'true'", "1", "on"])
def test_only_true_and_false_switch_a_rule_off(word):
    text = f"name: x\ncriteria:\n  age: {{min: 3}}\n  disabled: {word}"
    with pytest.raises(RefusedInput, match="disabled"):
        parse_definition(text)


@pytest.mark.parametrize(
    "text",
    [
        "name: x\ncriteria: {age: {min: %s}}",
        '{"name": "x", "criteria": {"age": {"min": %s}}}',
    ],
)
def test_a_number_of_thousands_of_digits_is_refused(text):
    with pytest.raises(RefusedInput):
        parse_definition(text % ("9" * 6_000))


@pytest.mark.parametrize("day", ["86400", "20261031", "1.5", "true"])
def test_a_number_is_not_a_date(day):
    with pytest.raises(RefusedInput, match="as_at"):
        parse_definition(f"name: x\nas_at: {day}\ncriteria: {{age: {{min: 3}}}}")


def nested(levels):
    node = {"age": {"min": 3}}
    for _ in range(levels - 1):
        node = {"all": [node]}
    return node


def test_eight_levels_and_two_hundred_criteria_are_the_limits():
    parse_criterion(nested(8))
    parse_criterion({"all": [{"age": {"min": 3}}] * 199})

    with pytest.raises(RefusedInput, match="more than 8 levels"):
        parse_criterion(nested(9))
    with pytest.raises(RefusedInput, match="more than 200 criteria"):
        parse_criterion({"all": [{"age": {"min": 3}}] * 200})


def test_json_schema_accepts_what_is_saved():
    from phm_core.definitions.nodes import Criterion
    from phm_core.definitions.schema import json_schema

    choices = json_schema()["$defs"]["criterion"]["oneOf"]

    assert {choice["title"] for choice in choices} == set(Criterion.kinds)
    assert "name" not in json.dumps([c["properties"][c["title"]] for c in choices])
