"""Journeys leave protected: no row gives few contacts or few people away, nor two."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import Journeys
from phm_core.engine import answers
from phm_core.engine.answers.journeys import WINDOWS, Base, Tallied
from phm_core.errors import RefusedInput
from phm_core.gateway.journeys_around import IDS, NESTED, hidden_cells
from phm_core.gateway.journeys_told import aspects, shown_base
from phm_core.governance.rule import EXACT, PUBLISHED
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.snapshots import AS_AT, write_snapshot

PEOPLE = 60
ATTENDED = AS_AT - timedelta(days=100)
FAR, NEAR = IDS.index("before_30"), IDS.index("before_2")


SERVICES = ("gp", "nhs111", "community")


def tallied(events: Any, people: Any = None) -> Tallied:
    counts = np.asarray(events, dtype=np.int64)
    of = counts if people is None else np.asarray(people, dtype=np.int64)
    return Tallied(counts, of, counts, counts)


def answer(
    any_contact: Tallied, contacts: Tallied | None = None, base: int = 400
) -> answers.Journeys:
    """An answer of some services and any of them."""
    services = len(any_contact.events) - 1
    every = Base(base, base, base)
    return answers.Journeys(
        as_at=AS_AT,
        around="ae",
        since=AS_AT,
        base=every,
        aspects=(),
        avoidable=None,
        missing=(),
        settings=SERVICES[:services],
        titles=SERVICES[:services],
        last_records=(AS_AT,) * services,
        followed=(every,) * len(WINDOWS),
        any_contact=any_contact,
        contacts=contacts or any_contact,
    )


def rows(*pairs: tuple[int, int]) -> np.ndarray:
    """Events by service: within 30 days and within 2, the same before and after."""
    return np.array([[far, near, 0, near, far] for far, near in pairs])


def test_of_two_windows_that_differ_by_few_the_shorter_is_hidden():
    hidden = hidden_cells(answer(tallied(rows((100, 95), (90, 40), (190, 135)))),
                          PUBLISHED)  # fmt: skip
    assert hidden[0].tolist() == [False, True, False, True, False]
    assert not hidden[1].any()
    # Without the rule both would be shown, and 5 contacts are on days 3 to 30.
    assert not hidden_cells(answer(tallied(rows((100, 95), (90, 40), (190, 135)))),
                            EXACT).any()  # fmt: skip


def test_windows_with_the_same_contacts_are_both_shown():
    hidden = hidden_cells(answer(tallied(rows((95, 95), (90, 40), (180, 130)))),
                          PUBLISHED)  # fmt: skip
    assert not hidden.any()


def test_a_service_beside_any_service_does_not_give_the_others_away():
    found = tallied(rows((100, 50), (20, 10), (104, 55)))
    contacts = tallied(rows((100, 50), (20, 10), (120, 60)))
    hidden = hidden_cells(answer(found, contacts), PUBLISHED)
    assert hidden[0, FAR]
    assert hidden[0, NEAR]
    assert not hidden[-1].any()
    assert not hidden[1].any()


def test_all_other_services_do_not_leave_a_few_contacts_over():
    contacts = rows((60, 20), (60, 20), (2, 0), (122, 40))
    hidden = hidden_cells(answer(tallied(contacts)), PUBLISHED)
    assert hidden[2, FAR]
    # 118 to 122 in all, less 58 to 62 twice, are 6 at most.
    assert hidden[:2, FAR].any()
    assert not hidden[-1, FAR]


def test_a_value_of_few_people_is_hidden_however_often_they_came():
    aspect = answers.Aspect(
        id="arrival",
        title="Way of arrival",
        stage="arrive",
        values=("ambulance", "walk_in", "other", "undeclared", "not_recorded"),
        labels=("Ambulance", "Walked in", "Other", "Another", "Not recorded"),
        open=False,
        counted=tallied((300, 80, 20, 0, 0), (250, 70, 1, 0, 0)),
        base=Base(400, 300, 700),
    )
    given = answer(tallied(rows((100, 50), (90, 40), (180, 85))))
    told = aspects(replace(given, aspects=(aspect,)), PUBLISHED).to_pylist()
    shown = {row["value"]: row["events"] for row in told}
    # Another goes with it: the total would leave too little for it.
    assert shown == {"ambulance": 300, "walk_in": None, "other": None}
    exact = aspects(replace(given, aspects=(aspect,)), EXACT).to_pylist()
    assert [row["events"] for row in exact] == [300, 80, 20]


def test_many_contacts_of_few_people_are_hidden():
    events = rows((100, 50), (90, 40), (180, 85))
    people = rows((80, 40), (7, 3), (87, 43))
    hidden = hidden_cells(answer(tallied(events, people), tallied(events)), PUBLISHED)
    assert hidden[1, FAR]
    assert hidden[1, NEAR]


def test_all_but_a_few_is_few():
    found = tallied(rows((397, 50), (90, 40), (398, 85)))
    hidden = hidden_cells(answer(found), PUBLISHED)
    assert hidden[0, FAR]
    assert hidden[-1, FAR]
    assert not hidden[1].any()


def test_a_few_who_are_not_followed_yet_are_not_told_from_the_rest():
    given = answer(tallied(rows((100, 50), (90, 40), (180, 85))))
    few = tuple(Base(400 - 3 * bool(window.needs), 400, 400) for window in WINDOWS)
    changed = replace(given, followed=few)
    hidden = hidden_cells(changed, PUBLISHED)
    assert hidden[:, 3:].all()
    assert not hidden[:, :3].any()
    assert np.isnan(shown_base(Base(5, 5, 5), Base(400, 400, 400), PUBLISHED))
    assert shown_base(Base(397, 397, 397), Base(400, 400, 400), PUBLISHED) == 400


def test_no_two_shown_rows_differ_by_few_whatever_the_counts():
    rng = np.random.default_rng(3)
    caught = 0
    for _ in range(400):
        far = rng.integers(0, 40, (2, 2))
        near = (far * rng.choice((0.3, 0.9, 1.0), (2, 2))).astype(int)
        services = np.column_stack(
            [far[:, 0], near[:, 0], [0, 0], near[:, 1], far[:, 1]]
        )
        every = np.maximum(services.max(axis=0), services.sum(axis=0) - 3)
        counts = np.vstack([services, every])
        total = np.vstack([services, services.sum(axis=0)])
        hidden = hidden_cells(answer(tallied(counts), tallied(total)), PUBLISHED)
        for shown in (counts, total):
            seen = np.where(hidden, -1, shown)
            caught += int((hidden & ~PUBLISHED.hides(shown)).sum())
            assert not PUBLISHED.hides(seen[~hidden]).any()
            for near_at, far_at in NESTED:
                both = ~hidden[:, near_at] & ~hidden[:, far_at]
                apart = shown[both, far_at] - shown[both, near_at]
                assert not PUBLISHED.hides(apart).any()
            for service in range(2):
                both = ~hidden[service] & ~hidden[-1]
                apart = shown[-1, both] - shown[service, both]
                assert not PUBLISHED.hides(apart).any()
    assert caught > 100


# ------------------------------------------------------------------ through the door


def attendances() -> Iterator[dict[str, Any]]:
    """One attendance each, and contacts before and after some of them."""
    for person in range(PEOPLE):
        yield contact(person, "ae", ATTENDED)
        if person < 40:
            yield contact(person, "gp", ATTENDED - timedelta(days=1 + person % 2))
        if 40 <= person < 43:
            yield contact(person, "gp", ATTENDED - timedelta(days=20))
        if person < 20:
            yield contact(person, "community", ATTENDED + timedelta(days=9))
        if person == 59:
            for days in range(1, 21):
                yield contact(person, "mental_health", ATTENDED + timedelta(days=days))


def contact(person: int, setting: str, day: date) -> dict[str, Any]:
    row = {"person_id": person, "setting": setting, "start": day, "cost_gbp": 1.0}
    way = "ambulance" if person < 25 else "walk_in" if person < 55 else "referral"
    return row | ({"arrival_mode": way} if setting == "ae" else {})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("journeys")
    detail = [
        {
            "person_id": person,
            "start": ATTENDED,
            "acuity": 4,
            "chief_complaint": "rash" if person < 57 else "a rare complaint",
            "department_type": "1",
            "arrival_mode": "walk_in",
            "attendance_category": "first",
            "disposition": "discharged" if person < 30 else "admitted",
            "investigations": "none",
            "treatments": "advice",
        }
        for person in range(PEOPLE)
    ]
    tables = {
        "person": [
            {
                "person_id": person,
                "birth_month": date(1950 + person % 2 * 40, 1, 1),
                "sex": "female",
                "practice_code": "P1",
                "registered_on": date(2020, 1, 1),
            }
            for person in range(PEOPLE)
        ],
        "activity": list(attendances()),
        "emergency_care": detail,
        "organisation": [{"practice_code": "P1", "name": "P1", "place_code": "A"}],
        "small_area": [{"lsoa21": "E01000001", "in_area": True}],
    }
    path = write_snapshot(folder / "snapshot", tables, layout="parts").path
    return open_house(Settings(data_dir=folder), path)


def cells(house: House, purpose: str) -> dict[tuple[str, str], dict[str, Any]]:
    released = house.gateway.ask(Journeys(), house.scope(purpose=purpose))
    found = released.tables["around"].to_pylist()
    return {(row["setting"], row["window"]): row for row in found}


def test_analysis_gives_exact_counts_shares_and_rates(house: House):
    found = cells(house, "analysis")
    gp = found["gp", "before_30"]
    assert (gp["among"], gp["with_any"], gp["contacts"]) == (60, 43, 43)
    assert gp["share"] == pytest.approx(100 * 43 / 60)
    assert found["gp", "before_2"]["with_any"] == 40
    assert found["mental_health", "after_30"]["with_any"] == 1
    assert found["mental_health", "after_30"]["contacts"] == 20
    assert found["mental_health", "after_30"]["per_100"] == pytest.approx(100 * 20 / 60)
    assert found["ae", "same_day"]["with_any"] == 0
    assert found["any", "before_30"]["with_any"] == 43


def test_planning_hides_what_would_give_three_people_away(house: House):
    found = cells(house, "planning")
    # 43 within 30 days and 40 within 2: three people between the two.
    assert found["gp", "before_30"]["with_any"] == 45
    assert found["gp", "before_2"]["with_any"] is None
    assert found["gp", "before_2"]["mark"] == "suppressed"
    # Twenty contacts, of one person.
    assert found["mental_health", "after_30"]["contacts"] is None


def test_a_service_without_records_is_not_shown_as_nought(house: House):
    row = cells(house, "planning")["social_care", "before_30"]
    assert (row["with_any"], row["share"], row["mark"]) == (None, None, "none")
    released = house.gateway.ask(Journeys(), house.scope())
    assert any("No records here of" in note for note in released.notes)


def test_ways_of_arrival_add_up_without_giving_the_few_away(house: House):
    released = house.gateway.ask(Journeys(), house.scope())
    told = released.tables["aspects"].to_pylist()
    arrival = {row["value"]: row for row in told if row["aspect"] == "arrival"}
    assert arrival["referral"]["events"] is None
    # A reader takes what is shown from the total: 1 to 7 must all stay possible.
    shown = [row["events"] for row in arrival.values() if row["events"] is not None]
    exact = [np.array([count]) for count in (*shown, released.facts["contacts"])]
    spans = [tuple(int(end[0]) for end in PUBLISHED.spans(count)) for count in exact]
    *others, total = spans
    assert total[0] - sum(high for _, high in others) <= 1
    assert total[1] - sum(low for low, _ in others) >= 7
    complaints = [row["label"] for row in told if row["aspect"] == "complaint"]
    assert "A rare complaint" not in complaints
    assert any("Not listed: 1 value" in note for note in released.notes)


def test_avoidable_attendances_are_those_that_meet_every_test(house: House):
    facts = house.gateway.ask(Journeys(), house.scope(purpose="analysis")).facts
    assert (facts["avoidable"], facts["avoidable_among"]) == (30, 60)
    assert facts["avoidable_share"] == pytest.approx(50)
    assert (facts["contacts"], facts["people"]) == (60, 60)


def test_what_the_snapshot_does_not_hold_is_said(house: House):
    notes = house.gateway.ask(
        Journeys(None, "emergency_admission"), house.scope()
    ).notes
    assert any("hour of admission" in note for note in notes)
    with pytest.raises(RefusedInput, match=r"no journeys around 'amblance'.*ambulance"):
        house.gateway.ask(Journeys(None, "amblance"), house.scope())
    with pytest.raises(RefusedInput, match="1 to 36 months"):
        house.gateway.ask(Journeys(months=0), house.scope())


def test_a_cohort_of_nobody_has_no_share(house: House):
    nobody = parse_definition("name: Nobody\ncriteria: {age: {min: 120}}")
    released = house.gateway.ask(Journeys(nobody), house.scope())
    assert released.facts["contacts"] == 0
    row = released.tables["around"].to_pylist()[0]
    assert (row["with_any"], row["share"], row["mark"]) == (0, None, "none")
