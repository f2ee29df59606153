"""Truth is three-valued: true, false, not known. As at 1 July 2026.

Person 0 is a woman of 50, person 1 a man of 50; person 2 is a woman of unknown age,
person 3 a man of unknown age, and nothing is known about person 4.
"""

PEOPLE = """
    person_id | sex    | birth_month
    0         | female | 1976-01-01
    1         | male   | 1976-01-01
    2         | female |
    3         | male   |
    4         |        |
"""
OLD = "{age: {min: 40}}"
WOMAN = "{sex: {is: female}}"


def test_all(who):
    found = who(f"all: [{OLD}, {WOMAN}]", person=PEOPLE)
    assert found.true == {0}
    assert found.unknown == {2, 4}


def test_any(who):
    found = who(f"any: [{OLD}, {WOMAN}]", person=PEOPLE)
    assert found.true == {0, 1, 2}
    assert found.unknown == {3, 4}


def test_none(who):
    found = who(f"none: [{OLD}, {WOMAN}]", person=PEOPLE)
    assert found.true == set()
    assert found.unknown == {3, 4}


def test_unmet_keeps_those_of_whom_nothing_is_known(who):
    found = who(f"unmet: [{OLD}, {WOMAN}]", person=PEOPLE)
    assert found.true == {3, 4}
    assert found.unknown == set()
    alone = who(f"unmet: [{{none: [{OLD}]}}]", person=PEOPLE)
    assert alone.true == {0, 1, 2, 3, 4}


def test_at_least(who):
    alone = "{social: {is: lives_alone}}"
    found = who(f"at_least: {{k: 2, of: [{OLD}, {WOMAN}, {alone}]}}", person=PEOPLE)
    assert found.true == {0}
    assert found.unknown == {1, 2, 3, 4}


def test_what_is_switched_off_takes_no_part(who):
    off = "{age: {min: 90}, disabled: true}"
    found = who(f"all: [{WOMAN}, {off}]", person=PEOPLE)
    assert found.true == {0, 2}
    assert found.unknown == {4}
    inside = who(f"all: [{WOMAN}, {{none: [{off}]}}]", person=PEOPLE)
    assert inside.true == {0, 2}


def test_with_nothing_switched_on_everybody_is_in(who):
    found = who("all: [{age: {min: 90}, disabled: true}]", person=PEOPLE)
    assert found.true == {0, 1, 2, 3, 4}


def test_more_than_are_switched_on_is_reached_by_nobody(who):
    off = "{age: {min: 0}, disabled: true}"
    found = who(f"at_least: {{k: 2, of: [{WOMAN}, {off}]}}", person=PEOPLE)
    assert found.true == set()
    assert found.unknown == set()
