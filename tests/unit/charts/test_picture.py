import csv
import io
from datetime import date, datetime

import pyarrow as pa
import pytest

from phm_core.charts import words
from phm_core.charts.explained import Explained
from phm_core.charts.exports import csv_text, file_name
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.errors import several
from tests.marks import MARK

SHEET = Sheet(
    pa.table(
        {
            "name": ["North", "=cmd()", "South"],
            "people": pa.array([1_234, None, 0], pa.int64()),
            "share": pa.array([8.25, None, -1.5], pa.float64()),
            "mark": ["", "suppressed", ""],
        }
    ),
    (
        Column("name", "Area"),
        Column("people", "People"),
        Column("share", "Share", 1, "%"),
    ),
)
ABOUT = Explained(
    sentence="People with diabetes.", as_at="31 October 2026", rule="Hidden below 8."
)


def test_numbers_are_written_in_their_style_and_hidden_ones_say_why() -> None:
    assert SHEET.written() == [
        ("North", "1,234", "8.2%"),
        ("=cmd()", "hidden", "hidden"),
        ("South", "0", "−1.5%"),
    ]


def test_download_begins_with_its_definition_and_keeps_numbers_plain() -> None:
    text = csv_text(SHEET, ABOUT, MARK, title="Diabetes by area").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[:4] == [
        ["# Diabetes by area"],
        ["# What it is: People with diabetes."],
        ["# As at: 31 October 2026"],
        ["# Disclosure: Hidden below 8."],
    ]
    assert lines[4] == [
        "# Taken out by visitor (ICS analyst) for planning, 2026-10-31 12:00 UTC; "
        "snapshot 01234567, audit row 7. Counts after disclosure control."
    ]
    assert lines[5] == ["Area", "People", "Share", "Not shown because"]
    assert lines[6] == ["North", "1234", "8.25", ""]


def test_days_are_written_out_on_the_screen_and_stay_dates_in_a_download() -> None:
    rows = {
        "day": [date(2026, 11, 3)],
        "at": [datetime.fromisoformat("2026-11-03 09:05")],
    }
    sheet = Sheet(
        pa.table(rows, pa.schema([("day", pa.date32()), ("at", pa.timestamp("s"))])),
        (Column("day", "Day"), Column("at", "When (UK time)")),
    )
    assert sheet.written() == [("3 November 2026", "3 November 2026, 09:05")]
    text = csv_text(sheet, ABOUT, MARK, title="Acts").decode("utf-8-sig")
    assert text.splitlines()[-1] == "2026-11-03,2026-11-03 09:05:00"


def test_a_spreadsheet_never_runs_a_name_as_a_formula() -> None:
    text = csv_text(SHEET, ABOUT, MARK, title="x").decode("utf-8-sig")
    assert "'=cmd()" in text


def test_file_is_named_after_its_title() -> None:
    assert file_name("Diabetes, by PCN (2026)", "csv") == "diabetes_by_pcn_2026.csv"


def test_settings_fill_the_parameters_of_a_specification() -> None:
    picture = Picture(
        spec={"mark": "bar", "params": [{"name": "picked", "value": ""}]},
        data={"areas": SHEET.data},
        title="",
        subtitle="",
        alt="",
        sheet=SHEET,
        settings={"picked": "X"},
    )
    assert picture.filled()["params"] == [{"name": "picked", "value": "X"}]
    assert picture.spec["params"] == [{"name": "picked", "value": ""}]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.day(date(2026, 10, 3)), "3 October 2026"),
        (words.number(41_208), "41,208"),
        (words.number(None), "not shown"),
        (words.percent(8.25), "8.2%"),
        (words.money(1_240_000), "£1.2 million"),
        (words.money(1_204), "£1,204"),
        (words.signed(-0.56), "−0.56"),
        (several(1, "area"), "1 area"),
        (several(27, "PCN"), "27 PCNs"),
        (words.headed("PCNs"), "PCNs"),
        (words.headed("small areas"), "Small areas"),
    ],
)
def test_numbers_and_dates_in_sentences(written: str, expected: str) -> None:
    assert written == expected
