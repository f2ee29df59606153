"""Conditions: what was diagnosed, and where it stands. As at 1 July 2026."""

ENTRIES = """
    person_id | condition_id | date       | kind
    0         | diabetes     | 2010-05-01 | diagnosis
    1         | diabetes     | 2010-05-01 | diagnosis
    1         | diabetes     | 2020-05-01 | resolution
    2         | diabetes     | 2010-05-01 | diagnosis
    2         | diabetes     | 2015-05-01 | resolution
    2         | diabetes     | 2026-03-01 | diagnosis
    3         | diabetes     | 2026-07-02 | diagnosis
    4         | diabetes     | 2026-02-01 | diagnosis
    4         | diabetes     | 2026-02-01 | resolution
    5         | asthma       | 2026-02-01 | diagnosis
    6         | diabetes     |            | diagnosis
"""


def test_active_when_the_latest_entry_is_a_diagnosis(who):
    # A resolution wins on the same day; entries after the day are not seen.
    # A diagnosis without a day was before all others.
    assert who("condition: {is: diabetes}", 7, condition=ENTRIES).true == {0, 2, 6}


def test_resolved_when_the_latest_entry_is_a_resolution(who):
    found = who("condition: {is: diabetes, state: resolved}", 7, condition=ENTRIES)
    assert found.true == {1, 4}


def test_ever_when_there_is_any_diagnosis(who):
    found = who("condition: {is: diabetes, state: ever}", 7, condition=ENTRIES)
    assert found.true == {0, 1, 2, 4, 6}


def test_new_when_the_first_diagnosis_ever_is_in_the_window(who):
    rule = "condition: {is: diabetes, state: new, within_months: 6}"
    assert who(rule, 7, condition=ENTRIES).true == {4}


def test_a_window_begins_on_the_day_after_its_first_and_ends_on_the_day(who):
    entries = """
        person_id | condition_id | date       | kind
        0         | diabetes     | 2026-06-01 | diagnosis
        1         | diabetes     | 2026-06-02 | diagnosis
        2         | diabetes     | 2026-07-01 | diagnosis
        3         | diabetes     | 2026-07-02 | diagnosis
    """
    rule = "condition: {is: diabetes, state: new, within_months: 1}"
    assert who(rule, condition=entries).true == {1, 2}


def test_a_diagnosis_without_a_day_was_before_every_other(who):
    entries = """
        person_id | condition_id | date       | kind
        0         | diabetes     |            | diagnosis
        1         | diabetes     |            | diagnosis
        1         | diabetes     | 2020-05-01 | resolution
        2         | diabetes     |            | diagnosis
        2         | diabetes     | 2026-05-01 | diagnosis
        3         | diabetes     |            | resolution
        4         | diabetes     | 2026-05-01 | diagnosis
    """
    rule = "condition: {is: diabetes, state: STATE}"
    states = {"active": {0, 2, 4}, "resolved": {1}, "ever": {0, 1, 2, 4}}
    for state, people in states.items():
        found = who(rule.replace("STATE", state), 5, condition=entries)
        assert found.true == people, state
    new = "condition: {is: diabetes, state: new, within_months: 6}"
    assert who(new, 5, condition=entries).true == {4}


def test_several_diagnoses_may_be_asked_for(who):
    rule = "condition: {is: diabetes, state: ever, count_at_least: 2}"
    assert who(rule, 7, condition=ENTRIES).true == {2}


def test_a_condition_is_never_unknown(who):
    assert who("none: [{condition: {is: diabetes}}]", 7).unknown == set()


def test_a_register_is_its_declared_rule_and_never_unknown(who):
    # Diabetes counts from 17; without a birth month that cannot be told, so: no.
    found = who(
        "register: {is: diabetes}",
        condition=ENTRIES,
        person="""
            person_id | birth_month
            0         | 1980-01-01
            1         | 1980-01-01
            2         |
        """,
    )
    assert found.true == {0}
    assert found.unknown == set()


def test_a_person_belongs_to_the_first_segment_that_fits(who):
    records = {
        "condition": ENTRIES,
        "score": """
            person_id | score_id | date       | value
            0         | efi      | 2025-01-01 | 0.3
            1         | efi      | 2025-01-01 | 0.05
        """,
    }
    assert who("segment: {is: frailty}", 7, **records).true == {0}
    assert who("segment: {is: chronic}", 7, **records).true == {2, 5, 6}
    assert who("segment: {is: healthy}", 7, **records).true == {1, 3, 4}
    both = who("segment: {is: [frailty, chronic]}", 7, **records)
    assert both.true == {0, 2, 5, 6}
    assert both.unknown == set()
