"""Who may ask what, on which snapshot."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import HowMany, Need, PublishedRate, Rate
from phm_core.definitions.rows_of_people import Features, People
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Belonging, Scope, demo_scope, given_scope
from phm_core.governance.permission import permit
from phm_core.governance.rule import EXACT, PUBLISHED
from phm_core.snapshot import Manifest, Snapshot

ADULTS = parse_definition("name: Adults\ncriteria: {age: {min: 18}}")
HOW_MANY = HowMany(ADULTS)
CATALOGUE = load_catalogue()


@pytest.fixture
def snapshot(tmp_path: Path):
    def made(*tables: str, synthetic: bool = True) -> Snapshot:
        for table in tables:
            (tmp_path / f"{table}.parquet").touch()
        manifest = Manifest(
            as_at=date(2026, 10, 31), synthetic=synthetic, schema_version=1, files=()
        )
        return Snapshot(tmp_path, manifest)

    return made


def scope(role, purpose, given):
    return demo_scope(role, purpose, catalogue=CATALOGUE, snapshot=given)


def terms(question, role, purpose, given):
    asked = scope(role, purpose, given)
    return permit(question, asked, catalogue=CATALOGUE, snapshot=given)


def test_a_scope_is_made_by_access_alone():
    with pytest.raises(TypeError, match="access alone"):
        Scope(
            user="me",
            role="analyst",
            purpose="analysis",
            belongs_to=(),
            practices=None,
            lsoas=None,
            datasets=None,
            fields=frozenset(),
            actions=frozenset(),
            lowest_level=None,
            practices_coded=False,
            exact=True,
            groups_a_day=1,
            made_by=0,
        )


def test_scopes_that_allow_the_same_have_one_digest(snapshot):
    given = snapshot("person", "opt_out")
    first, second = (scope("analyst", "planning", given) for _ in range(2))
    assert first == second
    assert first.digest == second.digest
    assert first.digest != scope("analyst", "analysis", given).digest


@pytest.mark.parametrize(
    ("purpose", "rule", "exact"),
    [
        ("planning", PUBLISHED, False),
        ("research_feasibility", PUBLISHED, False),
        ("public", PUBLISHED, False),
        ("analysis", EXACT, True),
        ("direct_care", EXACT, True),
    ],
)
def test_the_purpose_decides_how_counts_are_shown(snapshot, purpose, rule, exact):
    given = snapshot("person", "opt_out")
    role = "clinician" if purpose == "direct_care" else "analyst"
    assert terms(HOW_MANY, role, purpose, given).rule == rule
    assert scope(role, purpose, given).exact is exact


def test_planning_leaves_out_those_who_opted_out_and_analysis_of_the_synthetic_not(
    snapshot,
):
    given = snapshot("person", "opt_out")
    both = {"type_1", "national_data_opt_out"}
    assert terms(HOW_MANY, "analyst", "planning", given).opt_outs == both
    assert terms(HOW_MANY, "analyst", "analysis", given).opt_outs == set()


def test_real_people_need_sign_in(snapshot):
    given = snapshot("person", "opt_out", synthetic=False)
    with pytest.raises(NotPermitted, match="nobody has signed in"):
        scope("analyst", "analysis", given)


def test_a_scope_made_on_synthetic_data_opens_no_real_data(snapshot):
    asked = scope("analyst", "planning", snapshot("person", "opt_out"))
    real = snapshot("person", "opt_out", synthetic=False)
    with pytest.raises(NotPermitted, match="nobody has signed in"):
        permit(HOW_MANY, asked, catalogue=CATALOGUE, snapshot=real)


def test_published_figures_are_open_to_everyone(snapshot):
    given = snapshot("list_size", synthetic=False)
    asked = PublishedRate("diabetes", Level.PRACTICE)
    assert terms(asked, "public", "public", given).rule == EXACT


def test_a_question_about_people_needs_people(snapshot):
    given = snapshot("list_size", synthetic=False)
    with pytest.raises(RefusedInput, match=r"no people.*phm_core demo"):
        terms(HOW_MANY, "analyst", "planning", given)


def test_the_public_sees_published_figures_only(snapshot):
    given = snapshot("person", "opt_out")
    with pytest.raises(NotPermitted, match="published figures only"):
        terms(HOW_MANY, "public", "public", given)


@pytest.mark.parametrize("purpose", ["planning", "public", "research_feasibility"])
def test_people_are_listed_for_care_or_analysis_only(snapshot, purpose):
    given = snapshot("person", "opt_out")
    with pytest.raises(NotPermitted, match="direct_care or analysis"):
        terms(People(ADULTS), "analyst", purpose, given)


def test_people_are_listed_for_direct_care(snapshot):
    given = snapshot("person")
    assert terms(People(ADULTS), "clinician", "direct_care", given).purpose.person_rows


def test_features_are_for_analysis_alone(snapshot):
    given = snapshot("person")
    with pytest.raises(NotPermitted, match="Ask for analysis"):
        terms(Features(ADULTS, ("age",)), "clinician", "direct_care", given)


def test_small_areas_stay_closed_where_the_purpose_says_so(snapshot):
    given = snapshot("person", "opt_out")
    for question in (
        Rate(ADULTS, Level.LSOA),
        Need(per=Level.PRACTICE),
        HowMany(ADULTS, area=Area(Level.LSOA, "E01000001")),
    ):
        with pytest.raises(NotPermitted, match="too small to be shown"):
            terms(question, "researcher", "research_feasibility", given)
    asked = Rate(ADULTS, Level.PCN)
    assert terms(asked, "researcher", "research_feasibility", given)
    assert terms(Rate(ADULTS, Level.LSOA), "analyst", "planning", given)


@pytest.mark.parametrize(
    ("role", "purpose", "says"),
    [
        ("analist", "planning", "Did you mean 'analyst'"),
        ("analyst", "planing", "Did you mean 'planning'"),
    ],
)
def test_an_unknown_role_or_purpose_is_said(snapshot, role, purpose, says):
    with pytest.raises(RefusedInput, match=says):
        scope(role, purpose, snapshot("person"))


def test_a_purpose_that_is_not_the_roles_is_refused(snapshot):
    with pytest.raises(NotPermitted, match="Purposes of this role: planning and dire"):
        scope("clinician", "analysis", snapshot("person", "opt_out"))


def test_columns_identify_no_further_than_the_role_may(snapshot):
    given = snapshot("person")
    for column, role, purpose in (
        ("pseudonym", "analyst", "analysis"),
        ("ethnicity", "care_coordinator", "direct_care"),
        ("measurement:hba1c", "care_coordinator", "direct_care"),
    ):
        with pytest.raises(NotPermitted, match=rf"'{column}' is not open.*Leave it"):
            terms(People(ADULTS, (column,)), role, purpose, given)
    assert terms(People(ADULTS, ("pseudonym", "age")), "care_coordinator",
                 "direct_care", given)  # fmt: skip
    assert terms(Features(ADULTS, ("ethnicity",)), "analyst", "analysis", given)


OWN = Belonging((Area(Level.PCN, "U1"),), frozenset({"P1"}), frozenset({"E01"}))


def test_where_one_belongs_decides_whose_records_are_counted(snapshot):
    given = snapshot("person", "opt_out")

    def own(role: str, purpose: str) -> Scope:
        return demo_scope(role, purpose, OWN, catalogue=CATALOGUE, snapshot=given)

    care = own("clinician", "direct_care")
    assert (care.practices, care.lsoas) == ({"P1"}, None)
    planning = own("clinician", "planning")
    assert (planning.practices, planning.lsoas) == (None, None)
    council = own("public_health", "planning")
    assert (council.practices, council.lsoas) == (None, {"E01"})
    assert "condition" not in council.datasets
    assert len({one.digest for one in (care, planning, council)}) == 3


def test_whoever_signs_in_has_a_name_and_confirmed_purposes(snapshot):
    given = snapshot("person", "opt_out", synthetic=False)
    with pytest.raises(NotPermitted, match="Sign in first"):
        given_scope("visitor", "clinician", "direct_care", OWN,
                    catalogue=CATALOGUE, snapshot=given)  # fmt: skip
    asked = given_scope("a-123", "clinician", "direct_care", OWN,
                        catalogue=CATALOGUE, snapshot=given)  # fmt: skip
    found = permit(HOW_MANY, asked, catalogue=CATALOGUE, snapshot=given)
    assert found.opt_outs == set()
    unconfirmed = CATALOGUE.purposes["planning"].model_copy(update={"confirmed": False})
    closed = replace(
        CATALOGUE, purposes={**CATALOGUE.purposes, "planning": unconfirmed}
    )
    with pytest.raises(NotPermitted, match="closed on real data"):
        given_scope("a-123", "clinician", "planning", OWN,
                    catalogue=closed, snapshot=given)  # fmt: skip
