"""Pathways of care: cancers and births. As at 1 July 2026."""

CANCERS = """
    person_id | route     | stage | referred_on | informed_on | treated_on
    0         | screening | 1     | 2026-05-01  | 2026-05-29  | 2026-07-02
    1         | emergency | 3     | 2026-03-01  | 2026-03-30  | 2026-05-02
    2         | other     |       | 2026-05-01  | 2026-05-20  |
    3         | screening | 2     | 2026-06-20  | 2026-07-02  |
"""
BIRTHS = """
    person_id | delivered_on | continuity_of_carer | smoking_at_delivery
    0         | 2026-06-01   | yes                 | no
    1         | 2026-06-01   | no                  |
    2         | 2024-06-01   | yes                 | yes
    3         |              | yes                 |
"""


def test_a_cancer_counts_from_the_day_it_was_told(who):
    assert who("cancer: {within_months: 12}", cancer_pathway=CANCERS).true == {0, 1, 2}


def test_a_bound_on_the_stage_asks_that_it_is_known(who):
    staged = "cancer: {stage_at_least: 1}"
    assert who(staged, cancer_pathway=CANCERS).true == {0, 1}
    early = "cancer: {stage_at_least: 1, stage_at_most: 2}"
    assert who(early, cancer_pathway=CANCERS).true == {0}


def test_route_to_diagnosis(who):
    route = "cancer: {route: [emergency, other]}"
    assert who(route, cancer_pathway=CANCERS).true == {1, 2}


def test_days_from_referral_to_being_told_and_treated(who):
    told = "cancer: {told_within_days: 28}"
    assert who(told, cancer_pathway=CANCERS).true == {0, 2}
    treated = "cancer: {treated_within_days: 62}"
    assert who(treated, cancer_pathway=CANCERS).true == {1}


def test_a_birth_counts_when_it_has_happened(who):
    assert who("maternity: {}", maternity=BIRTHS).true == {0, 1, 2}
    assert who("maternity: {within_months: 12}", maternity=BIRTHS).true == {0, 1}


def test_what_is_not_known_of_a_birth_does_not_match(who):
    smoking = "maternity: {smoking_at_delivery: true}"
    assert who(smoking, maternity=BIRTHS).true == {2}
    smoke_free = "maternity: {smoking_at_delivery: false}"
    assert who(smoke_free, maternity=BIRTHS).true == {0}
    continuity = "maternity: {continuity_of_carer: true}"
    assert who(continuity, maternity=BIRTHS).true == {0, 2}
