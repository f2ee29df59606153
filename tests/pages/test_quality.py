"""The quality page agrees with the figures it rests on, and says what is not known."""

import pytest

from phm_core.analysis.checks import questions
from phm_core.analysis.subject import of_indicator
from phm_core.area import WHOLE, Lens, Level
from phm_core.snapshot import Snapshot
from phm_core.start import House
from tests.pages.conftest import Opened, said


def test_checks_fields_dates_and_deliveries_are_shown(
    open_page: Opened, house: House
) -> None:
    page = open_page("quality", measure="ethnicity_recorded")
    checks, fields, dates, *_ = [one.value for one in page.table]
    assert set(checks["Check"]) == {
        one.title for one in house.catalogue.checks.values()
    }
    subject = of_indicator(house.catalogue.indicators["ethnicity_recorded"])
    [question] = questions([subject], Level.PRACTICE, WHOLE, Lens.REGISTERED)
    [row] = house.gateway.ask(question, house.scope()).tables["whole"].to_pylist()
    shown = fields[fields["Field"] == subject.indicator.short].iloc[0]
    assert shown["Recorded"] == f"{row['crude']:.1f}%"
    assert dates.iloc[-1]["To"] == "31 October 2026"
    assert dates.iloc[-1]["Verdict"] == "in time"
    assert "No value of this delivery was set aside" in said(page)
    told = {what for one in page.table if "What" in one.value
            for what in one.value["What"]}  # fmt: skip
    assert {"Rows", "Ethnicity group", "Medicines"} <= told
    assert told & {one.short for one in house.catalogue.checks.values()}
    assert "first delivery that is kept" in said(page)


def test_a_role_that_compares_large_areas_sees_those(open_page: Opened) -> None:
    page = open_page("quality", role="governance")
    assert "Which PCNs stand out?" in [one.value for one in page.subheader]


def test_a_council_sees_what_is_open_to_it(open_page: Opened) -> None:
    page = open_page("quality", role="public_health")
    assert not page.error
    assert "Your role does not read the records that checks compare." in said(page)
    fields = [one.value for one in page.table if "Field" in one.value]
    assert len(fields) == 1
    [dates] = [one.value for one in page.table if "Before the as-at date" in one.value]
    assert "Activity" in set(dates["Records"])
    assert "Conditions" not in set(dates["Records"])


def test_one_practice_is_set_beside_no_other(open_page: Opened) -> None:
    page = open_page("quality", role="practice_manager", purpose="direct_care",
                     org="practice:D90001")  # fmt: skip
    assert "This is one practice, so it stands beside no other." in said(page)


def test_without_the_tables_that_checks_compare_the_page_says_what_to_load(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = {"condition", "measurement", "medication"}
    has = Snapshot.has
    monkeypatch.setattr(
        Snapshot, "has", lambda own, table: table not in absent and has(own, table)
    )
    page = open_page("quality")
    assert "These records lack the tables that checks compare." in said(page)
    assert not page.error


def test_a_cut_by_ethnicity_carries_its_chip(open_page: Opened) -> None:
    page = open_page("inequalities", view="groups")
    words = said(page)
    assert "Use with care" in words
    assert "is known of" in words
