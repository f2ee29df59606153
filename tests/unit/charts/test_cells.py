"""Nothing that leaves in a file is run by the program that opens it."""

import csv
import io
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phm_core.charts.cells import line, plain
from phm_core.charts.explained import Explained
from phm_core.charts.exports import csv_text
from phm_core.charts.picture import Column, Sheet
from tests.marks import MARK

ATTACKS = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\x00=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\n=1+1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_that_would_be_run_is_only_shown(attack: str) -> None:
    assert str(plain(attack)).startswith("'")


@pytest.mark.parametrize("value", [-5, -0.25, 0, None, True, "Ward", "A-E", "", "5 %"])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert plain(value) is value or plain(value) == value


@given(st.text())
def test_no_text_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    shown = str(plain(text)).strip()
    assert shown[:1] not in {*"=+-@＝＋－＠"}


@given(st.text())
def test_a_heading_is_one_line(text: str) -> None:
    assert len(line(text).splitlines()) <= 1


def test_every_cell_heading_and_comment_of_a_csv_is_harmless() -> None:
    sheet = Sheet(
        pa.table({"name": ATTACKS, "n": [-1] * len(ATTACKS)}),
        (Column("name", "=Area"), Column("n", "-n")),
    )
    about = Explained(sentence="One\n=1+1", source="\r\n@SUM(A1)")
    text = csv_text(sheet, about, MARK, title="x\n=1+1").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    comments = [row for row in rows if row[0].startswith("# ")]
    headings, *cells = rows[len(comments) :]
    assert len(comments) == 4
    assert headings == ["'=Area", "'-n"]
    assert all(row[0].startswith("'") and row[1] == "-1" for row in cells)
    assert len(cells) == len(ATTACKS)


def test_the_workbook_inside_a_slide_holds_no_formula() -> None:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    def formulas(names: list[str]) -> int:
        data = CategoryChartData()
        data.categories = names
        data.add_series("people", [1] * len(names))
        deck = Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        kind = XL_CHART_TYPE.BAR_CLUSTERED
        slide.shapes.add_chart(kind, 0, 0, 9, 9, data)
        chart = next(s.chart for s in slide.shapes if s.has_chart)
        book = chart.part.chart_workbook.xlsx_part.blob
        with zipfile.ZipFile(io.BytesIO(book)) as inside:
            return inside.read("xl/worksheets/sheet1.xml").count(b"<f>")

    # What python-pptx does with such a name, and why ours passes through plain().
    assert formulas(["=1+1"]) == 1
    assert formulas([str(plain("=1+1"))]) == 0
