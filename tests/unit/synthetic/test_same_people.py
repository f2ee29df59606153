"""The same seed makes the same people, also when they are met again months later."""

from collections.abc import Callable

import pandas as pd
import pytest

from phm_core.snapshot import Snapshot
from tests.demo_tables import FEW, table_of

KINDS = (
    ("measurement", "systolic_bp", "date"),
    ("medication", "statin", "date"),
    ("process", "flu_vaccination", "date"),
    ("activity", "emergency_admission", "start"),
    ("activity", "gp", "start"),
    ("condition", "depression", "date"),
)


def digests(snapshot: Snapshot) -> dict[str, str]:
    return {entry.name: entry.sha256 for entry in snapshot.manifest.files}


def test_the_same_seed_gives_the_same_bytes(
    few: Snapshot, make: Callable[..., Snapshot]
) -> None:
    assert digests(make(FEW)) == digests(few)


def test_another_seed_gives_other_people(
    few: Snapshot, make: Callable[..., Snapshot]
) -> None:
    other = digests(make(FEW, seed=9))
    assert other["person.parquet"] != digests(few)["person.parquet"]
    assert other["organisation.parquet"] == digests(few)["organisation.parquet"]


@pytest.fixture(scope="module")
def later(make: Callable[..., Snapshot]) -> Snapshot:
    return make(FEW, months_later=3)


def test_the_later_snapshot_is_three_months_on(few: Snapshot, later: Snapshot) -> None:
    assert few.as_at.isoformat() == "2026-10-31"
    assert later.as_at.isoformat() == "2027-01-31"


def test_the_same_people_are_there_and_older(few: Snapshot, later: Snapshot) -> None:
    before = table_of(few, "person").set_index("pseudonym")
    after = table_of(later, "person").set_index("pseudonym")
    assert set(before.index) < set(after.index)
    same = after.loc[before.index]
    for column in ("birth_month", "sex", "ethnicity", "lsoa21"):
        assert same[column].equals(before[column]), column
    living = same["died_on"].isna() & same["deregistered_on"].isna()
    grown = (same["age"] - before["age"])[living]
    assert set(grown) == {0, 1}
    assert 0.15 < grown.mean() < 0.35


@pytest.mark.parametrize(("table", "kind", "date"), KINDS)
def test_what_was_known_stays_known(
    few: Snapshot, later: Snapshot, table: str, kind: str, date: str
) -> None:
    """Events up to the first date are the same, person by person."""

    def known(snapshot: Snapshot) -> pd.DataFrame:
        rows = table_of(snapshot, table, kind)
        names = table_of(snapshot, "person")["pseudonym"]
        rows["who"] = rows["person_id"].map(names)
        rows = rows[rows[date] <= pd.Timestamp(few.as_at)]
        columns = [
            c
            for c in rows.columns
            if c not in ("person_id", "end", "discharge_destination")
        ]
        return rows[columns].sort_values(columns, ignore_index=True)

    pd.testing.assert_frame_equal(known(later), known(few), check_dtype=False)


def test_time_brings_events_deaths_moves_and_arrivals(
    few: Snapshot, later: Snapshot
) -> None:
    first, now = pd.Timestamp(few.as_at), pd.Timestamp(later.as_at)
    person = table_of(later, "person")
    assert ((person["died_on"] > first) & (person["died_on"] <= now)).sum() > 0
    assert (person["registered_on"] > first).sum() > 0
    assert (person["birth_month"] > first).sum() > 0
    assert (table_of(later, "condition")["date"] > first).sum() > 0
    for table, kind, date in KINDS[:5]:
        rows = table_of(later, table, kind)
        assert (rows[date] > first).sum() > 0, kind
        assert rows[date].max() <= now
    spells = table_of(later, "registration")
    assert (spells["end"] > first).sum() > 0


def test_emergency_admissions_go_on_at_the_same_rate(
    few: Snapshot, later: Snapshot
) -> None:
    rows = table_of(later, "activity", "gp")["start"]
    first = pd.Timestamp(few.as_at)
    before = ((rows > first - pd.DateOffset(months=3)) & (rows <= first)).sum()
    after = (rows > first).sum()
    assert 0.85 < after / before < 1.15
