"""Days as people and machines write them, and what is no day."""

from datetime import date

import duckdb
import pytest
from duckdb import ColumnExpression

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.loading.days import day
from phm_core.onboarding.loading.values import possible

AS_AT = date(2026, 10, 31)
MAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("text", "forms", "found"),
    [
        ("2024-05-06", [], MAY),
        ("2024/05/06", [], MAY),
        ("2024-05-06T10:00:00Z", [], MAY),
        ("2024-05-06 10:00:00.000", [], MAY),
        ("2024-05-06 noon", [], None),
        ("06/05/2024", [], MAY),
        ("06/05/24", [], MAY),
        ("06/05/24 10:30", [], MAY),
        ("05/06/24", ["month/day/year"], MAY),
        ("06-May-24", [], MAY),
        ("06-05-24", [], MAY),
        ("6.5.24", [], MAY),
        ("6 May 24", [], MAY),
        ("6 May 2024", [], MAY),
        ("6 September 2024", [], date(2024, 9, 6)),
        ("6 Sept 2024", [], date(2024, 9, 6)),
        ("06-SEPT-24", [], date(2024, 9, 6)),
        ("20240506", [], MAY),
        ("20240506.0", ["yearmonthday"], MAY),
        ("May  6 2024 12:00AM", [], MAY),
        ("May 06 2024 12:00AM", [], MAY),
        ("May 6, 2024", [], MAY),
        ("06-May-24 10:30", [], MAY),
        ("06/05/24 9:30 PM", [], MAY),
        ("06MAY2024", [], MAY),
        ("06MAY2024:00:00:00", [], MAY),
        ("May-24", ["month/year"], date(2024, 5, 1)),
        ("05/24", ["month/year"], date(2024, 5, 1)),
        ("31/02/24", [], None),
        ("29/02/00", [], date(2000, 2, 29)),
        # Of two digits: of the last hundred years, and a little too late stays so.
        ("14/03/35", [], date(1935, 3, 14)),
        ("30/10/26", [], date(2026, 10, 30)),
        ("15/11/26", [], date(2026, 11, 15)),
        ("15/11/28", [], date(1928, 11, 15)),
        ("2024-05", [], date(2024, 5, 1)),
        ("24-05-06", [], date(2006, 5, 24)),
        ("06/05/2024 10:30 PM", [], MAY),
        ("5/6/2024 12:00:00 AM", ["month/day/year"], MAY),
        ("45418", [], None),
        ("45418", ["spreadsheet number"], MAY),
        ("45418.4375", ["spreadsheet number"], MAY),
        ("06/05/2024", ["spreadsheet number"], None),
        ("06/05/2024", ["spreadsheet number", "day/month/year"], MAY),
        ("4541811", ["spreadsheet number"], None),
    ],
)
def test_days_are_read_as_they_are_written(text, forms, found):
    with duckdb.connect() as connection:
        cell = connection.sql("SELECT $cell AS cell", params={"cell": text})
        read = cell.select(day(ColumnExpression("cell"), forms, AS_AT))
        assert read.fetchall() == [(found,)]


@pytest.mark.parametrize(
    ("text", "may_be"), [("1900-01-01", False), ("1910-01-01", True)]
)
def test_the_day_that_databases_write_for_none_cannot_be(text, may_be):
    given = load_catalogue().intake["death"].column("died_on")
    with duckdb.connect() as connection:
        cell = connection.sql("SELECT CAST($day AS DATE) AS day", params={"day": text})
        test = possible(ColumnExpression("day"), given, AS_AT)
        assert cell.select(test).fetchall() == [(may_be,)]
