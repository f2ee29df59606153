"""Who people are and where they live. As at 1 July 2026."""


def test_age_is_completed_years_and_not_known_without_a_birth_month(who):
    found = who(
        "age: {min: 40, max: 74}",
        person="""
            person_id | birth_month
            0         | 1986-07-01
            1         | 1986-08-01
            2         | 1951-08-01
            3         | 1951-07-01
            4         |
        """,
    )
    assert found.true == {0, 2}
    assert found.unknown == {4}


def test_sex_that_is_unknown_is_not_a_sex(who):
    found = who(
        "sex: {is: [female, unknown]}",
        person="""
            person_id | sex
            0         | female
            1         | male
            2         | unknown
            3         |
        """,
    )
    assert found.true == {0}
    assert found.unknown == {2, 3}


def test_ethnicity_by_group_or_in_detail(who):
    found = who(
        "ethnicity: {is: [asian, white_irish]}",
        person="""
            person_id | ethnicity_group | ethnicity
            0         | asian           | asian_indian
            1         | white           | white_irish
            2         | white           | white_british
            3         | white           | unknown
            4         |                 |
            5         | asian           |
        """,
    )
    assert found.true == {0, 1, 5}
    assert found.unknown == {3, 4}


def test_deprivation_overall_is_that_of_the_person(who):
    found = who(
        "deprivation: {decile_max: 2}",
        person="""
            person_id | imd_decile
            0         | 1
            1         | 2
            2         | 3
            3         |
        """,
    )
    assert found.true == {0, 1}
    assert found.unknown == {3}


def test_deprivation_of_one_domain_is_that_of_the_small_area(who):
    found = who(
        "deprivation: {decile_max: 2, domain: health}",
        person="""
            person_id | lsoa21
            0         | L1
            1         | L2
            2         | elsewhere
            3         |
        """,
    )
    assert found.true == {0}
    assert found.unknown == {1, 2, 3}


def test_lives_in_is_not_known_only_without_a_small_area(who):
    people = """
        person_id | lsoa21
        0         | L1
        1         | L2
        2         | elsewhere
        3         |
    """
    for area in ("lsoa: L1", "ward: W1", "place: A"):
        found = who(f"lives_in: {{{area}}}", person=people)
        assert found.true == {0}
        assert found.unknown == {3}
    assert who("lives_in: {neighbourhood: H2}", person=people).true == {1}


def test_registered_at_a_practice_or_an_area_made_of_practices(who):
    people = """
        person_id | practice_code
        0         | P1
        1         | P2
        2         | closed
        3         |
    """
    for area in ("practice: P1", "pcn: N1", "place: A", "neighbourhood: H1"):
        found = who(f"registered_at: {{{area}}}", person=people)
        assert found.true == {0}
        assert found.unknown == {3}


def test_a_practice_belongs_to_the_network_it_was_in_on_the_day(who):
    moved = """
        practice_code | name | pcn_code | valid_from | valid_to
        P1            | One  | N1       |            | 2026-06-30
        P1            | One  | N2       | 2026-07-01 |
        P2            | Two  | N1       | 2024-01-01 | 2025-01-01
        P2            | Two  | N3       | 2020-01-01 | 2024-01-01
    """
    people = """
        person_id | practice_code
        0         | P1
        1         | P2
    """
    # P1 moved on the day itself; P2 closed, and belongs to what it was in last.
    found = who("registered_at: {pcn: N2}", person=people, organisation=moved)
    assert found.true == {0}
    found = who("registered_at: {pcn: N1}", person=people, organisation=moved)
    assert found.true == {1}


def test_social_factors_are_read_from_their_column(who):
    people = """
        person_id | lives_alone | smoking | digital_exclusion_decile
        0         | yes         | current | 1
        1         | no          | never   | 3
        2         |             | unknown |
    """
    for factor in ("lives_alone", "smoker", "digitally_excluded"):
        found = who(f"social: {{is: {factor}}}", person=people)
        assert found.true == {0}
        assert found.unknown == {2}


def test_only_people_registered_and_alive_on_the_day_count(who):
    found = who(
        "age: {min: 0}",
        person="""
            person_id | birth_month | registered_on | deregistered_on | died_on
            0         | 1980-01-01  | 2026-07-01    |                 |
            1         | 1980-01-01  | 2026-07-02    |                 |
            2         | 1980-01-01  | 2000-01-01    | 2026-07-01      |
            3         | 1980-01-01  | 2000-01-01    | 2026-07-02      |
            4         | 1980-01-01  | 2000-01-01    |                 | 2026-07-01
            5         | 1980-01-01  |               |                 |
        """,
    )
    assert found.true == {0, 3}
