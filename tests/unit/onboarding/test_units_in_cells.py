"""Numbers that stand with their unit in one cell are read, and the unit with them."""

from pathlib import Path

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import saved
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.suggest import suggested
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.snapshot import open_snapshot
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
CELLS = [
    "58 mmol/mol",
    "7.5%",
    "61",
    "<20.5 mmol/mol",
    "50 parsecs",
    *["48 mmol/mol"] * 9,
]
READ = [20.5, *[48.0] * 9, 58.0, 58.5, 61.0]
IN_NO_UNIT = "with a unit that the measure is not known in; the value is missing"


def mapping(folder: Path) -> str:
    _, profiles = looked_at(folder, folder.parent / "work", CATALOGUE, limits=SMALL)
    resolver = resolver_for(CATALOGUE, None)
    return saved(suggested(profiles, CATALOGUE, resolver).mapping)


@pytest.mark.parametrize("names", [["Test", "Result"], ["HbA1c"]], ids=["long", "wide"])
def test_a_unit_that_stands_with_its_number_is_read(loads, tmp_path, names):
    header = ["Patient", "DOB", "Sex", *names, "Date"]
    said = [[*["HbA1c"][: len(names) - 1], cell] for cell in CELLS]
    rows = [[f"p{n}", "1950-01-31", "F", *cells, "2026-05-06"]
            for n, cells in enumerate(said)]  # fmt: skip
    extract.write(tmp_path / "in" / "results.csv", header, rows)
    path, report = loads(tmp_path / "in", mapping(tmp_path / "in"))
    files = [str(file) for file in open_snapshot(path).files("measurement")]
    values = duckdb.read_parquet(files).select("value").fetchall()
    found = sorted(round(value * 2) / 2 for (value,) in values if value is not None)
    assert found == READ
    (told,) = (one for one in report.maps if one.into == "measurement")
    assert (told.rows, told.kept) == (len(CELLS), len(CELLS))
    assert [(one.rows, one.row) for one in told.counted if one.what == IN_NO_UNIT] == [
        (1, 6)
    ]
