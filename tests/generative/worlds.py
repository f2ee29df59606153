"""Random small snapshots with everything that goes wrong in real records.

Nulls, several values a day, resolutions, records after the as-at date, people who moved
or died, practices that changed their network, small areas outside the area.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from phm_core.period import months_before
from phm_core.snapshot import Snapshot
from tests.snapshots import AS_AT, write_snapshot

PEOPLE = 40
RECORDS = 90
WINDOWS = (1, 3, 12, 24)
CONDITIONS = ("diabetes", "asthma")
MEASURES = ("hba1c", "systolic_bp")
MEDICINES = ("statin", "metformin")
SETTINGS = ("gp", "ae", "emergency_admission")
LSOAS = ("L1", "L2", "L3", "L4")
PRACTICES = ("P1", "P2", "P3")
DIAGNOSES = ("E11.9", "E119", "e110", "I50", "J449", None)
OPERATIONS = ("W37.1", "w371", "K45")
SPECIALTIES = ("cardiology", "orthopaedics")
VALUES = (40.0, 47.9, 48.0, 50.0, 58.0, 60.0, 75.5, None)
SCORES = (0.05, 0.12, 0.13, 0.24, 0.3, None)
LAYOUTS = ("whole", "parts", "shuffled")

# Days on and beside every edge of a window, close together, and after as-at.
DAYS = tuple(
    sorted(
        {
            edge + timedelta(days=step)
            for edge in (AS_AT, *(months_before(AS_AT, n) for n in WINDOWS))
            for step in (-31, -1, 0, 1, 30)
        }
        | {date(2019, 5, 1), date(2020, 2, 29)}
    )
)


class World:
    """Draws rows from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def one(self, options: Any) -> Any:
        """One of these."""
        return options[int(self.rng.integers(len(options)))]

    def maybe(self, value: Any, share: float = 0.3) -> Any:
        """Mostly null."""
        return value if self.rng.random() < share else None

    def day(self) -> date:
        """A day near an edge."""
        return self.one(DAYS)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every table that a criterion can ask about."""
        return {
            "person": [self.person(identity) for identity in range(PEOPLE)],
            "condition": self.events(
                lambda: {
                    "condition_id": self.one(CONDITIONS),
                    "date": self.maybe(self.day(), 0.95),
                    "kind": self.one(("diagnosis", "diagnosis", "resolution")),
                }
            ),
            "measurement": self.events(
                lambda: {
                    "measure_id": self.one(MEASURES),
                    "date": self.day(),
                    "value": self.one(VALUES),
                },
                3 * RECORDS,
            ),
            "medication": self.events(
                lambda: {"medicine_id": self.one(MEDICINES), "date": self.day()}
            ),
            "activity": self.events(
                lambda: {
                    "setting": self.one(SETTINGS),
                    "start": self.day(),
                    "end": self.maybe(self.day(), 0.7),
                    "arrival_mode": self.one(("ambulance", "walk_in", None)),
                    "icd10": self.one(DIAGNOSES),
                    "acsc": self.one((True, False, None)),
                    "cost_gbp": float(self.rng.integers(1, 500)),
                }
            ),
            "process": self.events(
                lambda: {
                    "process_id": "foot_check",
                    "date": self.day(),
                    "outcome": self.one(("done", "high_risk", "declined", None)),
                }
            ),
            "procedure": self.events(
                lambda: {"date": self.day(), "opcs4": self.one(OPERATIONS)}
            ),
            "waiting": self.events(
                lambda: {
                    "specialty": self.one(SPECIALTIES),
                    "referred_on": self.day(),
                    "treated_on": self.maybe(self.day()),
                }
            ),
            "cancer_pathway": self.events(
                lambda: {
                    "route": self.one(("screening", "emergency", None)),
                    "stage": self.one((0, 1, 2, 3, 4, None)),
                    "referred_on": self.maybe(self.day(), 0.9),
                    "informed_on": self.maybe(self.day(), 0.9),
                    "treated_on": self.maybe(self.day(), 0.6),
                }
            ),
            "maternity": self.events(
                lambda: {
                    "delivered_on": self.maybe(self.day(), 0.9),
                    "continuity_of_carer": self.one((True, False, None)),
                    "smoking_at_delivery": self.one((True, False, None)),
                }
            ),
            "score": self.events(
                lambda: {
                    "score_id": "efi",
                    "date": self.day(),
                    "value": self.one(SCORES),
                }
            ),
            **self.places(),
        }

    def events(self, draw: Any, many: int = RECORDS) -> list[dict[str, Any]]:
        """Rows of people drawn at random: some have many, some none."""
        return [
            {"person_id": int(self.rng.integers(PEOPLE * 3 // 4))} | draw()
            for _ in range(many)
        ]

    def person(self, identity: int) -> dict[str, Any]:
        """One person, with what is not known about them."""
        group = self.one(("white", "asian", "unknown", None))
        return {
            "person_id": identity,
            "birth_month": self.maybe(
                date(int(self.rng.integers(1930, 2027)), self.one((1, 7, 8)), 1), 0.9
            ),
            "sex": self.one(("female", "male", "unknown", None)),
            "ethnicity": self.one(("white_british", "asian_indian", "unknown", None)),
            "ethnicity_group": group,
            "lsoa21": self.one((*LSOAS, "elsewhere", None)),
            "imd_decile": self.one((1, 2, 5, 10, None)),
            "practice_code": self.one((*PRACTICES, "closed", None)),
            "registered_on": self.maybe(self.day(), 0.9),
            "deregistered_on": self.maybe(self.day(), 0.2),
            "died_on": self.maybe(self.day(), 0.15),
            "lives_alone": self.one((True, False, None)),
            "smoking": self.one(("current", "never", "unknown", None)),
            "digital_exclusion_decile": self.one((1, 2, 3, None)),
        }

    def places(self) -> dict[str, list[dict[str, Any]]]:
        """Practices that moved between networks, and what small areas lie in."""
        began, ended = self.day(), self.day()
        practices = [
            {"practice_code": "P1", "pcn_code": "N1", "place_code": "A"},
            {"practice_code": "P2", "pcn_code": "N1", "place_code": "A"},
            {"practice_code": "P3", "pcn_code": "N2", "place_code": "B"},
            {"practice_code": "P2", "pcn_code": "N2", "place_code": "B"}
            | {"valid_from": began},
        ]
        practices[1]["valid_to"] = ended
        areas = [
            {
                "lsoa21": code,
                "ward": self.one(("W1", "W2", None)),
                "district": "D1",
                "upper_tier": self.one(("U1", None)),
                "place_code": self.one(("A", "B")),
                "in_area": code != "L4",
                "health_decile": self.one((1, 4, None)),
            }
            for code in LSOAS
        ]
        members = [
            {
                "neighbourhood_code": self.one(("H1", "H2")),
                "neighbourhood_name": "H",
                self.one(("practice_code", "lsoa21")): None,
                "valid_from": self.maybe(self.day()),
                "valid_to": self.maybe(self.day()),
            }
            for _ in range(8)
        ]
        for row in members:
            column = "lsoa21" if "practice_code" in row else "practice_code"
            row[column] = self.one(LSOAS if column == "lsoa21" else PRACTICES)
        names = {"name": "Practice", "special": False}
        return {
            "organisation": [names | row for row in practices],
            "small_area": areas,
            "neighbourhood_member": members,
        }


def make_world(folder: Path, seed: int) -> Snapshot:
    """Write the snapshot of a seed."""
    layout = LAYOUTS[seed % len(LAYOUTS)]
    return write_snapshot(folder / str(seed), World(seed).tables(), layout=layout)
