"""Purposes and roles: what may be seen, by whom, and what is taken out."""

BOTH = {"type_1", "national_data_opt_out"}


def test_aggregate_purposes_hide_small_numbers(catalogue):
    for key in ("planning", "research_feasibility", "public"):
        purpose = catalogue.purposes[key]
        rule = purpose.disclosure
        assert (rule.suppress_below, rule.round_to) == (8, 5), key
        assert not purpose.person_rows, key


def test_opt_outs_apply_beyond_direct_care(catalogue):
    applied = {key: set(p.opt_outs) for key, p in catalogue.purposes.items()}
    assert applied.pop("direct_care") == set()
    assert all(opt_outs == BOTH for opt_outs in applied.values())


def test_analysis_is_exact_and_of_analysts_alone(catalogue):
    analysis = catalogue.purposes["analysis"]
    rule = analysis.disclosure
    assert (rule.suppress_below, rule.round_to) == (1, 1)
    assert analysis.synthetic_opt_outs == ()
    holders = [r.id for r in catalogue.roles.values() if "analysis" in r.purposes]
    assert holders == ["analyst"]


def test_only_direct_care_gives_names_and_asks_why(catalogue):
    named = [
        p.id for p in catalogue.purposes.values() if p.identifiability == "identifiable"
    ]
    assert named == ["direct_care"]
    assert catalogue.purposes["direct_care"].reason_needed


def test_sensitive_people_are_withheld_whatever_the_purpose(catalogue):
    for purpose in catalogue.purposes.values():
        assert set(purpose.withheld_flags) == {"pds_sensitive", "sharing_dissent"}


def test_people_leave_only_through_direct_care(catalogue):
    for role in catalogue.roles.values():
        for purpose, use in role.uses.items():
            if {"export_people", "reidentify"} & set(use.actions):
                assert (purpose, use.people) == ("direct_care", "own_patients")


def test_only_those_who_may_see_names_have_columns_that_name(catalogue):
    for role in catalogue.roles.values():
        for purpose, use in role.uses.items():
            named = use.people == "own_patients" and "list_people" in use.actions
            assert ("direct" in use.fields) == named
            if purpose not in ("direct_care", "analysis"):
                assert use.fields == ("safe",)
                assert "list_people" not in use.actions


def test_every_purpose_has_a_basis_and_a_review_date(catalogue):
    for purpose in catalogue.purposes.values():
        assert purpose.legal_basis
        assert purpose.review_by > purpose.reviewed
