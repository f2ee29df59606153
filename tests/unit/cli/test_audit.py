"""The audit commands: exit codes, what is written out, and what is written down."""

import csv
import stat
from datetime import UTC, datetime

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.cli import main
from phm_core.settings import Settings
from phm_core.start import open_store
from phm_core.store.audit import Entry

WHO = ("--by", "Ana Silva", "--reason", "Yearly review")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PHM_AUDIT_ANCHOR", str(tmp_path / "elsewhere" / "heads"))

    def running(*arguments):
        code = 0
        try:
            main([str(one) for one in arguments])
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return running


@pytest.fixture
def audit(run):
    """An audit with one question for each of two days, years apart."""
    assert run("audit", "verify")[0] == 0
    entry = Entry("ana", "analyst", "planning", "s", "HowMany", "=1+1", "d", "x")
    for year in (2015, 2026):
        day = datetime(year, 3, 1, tzinfo=UTC)
        found = open_store(Settings(), load_catalogue(), lambda day=day: day).audit
        intent = found.intend(entry)
        found.conclude(intent, entry, outcome="released", released=3)
    return found


@pytest.mark.usefixtures("audit")
def test_a_whole_audit_is_0_and_one_that_was_cut_is_2(run, tmp_path):
    assert run("audit", "verify")[:2] == (
        0,
        "The audit is whole: 4 rows, 2 heads anchored.\n",
    )
    (tmp_path / "elsewhere" / "heads").unlink()
    code, out, _ = run("audit", "verify")
    assert code == 2
    assert "not anchored" in out


def test_what_is_written_out_is_written_down_first_and_runs_nothing(
    run, audit, tmp_path
):
    out = tmp_path / "audit.csv"
    code, said, _ = run("audit", "export", "--out", out, *WHO, "--since", "2026-01-01")
    assert (code, "row 5 of the audit says so" in said) == (0, True)
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [row["outcome"] for row in rows] == ["intended", "released", "intended"]
    assert rows[0]["object"] == "'=1+1"
    assert (rows[2]["actor"], rows[2]["reason"]) == ("Ana Silva", "Yearly review")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    last = list(audit.rows())[-1]
    assert (last["action"], last["outcome"], last["released"], last["intent"]) == (
        "ExportAudit",
        "released",
        3,
        5,
    )


@pytest.mark.usefixtures("audit")
def test_a_day_is_the_last_one_that_is_written_out(run, tmp_path):
    out = tmp_path / "audit.csv"
    run("audit", "export", "--out", out, *WHO, "--until", "2015-03-01")
    assert len(out.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    "words", [("--by", " ", "--reason", "x"), ("--by", "x", "--reason", "")]
)
@pytest.mark.usefixtures("audit")
def test_nobody_takes_the_audit_without_a_name_and_a_reason(run, tmp_path, words):
    code, _, said = run("audit", "export", "--out", tmp_path / "a.csv", *words)
    assert (code, "--by" in said) == (2, True)
    assert not (tmp_path / "a.csv").exists()


def test_what_is_past_its_time_is_removed_and_the_rest_still_verifies(run, audit):
    assert load_catalogue().retention["audit"].months == 96
    code, said, _ = run("audit", "purge", *WHO)
    assert code == 0
    assert said.startswith("2 rows from before ")
    assert "96 months" in said
    assert [row["outcome"] for row in audit.rows()] == [
        "intended",
        "released",
        "intended",
        "purged",
    ]
    assert run("audit", "verify")[0] == 0
