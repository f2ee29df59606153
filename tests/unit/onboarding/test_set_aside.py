"""Rows about people that are nobody's are counted, each kind with an example row."""

import pytest

from phm_core.catalogue.load import SHIPPED
from phm_core.onboarding.loading.finishing import NO_PERSON, NOBODY
from phm_core.onboarding.loading.of_nobody import AMBIGUOUS, WHY
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
PLAIN = (SHIPPED / "formats" / "plain_tables.yaml").read_text(encoding="utf-8")
PEOPLE = [
    ["9990000018", "a", "1950-01-01", "F"],
    ["9990000026", "two", "1950-01-01", "F"],
    ["9990000034", "two", "1960-01-01", "F"],
    ["", "two", "1960-01-01", "F"],
    ["", "", "1970-01-01", "M"],
    ["9990000019", "", "1970-01-01", "M"],
    ["", "b", "1970-01-01", "M"],
]
OTHERS = {
    "registration": (["practice_code", "start"], ["T00001", "2020-01-01"]),
    "death": (["died_on"], ["2024-01-01"]),
    "person_fact": (["date", "fact", "value"], ["2024-01-01", "smoking", "never"]),
}


@pytest.mark.parametrize("table", OTHERS)
def test_rows_that_are_nobodys_are_counted(loads, tmp_path, table):
    header = ["nhs_number", "local_id", "birth_date", "sex"]
    extract.write(tmp_path / "in" / "person.csv", header, PEOPLE)
    names, cells = OTHERS[table]
    rows = [[who, *cells] for who in ("a", "", "stranger", "two", "b", "other")]
    extract.write(tmp_path / "in" / f"{table}.csv", ["local_id", *names], rows)
    _, report = loads(tmp_path / "in", PLAIN)
    told = {one.into: one for one in report.maps}
    why = {
        into: {
            (each.fate, each.what, each.rows, each.row)
            for each in one.counted
            if each.fate
        }
        for into, one in told.items()
    }
    assert why["person"] == {
        (NO_PERSON, WHY[NO_PERSON], 2, 6),
        (AMBIGUOUS, WHY[AMBIGUOUS], 1, 5),
    }
    assert why[table] == {
        (NO_PERSON, WHY[NO_PERSON], 1, 3),
        (NOBODY, WHY[NOBODY], 3, 4),
    }
    assert (told["person"].kept, told["person"].rows) == (4, 7)
    assert (told[table].kept, told[table].rows) == (2, 6)
