"""Who answers for a finder, for which rules, and until when."""

from datetime import date

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import CaseFinder
from phm_core.errors import RefusedInput
from phm_core.strict_yaml import read_yaml

DAY = date(2026, 11, 1)
TEXT = """
id: high_pulse
title: High pulse
short: High pulse
meaning: A pulse above 120.
themes: [cardiovascular]
kind: not_monitored
eligible: {age: {min: 18}}
whom: adults
finds: {measurement: {of: pulse_rate, above: 120, within_months: 12}}
people: adults with a high pulse
evidence: [{measurement: pulse_rate}]
priorities: [{id: all, title: Everybody, see_within: 4 weeks}]
action: Feel it again.
changes: A lower pulse.
why_it_matters: It may be more.
caution: Coffee.
clinical: {status: draft}
source: {title: A test, year: "2026"}
"""


def finder(**changed: object) -> CaseFinder:
    told = read_yaml(TEXT, source="here").value | changed
    return CaseFinder.model_validate(told)


def reviewed(content: str, until: str = "2027-06-01") -> dict[str, object]:
    return {
        "status": "reviewed", "name": "Dr A", "role": "Clinical safety officer",
        "on": "2026-06-01", "review_by": until, "content": content,
    }  # fmt: skip


def test_a_draft_runs_among_synthetic_people_only():
    one = finder()
    assert one.status(DAY) == "draft"
    assert one.runs(synthetic=True, today=DAY)
    assert not one.runs(synthetic=False, today=DAY)


def test_a_review_holds_for_its_rules_until_its_day():
    content = finder().content
    one = finder(clinical=reviewed(content))
    assert one.status(date(2027, 6, 1)) == "reviewed"
    assert one.runs(synthetic=False, today=DAY)
    assert one.status(date(2027, 6, 2)) == "draft"


@pytest.mark.parametrize(
    "changed",
    [
        {"finds": {"measurement": {"of": "pulse_rate", "above": 120}}},
        {"eligible": {"age": {"min": 16}}},
        {"priorities": [{"id": "all", "title": "Everybody", "see_within": "2 weeks"}]},
        {"action": "Do something else."},
        {"evidence": [{"measurement": "systolic_bp"}]},
        {
            "exclusions": [
                {"title": "Palliative", "lasting": True,
                 "criteria": {"condition": {"is": "palliative_care"}}}
            ]
        },
    ],
)  # fmt: skip
def test_another_rule_is_a_draft_again(changed: dict[str, object]):
    content = finder().content
    one = finder(clinical=reviewed(content), **changed)
    assert one.content != content
    assert one.status(DAY) == "draft"


def test_another_title_changes_nothing_clinical():
    content = finder().content
    assert (
        finder(clinical=reviewed(content), title="Fast pulse").status(DAY) == "reviewed"
    )


def test_what_is_withdrawn_runs_nowhere():
    one = finder(clinical={"status": "withdrawn"})
    assert not one.runs(synthetic=True, today=DAY)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("of: pulse_rate, above", "of: pulse_rat, above", "Did you mean 'pulse_rate'"),
        ("clinical: {status: draft}", "clinical: {status: reviewed}", "a review needs"),
        ("pulse_rate}]", "pulse_rate, score: efi}]", "give one of"),
        (
            "clinical:",
            "red_flag: {title: A, action: B, source: {title: C}, "
            "criteria: {condition: {is: falls}}}\nclinical:",
            "needs a threshold",
        ),
        (
            "clinical:",
            "exclusions: [{title: A, criteria: {condition: {is: falls}}}]\nclinical:",
            "ends after within_months",
        ),
        ("4 weeks}]", "4 weeks, criteria: {age: {min: 1}}}]", "the last priority"),
        ("[cardiovascular]", "[heart]", "there is no 'heart' in themes"),
        ("title: High pulse", "title: Care home residents", "Rename one"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_in_a_sentence(tmp_path, old, new, says):
    folder = tmp_path / "casefinders"
    folder.mkdir()
    assert old in TEXT
    (folder / "high_pulse.yaml").write_text(TEXT.replace(old, new, 1))
    with pytest.raises(RefusedInput, match=says):
        load_catalogue(tmp_path)
