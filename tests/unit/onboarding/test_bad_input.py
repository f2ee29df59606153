"""Bad input, item by item: refused by name and reason, or counted with an example row.

Nearly all of it comes in one delivery beside rows that are good, through the function
that the command and the page call. What the bad rows say of a person is repeated
nowhere.
"""

import gzip
import json
import logging
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from phm_core.catalogue.load import SHIPPED, load_catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.report import Report
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import MEGABYTE, SMALL
from tests.unit.onboarding.wishes import wish_of

CATALOGUE = load_catalogue()
PLAIN = (SHIPPED / "formats" / "plain_tables.yaml").read_text(encoding="utf-8")
NAME, NUMBER, FORMULA = "Zebedee", "9990000019", "=cmd|' /C calc'!A0"
HEADER = "nhs_number,local_id,birth_date,sex,age,practice_code,main_language"
FIRST, SECOND = (
    f"""People of a practice,,,,,,
Run on,2026-07-01,,,,,
{HEADER}
9990000018,a,1950-01-01,F,,T00001,english
{NUMBER},b,1950-01-01,F,,T00001,english
,{NAME}1,1800-01-01,F,,T00001,english
,{NAME}2,2999-01-01,M,,T00001,english
""",
    f""",{NAME}3,,M,-4,T00001,english
,{NAME}4,1950-01-01,"{FORMULA}",,T00001,english
,a,1950-01-01,F,,T00001,english
{NAME},{NUMBER}
""",
)
BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": NAME, "gender": "female"}},
        {"resource": {"resourceType": "Spaceship", "id": NAME}},
    ],
}
FILES = {
    "condition.csv": b"",
    "medication.csv": b"local_id,code,date\n",
    "process.csv": f"local_id,process_id\n{NAME},x\n".encode("utf-16-le"),
    "score.csv": b"\x89PNG\r\n\x1a\n\x00\x00" + NAME.encode(),
    "activity.csv": f"local_id,kind\n{NAME}\n{NUMBER},a,b\n".encode(),
    "death.csv": b"local_id\n" + NAME.encode() * (18 * MEGABYTE // 7),
    "registration.csv": b"local_id\n" + b"x" * 21 * MEGABYTE,
    "measurement.csv": "local_id,measure_id,date,value,unit\n"
    "a,hba1c,2025-01-01,50,Zoë\n".encode()
    + b"a,hba1c,2025-01-02,51,\xe9\n",
    f"{NAME}.json": json.dumps(BUNDLE).encode(),
    # Two members, one after the other, are one file.
    "person.csv.gz": gzip.compress(FIRST.encode()) + gzip.compress(SECOND.encode()),
}
SAID = """
an empty file       | Not read: 'condition.csv' was refused: it is empty.
a header only       | Without rows: medication.csv.
UTF-16 without mark | Not read: 'process.csv' was refused: it is UTF-16 without its
a binary as CSV     | Not read: 'score.csv' was refused: it is not text.
all rows ragged     | Not read: 'activity.csv' was refused: none of its 2 rows fits its
a huge cell         | Not read: 'death.csv' was refused: a cell or row in it is
one huge column     | Not read: 'registration.csv' has 21 MB; at most 20 MB are read.
Latin-1 in UTF-8    | 'measurement.csv': it is not UTF-8 (line 3), so all of it was
an unknown resource | resources of kinds that are not read: Spaceship (1).
a ragged row        | left out: 1, such as row 11 of person.csv.
a title             | 'person.csv': its header is line 3; the 2 lines before it are
"""
COUNTED = """
a bad NHS number    | with an NHS number that fails its check               | 1 | 5
dates 1800 and 2999 | in which 'birth_date' cannot be (too early            | 2 | 6
a negative age      | in which 'age' cannot be (too early                   | 1 | 8
a formula           | in which 'sex' cannot be read and is missing now      | 1 | 9
"""


def told(table: str) -> list[tuple[str, ...]]:
    """The rows of a table of this file, cell by cell."""
    lines = table.strip().splitlines()
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]


@dataclass(frozen=True)
class Loaded:
    """What came of the delivery, and all that was said meanwhile."""

    path: Path
    report: Report
    said: str


class Listening(logging.Handler):
    """Keeps everything that is logged."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def wished(folder: Path, area: Path) -> Wish:
    wish = wish_of(folder / "in", PLAIN, area, folder / "out")
    return replace(wish, limits=replace(SMALL, file=20 * MEGABYTE))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, area: Path) -> Loaded:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "in").mkdir()
    for name, content in FILES.items():
        (folder / "in" / name).write_bytes(content)
    heard: list[str] = []
    listening = Listening(heard)
    logging.getLogger().addHandler(listening)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "add_history", lambda _, about, __: about)
        path, report = loading.load(
            wished(folder, area), lambda _, said: heard.append(said)
        )
    logging.getLogger().removeHandler(listening)
    manifest = (path / "manifest.json").read_text(encoding="utf-8")
    words = [*heard, *report.sentences(), json.dumps(report.held()), manifest]
    return Loaded(path, report, "\n".join(words))


@pytest.mark.parametrize(("item", "said"), told(SAID))
def test_what_is_no_table_is_said_by_name_and_reason(bad: Loaded, item: str, said: str):
    assert any(said in one for one in bad.report.notes), (item, bad.report.notes)


@pytest.mark.parametrize(("item", "said", "count", "row"), told(COUNTED))
def test_what_is_no_value_is_counted_with_an_example(
    bad: Loaded, item: str, said: str, count: str, row: str
):
    found = [
        (one.rows, one.row)
        for each in bad.report.maps
        for one in each.counted
        if one.what.startswith(said)
    ]
    assert found == [(int(count), int(row))], item


def test_the_good_rows_are_there_and_the_same_id_is_one_person(bad: Loaded):
    """Of eight rows one is ragged, and two are the same person's."""
    link = bad.report.linkage
    assert (link.rows, link.put_together, link.people) == (7, 1, 6)


def test_nothing_that_is_said_repeats_what_a_bad_row_says(bad: Loaded):
    for secret in (NAME, NUMBER, "cmd|", "calc"):
        assert secret not in bad.said


@pytest.mark.parametrize(
    ("name", "members", "said"),
    [
        ("bomb.zip", {"person.csv": bytes(30 * MEGABYTE)}, "unpacks to more than 20"),
        ("twice.zip", {"a.gz": gzip.compress(b"a\n1\n")}, "it is packed twice"),
        ("out.zip", {f"../{NAME}.csv": b"a\n1\n"}, "outside its folder"),
    ],
)
def test_an_archive_that_is_none_stops_the_load_by_its_name(
    tmp_path: Path, area: Path, name: str, members: dict[str, bytes], said: str
):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    with pytest.raises(RefusedInput, match=f"'{name}' was refused: .*{said}") as fault:
        loading.load(wished(tmp_path, area))
    assert NAME not in str(fault.value)
    assert list((tmp_path / "out").glob("*")) == []


def test_the_process_that_reads_a_table_takes_only_what_it_needs():
    """What takes longest to begin with is not wanted for a table."""
    words = "phm_core.onboarding.uploads"
    code = f"import sys, {words}.child, {words}.table; print('pydantic' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
