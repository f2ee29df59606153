"""Ids, codes and words that a program wrote as measurements: 12 became 12.0."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import saved
from phm_core.nhs_number import synthetic_number
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.suggest import suggested
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.snapshot import open_snapshot

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
PEOPLE = 12


def test_numbers_that_became_floats_are_read_as_what_they_were(loads, tmp_path):
    """As pandas writes a column of whole numbers in which one is missing."""
    folder = tmp_path / "in"
    folder.mkdir()
    missing: list[float | None] = [None]
    people = {
        "nhs_number": [float(synthetic_number(n)) for n in range(PEOPLE)] + missing,
        "patient_id": [float(7000 + n) for n in range(PEOPLE + 1)],
        "year_of_birth": [float(1940 + n) for n in range(PEOPLE)] + missing,
        "sex": [1.0, 2.0] * (PEOPLE // 2) + missing,
        "care_home": [1.0, 0.0] * (PEOPLE // 2) + missing,
        "date_of_death": [20240506.0, *missing * PEOPLE],
    }
    pq.write_table(pa.table(people), folder / "people.parquet")
    events = {
        "patient_id": [7000 + n for n in range(PEOPLE)],
        "snomed_code": [44054006.0] * (PEOPLE - 1) + missing,
        "diabetes": [None, *[1.0] * (PEOPLE - 1)],
        "date": ["2020-01-31"] * PEOPLE,
    }
    pq.write_table(pa.table(events), folder / "events.parquet")
    _, profiles = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    kinds = {seen.name: seen.kind for one in profiles for seen in one.columns}
    assert kinds["nhs_number"] == "NHS number"
    assert (kinds["year_of_birth"], kinds["date_of_death"]) == ("date", "date")
    assert (kinds["snomed_code"], kinds["care_home"]) == ("SNOMED CT code", "yes or no")
    found = suggested(profiles, CATALOGUE, resolver_for(CATALOGUE, None))
    path, report = loads(folder, saved(found.mapping))
    assert report.linkage.by_number == PEOPLE
    assert report.linkage.by_local_id == 1
    held = pq.read_table(open_snapshot(path).files("person")[0]).to_pylist()
    assert {row["sex"] for row in held} == {"male", "female", "unknown"}
    assert {row["care_home"] for row in held} == {True, False, None}
    assert {row["died_on"] for row in held} == {date(2024, 5, 6), None}
    assert len({row["birth_month"] for row in held}) == PEOPLE + 1
    assert not [c for one in report.maps for c in one.counted if "cannot" in c.what]
    assert {one.code for one in report.unmapped} == {"44054006"}
    (coded,) = (one for one in report.maps if one.source == "events" and not one.which)
    assert report.rows["condition"] >= PEOPLE - 1, coded
