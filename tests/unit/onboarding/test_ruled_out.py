"""Rows that rules of a mapping leave out are told; what another rule takes is not."""

from pathlib import Path
from typing import Any

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import TableMap
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.report import MapReport
from phm_core.onboarding.loading.ruled_out import BY_ALL, Done, with_ruled_out

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
FILE = Delivered("results", "results.csv", Path("results.parquet"), (), 10)
NOT_DELETED: dict[str, Any] = {"column": "GONE", "filled": False}
BP: dict[str, Any] = {"column": "TEST", "is": ["BP"]}
NO_BP: dict[str, Any] = {"column": "TEST", "is_not": ["BP"]}
WEIGHT: dict[str, Any] = {"column": "TEST", "is": ["Weight"]}


def done(rows: int, *where: dict[str, Any], entry: str = "", **more: Any) -> Done:
    """A map of results that took some rows by a rule. entry: what all of them are."""
    what = {"constant": entry} if entry else "TEST"
    columns = {"local_id": "ID", "date": "DAY", "value": "VALUE", "measure_id": what}
    table = {"into": "measurement", "from": "results", "columns": columns, **more}
    one = TableMap.model_validate({**table, "where": where})
    return Done(one, MapReport("measurement", "results", rows, rows))


def told(*several: Done) -> list[tuple[str, int]]:
    """What is said of each map, and how many rows."""
    found = with_ruled_out(several, {"results": (FILE,)}, CATALOGUE)
    return [(one.what, one.rows) for report in found for one in report.counted]


def by_rule(rule: str) -> str:
    return f"that the mapping leaves out ({rule})"


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ([done(10)], []),
        ([done(8, NOT_DELETED)], [(by_rule("'GONE' is filled"), 2)]),
        ([done(10, NOT_DELETED)], []),
        ([done(7, NO_BP), done(3, BP, entry="systolic_bp")], []),
        (
            [done(6, NOT_DELETED, NO_BP), done(3, NOT_DELETED, BP)],
            [(by_rule("'GONE' is filled"), 1)] * 2,
        ),
        ([done(10), done(3, BP, entry="systolic_bp")], []),
        (
            [done(3, BP, entry="systolic_bp"), done(2, WEIGHT, entry="bmi")],
            [(BY_ALL, 5)],
        ),
        ([done(30, BP, each={"columns": ["A", "B", "C"]})], []),
    ],
    ids=[
        "no rule",
        "a rule",
        "a rule that all keep",
        "two sides of a test",
        "two sides of a test, and a rule",
        "a rule that says what rows are",
        "rows that no rule takes",
        "a row for each column",
    ],
)
def test_rows_are_told_that_rules_leave_out(several, expected):
    assert told(*several) == expected
