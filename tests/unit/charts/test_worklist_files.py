"""What a worklist is taken out as: each file says what it is and who took it."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from phm_core.charts import worklist_files as files
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.typeset import typeset
from phm_core.governance.taking_out import Mark

ABOUT = files.About(
    title="Blood pressure & more",
    where="Eldenmouth Harbour PCN",
    as_at=date(2026, 10, 31),
    rules="Adults whose latest systolic blood pressure was above 140 mmHg.",
    action="Measure again.",
    caution="One reading.",
)
MARK = Mark(
    user="ann",
    role="PCN clinician",
    purpose="Direct care",
    at=datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
    snapshot="0123456789abcdef",
    row=12,
    classification="identifies people: for their direct care only",
)
NUMBERS = ["9990000018", "9990000026"]


def lanes() -> dict[str, Sheet]:
    table = pa.table(
        {"who": ["1a", "2b"], "age": [71, None], "note": ["=1+1", "[*bold*] #set x"]}
    )
    columns = (Column("who", "Who"), Column("age", "Age"), Column("note", "Note"))
    return {
        "Cannot wait": Sheet(table.slice(0, 1), columns),
        "This month": Sheet(table, columns),
    }


@pytest.mark.parametrize("odd", ["\N{STETHOSCOPE}", "\u738b", "A\u200dna \N{OLD KEY}"])
def test_the_sheet_is_printed_whatever_people_call_their_lists(odd: str):
    named = replace(ABOUT, title=f"Hearts {odd}")
    lost = replace(ABOUT, title="Hearts ?")
    made = files.sheet_to_print(lanes(), named, MARK)
    assert made.startswith(b"%PDF")
    if len(odd) == 1:
        assert made == files.sheet_to_print(lanes(), lost, MARK)


def test_what_is_wrong_with_a_page_itself_is_not_put_right():
    with pytest.raises(RuntimeError, match="cannot access fields"):
        typeset(b"#sys.inputs.page.none", {})


def test_a_footer_is_kept_however_long_the_mark_is_and_runs_nothing():
    mark = replace(MARK, user="R&D " * 80)
    made = files.workbook(lanes(), ABOUT, mark)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        page = book.read("xl/worksheets/sheet2.xml").decode()
    assert "&amp;8" in page
    assert "R&amp;&amp;D" in page


def test_the_sheet_to_print_is_an_accessible_pdf_and_always_the_same():
    made = files.sheet_to_print(lanes(), ABOUT, MARK)
    assert made.startswith(b"%PDF")
    assert b"pdfuaid" in made
    assert made == files.sheet_to_print(lanes(), ABOUT, MARK)


def test_a_sheet_without_anybody_is_made_too():
    empty = {
        "This month": Sheet(
            lanes()["This month"].data.slice(0, 0), (Column("who", "Who"),)
        )
    }
    assert files.sheet_to_print(empty, ABOUT, MARK).startswith(b"%PDF")


@pytest.fixture
def book() -> dict[str, str]:
    made = files.workbook(lanes(), ABOUT, MARK)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_workbook_has_a_sheet_for_each_lane_and_runs_nothing(book: dict[str, str]):
    assert 'name="Cannot wait"' in book["xl/workbook.xml"]
    assert 'name="This month"' in book["xl/workbook.xml"]
    words = book["xl/sharedStrings.xml"]
    assert "Taken out by ann (PCN clinician)" in words
    assert "'=1+1" in words
    assert not any("<f>" in page for page in book.values())


def test_numbers_stay_numbers_in_the_workbook(book: dict[str, str]):
    assert "<v>71</v>" in book["xl/worksheets/sheet3.xml"]


def test_numbers_are_numbers_alone_and_what_they_are_stands_beside_them():
    made = files.numbers_file(NUMBERS, ABOUT, MARK)
    assert made == files.numbers_file(NUMBERS, ABOUT, MARK)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        numbers = packed.read("nhs_numbers.txt")
        beside = packed.read("what_this_is.txt").decode()
    assert numbers == b"9990000018\r\n9990000026\r\n"
    assert f"Rules: {ABOUT.rules}" in beside
    assert MARK.sentence in beside


def test_the_group_is_a_fhir_resource_of_people_by_nhs_number():
    group = json.loads(files.fhir_group("blood_pressure", NUMBERS, ABOUT, MARK))
    assert (group["resourceType"], group["type"]) == ("Group", "person")
    assert group["actual"] is True
    assert group["quantity"] == len(group["member"]) == 2
    one = group["member"][0]["entity"]["identifier"]
    assert one == {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBERS[0]}
    assert "Blood pressure &amp; more" in group["text"]["div"]
    assert "audit row 12" in group["text"]["div"]
    assert group["id"] == "blood-pressure"
