"""Records that are counted, absent, or follow each other. As at 1 July 2026."""

ISSUES = """
    person_id | medicine_id | date
    0         | statin      | 2026-06-01
    0         | statin      | 2026-01-01
    1         | statin      | 2025-07-01
    2         | metformin   | 2026-06-01
    3         | statin      | 2026-07-02
"""
CONTACTS = """
    person_id | setting             | start      | icd10 | acsc
    0         | emergency_admission | 2026-06-01 | I50.1 | yes
    0         | emergency_admission | 2026-05-01 | e119  | no
    1         | emergency_admission | 2026-06-01 |       |
    1         | ae                  | 2026-06-01 |       |
    2         | emergency_admission | 2024-06-01 | I50   | yes
"""


def test_medicines_are_counted_over_twelve_months_unless_stated(who):
    assert who("medication: {of: statin}", medication=ISSUES).true == {0}
    longer = "medication: {of: statin, within_months: 24}"
    assert who(longer, medication=ISSUES).true == {0, 1}
    twice = "medication: {of: statin, count_at_least: 2}"
    assert who(twice, medication=ISSUES).true == {0}


def test_activity_counts_contacts_in_one_setting_or_several(who):
    one = "activity: {of: emergency_admission}"
    assert who(one, activity=CONTACTS).true == {0, 1}
    several = "activity: {of: [emergency_admission, ae], count_at_least: 2}"
    assert who(several, activity=CONTACTS).true == {0, 1}


def test_at_most_and_none_at_all_are_counts_too(who):
    once = "activity: {of: emergency_admission, count_at_most: 1}"
    assert who(once, activity=CONTACTS).true == {1}
    up_to_one = (
        "activity: {of: emergency_admission, count_at_least: 0, count_at_most: 1}"
    )
    assert who(up_to_one, activity=CONTACTS).true == {1, 2, 3}
    anybody = "activity: {of: emergency_admission, count_at_least: 0}"
    assert who(anybody, activity=CONTACTS).true == {0, 1, 2, 3}


def test_admissions_by_diagnosis_ignore_dots_and_case(who):
    heart = "activity: {of: emergency_admission, icd10: I50}"
    assert who(heart, activity=CONTACTS).true == {0}
    diabetes = "activity: {of: emergency_admission, icd10: E11.9}"
    assert who(diabetes, activity=CONTACTS).true == {0}


def test_admissions_that_could_have_been_avoided(who):
    yes = "activity: {of: emergency_admission, acsc: true}"
    assert who(yes, activity=CONTACTS).true == {0}
    no = "activity: {of: emergency_admission, acsc: false}"
    assert who(no, activity=CONTACTS).true == {0, 1}


SPELLS = """
    person_id | setting             | start      | end        | arrival_mode
    0         | emergency_admission | 2026-06-01 | 2026-06-22 | ambulance
    1         | emergency_admission | 2026-06-10 |            | walk_in
    2         | emergency_admission | 2025-06-20 | 2025-07-15 |
    3         | emergency_admission | 2026-06-01 | 2026-06-21 | other
"""


def test_long_stays_count_days_up_to_the_day_while_they_last(who):
    three_weeks = "activity: {of: emergency_admission, days_at_least: 21}"
    assert who(three_weeks, activity=SPELLS).true == {0, 1}


def test_contacts_by_way_of_arriving(who):
    by_ambulance = "activity: {of: emergency_admission, arrival: ambulance}"
    assert who(by_ambulance, activity=SPELLS).true == {0}


def test_stays_dated_by_their_discharge(who):
    left = "activity: {of: emergency_admission, dated: end}"
    assert who(left, activity=SPELLS).true == {0, 2, 3}


def test_back_within_thirty_days_of_discharge(who):
    spells = """
        person_id | setting             | start      | end
        0         | emergency_admission | 2026-01-01 | 2026-02-01
        0         | emergency_admission | 2026-03-03 | 2026-03-04
        1         | emergency_admission | 2026-01-01 | 2026-02-01
        1         | emergency_admission | 2026-03-04 | 2026-03-05
    """
    again = """sequence: {
        first: {activity: {of: emergency_admission, dated: end}},
        then: {activity: {of: emergency_admission}}, within_days: 30}"""
    assert who(again, activity=spells).true == {0}


DONE = """
    person_id | process_id | date       | outcome
    0         | foot_check | 2026-06-01 | done
    1         | foot_check | 2026-06-01 | declined
    2         | foot_check | 2020-06-01 |
"""


def test_a_process_by_window_and_outcome(who):
    assert who("process: {of: foot_check}", process=DONE).true == {0, 1, 2}
    recent = "process: {of: foot_check, within_months: 12}"
    assert who(recent, process=DONE).true == {0, 1}
    declined = "process: {of: foot_check, outcome: declined}"
    assert who(declined, process=DONE).true == {1}
    either = "process: {of: foot_check, outcome: [declined, done]}"
    assert who(either, process=DONE).true == {0, 1}


def test_a_process_that_was_carried_out_not_declined(who):
    assert who("process: {of: foot_check, done: true}", process=DONE).true == {0}
    never = "no_record_of: {process: {of: foot_check, done: true}}"
    assert who(never, process=DONE).true == {1, 2, 3}


def test_operations_by_prefix(who):
    operations = """
        person_id | date       | opcs4
        0         | 2026-06-01 | W37.1
        1         | 2026-06-01 | w371
        2         | 2026-06-01 | K45
    """
    assert who("procedure: {opcs4: W37}", procedure=operations).true == {0, 1}
    assert who("procedure: {opcs4: W37.1}", procedure=operations).true == {0, 1}


def test_waiting_means_referred_and_not_treated_by_the_day(who):
    pathways = """
        person_id | specialty   | referred_on | treated_on
        0         | cardiology  | 2026-01-01  |
        1         | cardiology  | 2026-01-01  | 2026-07-01
        2         | orthopaedics| 2026-06-17  | 2026-07-02
        3         | cardiology  | 2026-07-02  |
    """
    assert who("waiting: {}", waiting=pathways).true == {0, 2}
    assert who("waiting: {specialty: cardiology}", waiting=pathways).true == {0}
    assert who("waiting: {weeks_at_least: 2}", waiting=pathways).true == {0, 2}
    assert who("waiting: {weeks_at_least: 3}", waiting=pathways).true == {0}


def test_no_record_is_not_the_same_as_recorded_and_negative(who):
    found = who("no_record_of: {medication: {of: statin}}", medication=ISSUES)
    assert found.true == {1, 2, 3}
    resolved = """
        person_id | condition_id | date       | kind
        0         | diabetes     | 2020-01-01 | resolution
        1         | asthma       | 2020-01-01 | diagnosis
    """
    found = who("no_record_of: {condition: {is: diabetes}}", condition=resolved)
    assert found.true == {1, 2, 3}
    empty = """
        person_id | measure_id | date       | value
        0         | hba1c      | 2026-01-01 | 40
        1         | hba1c      | 2026-01-01 |
        2         | hba1c      | 2020-01-01 | 40
    """
    rule = "no_record_of: {measurement: {of: hba1c, within_months: 12}}"
    assert who(rule, measurement=empty).true == {1, 2, 3}


def test_a_sequence_is_one_event_from_the_next_day_up_to_so_many_days_after(who):
    issues = """
        person_id | medicine_id | date
        0         | statin      | 2026-06-02
        1         | statin      | 2026-06-01
        2         | statin      | 2026-07-01
        3         | statin      | 2026-05-31
    """
    contacts = """
        person_id | setting             | start
        0         | emergency_admission | 2026-06-01
        1         | emergency_admission | 2026-06-01
        2         | emergency_admission | 2026-06-01
        3         | emergency_admission | 2026-06-01
    """
    rule = (
        "sequence: {first: {activity: {of: emergency_admission}}, "
        "then: {medication: {of: statin}}, within_days: %d}"
    )
    records = {"medication": issues, "activity": contacts}
    assert who(rule % 29, **records).true == {0}
    assert who(rule % 30, **records).true == {0, 2}
