"""The cohort commands: the shape other programs read, exit codes, plain sentences."""

import io
import json
import stat
import sys

import pytest

from phm_core.cli import main
from tests.town import town

TEXT = """
name: Hypertension
criteria:
  all:
    - age: {min: 18}
      name: Adults
    - condition: {is: hypertension}
    - age: {min: 90}
      disabled: true
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return town(tmp_path_factory.mktemp("town") / "snapshot", people=900).path


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command on data of its own; returns exit code, output and errors."""
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))

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
def file(tmp_path):
    path = tmp_path / "cohort.yaml"
    path.write_text(TEXT)
    return path


def test_count_prints_the_shape_that_other_programs_read(run, file, snapshot):
    code, out, _ = run("cohort", "count", file, "--snapshot", snapshot, "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == [
        "name", "as_at", "snapshot", "purpose", "people", "unknown", "population",
        "rules", "released",
    ]  # fmt: skip
    assert (found["name"], found["as_at"], found["purpose"]) == (
        "Hypertension",
        "2026-07-01",
        "planning",
    )
    assert found["released"] == {"rounded_to": 5, "suppressed_below": 8}
    assert found["people"] % 5 == 0
    assert [list(rule) for rule in found["rules"]] == [
        ["name", "alone", "remaining", "gained_if_dropped"]
    ] * 2
    assert [rule["name"] for rule in found["rules"]] == ["Adults", "with hypertension"]
    assert all(
        isinstance(found[key], int) for key in ("people", "unknown", "population")
    )


def test_analysis_counts_exactly_and_everyone(run, file, snapshot):
    arguments = ("cohort", "count", file, "--snapshot", snapshot, "--json")
    _, out, _ = run(*arguments, "--purpose", "analysis")
    found = json.loads(out)
    assert found["population"] == 900
    assert found["released"] == {"rounded_to": 1, "suppressed_below": 1}
    assert found["rules"][1]["remaining"] == found["people"]


def test_a_hidden_count_is_null(run, tmp_path, snapshot):
    rare = tmp_path / "rare.json"
    rare.write_text('{"name": "Rare", "criteria": {"age": {"min": 97, "max": 98}}}')
    arguments = ("cohort", "count", rare, "--snapshot", snapshot, "--json")
    _, exact, _ = run(*arguments, "--purpose", "analysis")
    assert 1 <= json.loads(exact)["people"] <= 7
    _, out, _ = run(*arguments)
    found = json.loads(out)
    assert found["people"] is None
    assert found["rules"][0]["alone"] is None


def test_a_definition_comes_from_standard_input_too(run, snapshot, monkeypatch):
    given = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", given)
    code, out, _ = run("cohort", "count", "-", "--snapshot", snapshot)
    assert code == 0
    assert "Hypertension, as at 2026-07-01, for planning" in out
    assert "Counts of 1 to 7 are hidden" in out


def test_describe_says_it_in_english(run, file):
    _, out, _ = run("cohort", "describe", file)
    assert out.strip() == (
        "People registered at a practice: aged 18 or over and with hypertension."
    )


def test_check_prints_what_to_look_at(run, tmp_path, file):
    twice = tmp_path / "twice.yaml"
    twice.write_text("name: T\ncriteria: {all: [{age: {min: 18}}, {age: {min: 18}}]}")
    assert "stands twice" in run("cohort", "check", twice)[1]
    assert run("cohort", "check", file)[0] == 0


def test_ids_are_written_for_direct_care_and_read_by_their_owner_alone(
    run, file, snapshot, tmp_path
):
    out = tmp_path / "ids.csv"
    code, said, _ = run(
        "cohort", "ids", file, "--snapshot", snapshot, "--out", out,
        "--purpose", "direct_care", "--reason", "Recall",
    )  # fmt: skip
    head, *rows = out.read_text().splitlines()
    assert (code, head) == (0, "person_id")
    assert f"{len(rows)} ids written" in said
    assert not any(int(row) % 97 == 0 for row in rows)
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert run("audit", "verify")[1].startswith("The audit is whole")


@pytest.mark.parametrize("purpose", ["planning", "analysis", "research_feasibility"])
def test_ids_for_any_other_purpose_are_refused(run, file, snapshot, tmp_path, purpose):
    out = tmp_path / "ids.csv"
    code, _, said = run(
        "cohort", "ids", file, "--snapshot", snapshot, "--out", out,
        "--purpose", purpose, "--reason", "Curious",
    )  # fmt: skip
    assert code == 3
    assert "direct care only" in said
    assert not out.exists()


def test_real_people_are_not_counted_without_sign_in(run, file, tmp_path):
    real = town(tmp_path / "real", people=50, synthetic=False).path
    code, _, said = run(
        "cohort", "count", file, "--snapshot", real, "--purpose", "analysis"
    )
    assert code == 3
    assert "nobody has signed in" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: X\ncriteria: {condition: {is: diabtes}}", "Did you mean 'diabetes'"),
        ("name: X\ncriteria: {agee: {min: 3}}", "Did you mean 'age'"),
        ("name: X\ncriteria: {age: {min: -1}}", "age"),
        ("name: X\ncriteria: {registered_at: {practice: T99999}}", "no practice"),
        ("a" * 70_000, "64 kB"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(run, snapshot, tmp_path, text, says):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    code, _, said = run("cohort", "count", path, "--snapshot", snapshot)
    assert code == 2
    assert says in said
    assert "Traceback" not in said


def test_a_file_that_is_not_there_or_not_text_is_said(run, tmp_path):
    code, _, said = run("cohort", "count", tmp_path / "none.yaml")
    assert (code, "cannot be read" in said) == (2, True)
    (tmp_path / "image.yaml").write_bytes(b"\xff\xfe\x00\x81")
    code, _, said = run("cohort", "describe", tmp_path / "image.yaml")
    assert (code, "not text in UTF-8" in said) == (2, True)


def test_without_a_snapshot_the_next_step_is_said(run, file):
    code, _, said = run("cohort", "count", file)
    assert code == 2
    assert "phm_core demo" in said


def test_a_changed_audit_is_found(run, file, snapshot, tmp_path):
    import sqlite3

    run("cohort", "count", file, "--snapshot", snapshot)
    with sqlite3.connect(tmp_path / "data" / "app.db") as database:
        database.execute("UPDATE audit SET purpose = 'analysis' WHERE seq = 2")
    database.close()
    code, out, _ = run("audit", "verify")
    assert code == 2
    assert "row 2 is the first that does not fit" in out
