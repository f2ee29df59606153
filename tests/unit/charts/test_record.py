"""The course of a record: spans that are what the entries say, and nothing more."""

from datetime import date

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.charts.dated import dated
from phm_core.charts.record_course import _held, _rows, _stays, _taken, _waits
from phm_core.charts.record_values import _levels
from phm_core.charts.record_words import title_of, value_of

CATALOGUE = load_catalogue()
LAST = date(2026, 7, 1)


def entry(day: str | None, *, until: str | None = None, value=None, detail="", of=""):
    return {
        "table": "activity",
        "id": of or "gp",
        "date": date.fromisoformat(day) if day else None,
        "until": date.fromisoformat(until) if until else None,
        "value": value,
        "detail": detail,
    }


def days(spans) -> list[tuple[str, str]]:
    return [(str(start), str(end)) for (start, end), _ in spans]


def test_issues_that_follow_are_one_line_and_a_gap_begins_another() -> None:
    issues = [entry("2026-01-01", value=28.0), entry("2026-02-01", value=28.0)]
    issues += [entry("2026-05-15")]
    assert days(_taken(issues, LAST)) == [
        ("2026-01-01", "2026-03-01"),
        ("2026-05-15", "2026-06-12"),
    ]
    assert [said for _, said in _taken(issues, LAST)] == ["2 issues", "1 issue"]


def test_a_line_ends_with_the_data() -> None:
    assert days(_taken([entry("2026-06-20", value=56.0)], LAST)) == [
        ("2026-06-20", "2026-07-01")
    ]


def test_a_condition_lasts_until_it_is_resolved_and_may_come_back() -> None:
    entries = [
        entry("2020-01-01", detail="diagnosis"),
        entry("2020-06-01", detail="diagnosis"),
        entry("2022-01-01", detail="resolution"),
        entry("2025-01-01", detail="diagnosis"),
    ]
    assert days(_held(entries, LAST)) == [
        ("2020-01-01", "2022-01-01"),
        ("2025-01-01", "2026-07-01"),
    ]


def test_a_diagnosis_without_a_date_holds_and_says_so() -> None:
    [(span, said)] = _held([entry(None, detail="diagnosis")], LAST)
    assert span == (date.min, LAST)
    assert said == "since when is not known"


def test_who_still_waits_waits_until_now() -> None:
    spans = list(_waits([entry("2026-05-01")], LAST))
    assert days(spans) == [("2026-05-01", "2026-07-01")]
    assert spans[0][1] == "still waiting"


def test_a_contact_is_a_day_and_a_stay_lasts() -> None:
    stays = [entry("2026-05-01"), entry("2026-05-03", until="2026-05-09")]
    assert days(_stays(stays, LAST)) == [
        ("2026-05-01", "2026-05-01"),
        ("2026-05-03", "2026-05-09"),
    ]


def test_what_ended_before_is_not_drawn_and_what_lasts_is_cut() -> None:
    first = date(2026, 1, 1)
    rows = list(_rows([entry("2025-05-01")], CATALOGUE, first, LAST))
    assert rows == []
    long = entry("2025-12-01", until="2026-02-01")
    [row] = _rows([long], CATALOGUE, first, LAST)
    assert (row["start"], row["end"], row["lasts"]) == (first, date(2026, 2, 1), True)
    assert row["said"] == "1 December 2025 to 1 February 2026"
    assert row["lane"] == "Contacts and stays"


def test_levels_of_a_measure_are_those_of_targets_and_red_flags() -> None:
    levels = {one["level"]: one["kind"] for one in _levels("systolic_bp", CATALOGUE)}
    assert levels[140.0] == "target"
    runs = CATALOGUE.with_finders(synthetic=True, today=LAST)
    levels = {one["level"]: one["kind"] for one in _levels("systolic_bp", runs)}
    assert levels[180.0] == "cannot wait"
    assert list(_levels("ferritin", CATALOGUE)) == []


@pytest.mark.parametrize(
    ("table", "identity", "title"),
    [
        ("measurement", "hba1c", "HbA1c"),
        ("procedure", "W401", "W401"),
        ("waiting", "trauma_and_orthopaedics", "Trauma and orthopaedics"),
    ],
)
def test_what_an_entry_is_called(table: str, identity: str, title: str) -> None:
    assert title_of(table, identity, CATALOGUE) == title


def test_a_value_has_the_decimals_of_its_measure_and_its_unit() -> None:
    assert value_of("measurement", "hba1c", 61.0, CATALOGUE) == "61 mmol/mol"
    assert value_of("score", "efi", 0.1389, CATALOGUE) == "0.14"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-06-22", "9 days ago"),
        ("2026-03-01", "4 months ago"),
        ("2024-06-01", "2 years ago"),
    ],
)
def test_how_long_ago_it_was(when: str, said: str) -> None:
    assert f"({said})" in dated(date.fromisoformat(when), LAST)
