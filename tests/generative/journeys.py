"""Random contacts of a few people, close together, and what plain Python counts."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from phm_core.catalogue.schema import CodeRange, Journey, Test, Value
from phm_core.period import months_before
from phm_core.snapshot import Snapshot
from tests.snapshots import AS_AT, write_snapshot

PEOPLE = 14
CONTACTS = 160
SETTINGS = (
    "ae", "ambulance", "community", "elective_admission", "emergency_admission", "gp",
    "mental_health", "nhs111", "outpatient",
)  # fmt: skip
# On, and beside, every edge: of the year, of the time that is followed, of a window.
EDGES = (AS_AT, AS_AT - timedelta(days=30), months_before(AS_AT, 12))
STEPS = (-31, -30, -29, -3, -2, -1, 0, 1, 2, 3, 30)
DAYS = tuple(sorted({edge + timedelta(days=step) for edge in EDGES for step in STEPS}))
LISTS = ("none", "advice", "none;advice", "blood tests", "urinalysis; none", None)
SPANS = {
    "before_30": (-30, -1), "before_2": (-2, -1), "same_day": (0, 0),
    "after_2": (1, 2), "after_30": (1, 30),
}  # fmt: skip
Row = dict[str, Any]
Numbers = tuple[int, int, int, int]


def make(folder: Path, seed: int, *, detail: bool = True) -> Snapshot:
    """Write the snapshot of a seed; detail: with the table of emergency care."""
    rng = np.random.default_rng(seed)

    def one(options: Any) -> Any:
        return options[int(rng.integers(len(options)))]

    def who() -> int:
        # Some have many, some none; one is nobody.
        return int(min(rng.geometric(0.2), PEOPLE))

    tables: dict[str, list[Row]] = {
        "person": [
            {
                "person_id": i,
                "birth_month": date(int(rng.integers(1940, 2020)), 1, 1),
                "sex": one(("female", "male")),
                "practice_code": one(("P1", "P2")),
                "registered_on": one((date(2020, 1, 1), AS_AT)),
                "died_on": one((None, None, None, AS_AT)),
            }
            for i in range(PEOPLE)
        ],
        "activity": [
            {
                "person_id": who(),
                "setting": one(SETTINGS),
                "start": one((*DAYS, None)),
                "arrival_mode": one(("ambulance", "walk_in", "helicopter", None)),
                "discharge_destination": one(("usual_residence", "died", None)),
                "icd10": one(("A01.1", "c349", "J18", "D50", "U07.1", None)),
                "acsc": one((True, False, None)),
            }
            for _ in range(CONTACTS)
        ],
        "organisation": [
            {"practice_code": code, "pcn_code": "N1", "place_code": "A", "name": code}
            for code in ("P1", "P2")
        ],
    }
    if detail:
        tables["emergency_care"] = [
            {
                "person_id": who(),
                "start": one((*DAYS, None)),
                "acuity": one((1, 3, 5, None)),
                "chief_complaint": one(("fall", "rash", None)),
                "department_type": one(("1", "1", "3", None)),
                "arrival_mode": one(("walk_in", "walk_in", "ambulance", None)),
                "attendance_source": one(("self", "gp", None)),
                "attendance_category": one(("first", "first", "other")),
                "arrival_hour": one((0, 2, 3, 23, None)),
                "disposition": one(("discharged", "discharged", "admitted", None)),
                "investigations": one(LISTS),
                "treatments": one(LISTS),
            }
            for _ in range(CONTACTS // 2)
        ]
    return write_snapshot(folder / f"{seed}-{detail}", tables, layout="parts")


def contacts_of(rows: list[Row], setting: str, people: set[int]) -> list[Row]:
    """Contacts with one setting that are dated up to the day."""
    return [
        row
        for row in rows
        if row["setting"] == setting
        and row["person_id"] in people
        and row["start"] is not None
        and row["start"] <= AS_AT
    ]


def told_of(rows: list[Row], people: set[int]) -> list[Row]:
    """Rows of these people that lie in the year."""
    return [
        row
        for row in rows
        if row["person_id"] in people
        and row["start"] is not None
        and months_before(AS_AT, 12) < row["start"] <= AS_AT
    ]


def sums(amounts: list[tuple[int, int]]) -> Numbers:
    """Events, people, squares and products of amounts by person, in loops."""
    of: dict[int, int] = {}
    size: dict[int, int] = {}
    for person, amount in amounts:
        of[person] = of.get(person, 0) + amount
        size[person] = size.get(person, 0) + 1
    return (
        sum(of.values()),
        sum(1 for each in of.values() if each),
        sum(each * each for each in of.values()),
        sum(each * size[person] for person, each in of.items()),
    )


def base(anchors: list[Row]) -> tuple[int, int, int]:
    """Contacts, people, and the sum of squares of contacts by person."""
    events, people, squares, _ = sums([(row["person_id"], 1) for row in anchors])
    return events, people, squares


def followed(anchors: list[Row], window: str) -> list[Row]:
    """Contacts after which every day of the long window has been."""
    if not window.startswith("after"):
        return anchors
    return [row for row in anchors if row["start"] + timedelta(days=30) <= AS_AT]


def beside(anchor: Row, others: list[Row], window: str) -> int:
    """Contacts of the same person in the window, the contact itself left out."""
    first, last = SPANS[window]
    return sum(
        1
        for other in others
        if other is not anchor
        and other["person_id"] == anchor["person_id"]
        and first <= (other["start"] - anchor["start"]).days <= last
    )


def values_of(column: str, row: Row, journey: Journey) -> str:
    """The id of the value that a row has of an aspect, by its id."""
    aspect = next(one for one in journey.aspects if one.id == column)
    value = row[aspect.column]
    if value is None:
        return "not_recorded"
    if aspect.weekday:
        return value.strftime("%A").lower()
    if aspect.most:
        return value
    fitting = [one.first for one in aspect.ranges if _in_range(value, one)]
    fitting += [one.id for one in aspect.values if _is(value, one)]
    return fitting[0] if fitting else "undeclared"


def _in_range(value: str, span: CodeRange) -> bool:
    return span.first <= value.replace(".", "").upper()[:3] <= span.last


def _is(value: Any, one: Value) -> bool:
    if one.minimum is None or one.maximum is None:
        return one.id == value
    return one.minimum <= value <= one.maximum


def is_avoidable(row: Row, tests: tuple[Test, ...]) -> bool | None:
    """Whether every test is met; None where a tested column is not recorded."""
    if any(row[test.column] is None for test in tests):
        return None
    for test in tests:
        value = row[test.column]
        if test.is_true:
            met = bool(value)
        elif test.all_parts:
            met = all(part.strip() in test.all_parts for part in value.split(";"))
        else:
            met = (value in test.values) != test.negate
        if not met:
            return False
    return True
