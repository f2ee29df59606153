"""A delivery that changes more than is usual waits until somebody confirms it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core import cli
from phm_core.catalogue.load import load_catalogue
from phm_core.governance.rule import EXACT, PUBLISHED, Rule
from phm_core.onboarding.loading.comparing import between, difference
from phm_core.onboarding.loading.difference import (
    Difference,
    Limits,
)
from phm_core.onboarding.publish import About
from phm_core.onboarding.refresh import changes, succeeds
from phm_core.snapshot import Snapshot, active, open_snapshot
from tests.snapshots import described
from tests.town import AS_AT, practice_code, town

PEOPLE = 2_000
LATER = AS_AT + timedelta(days=31)
SHIPPED = load_catalogue()
# Enough for a comparison: to count every register takes a second.
REGISTERS = ("hypertension", "asthma")
pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = replace(
    SHIPPED, conditions={key: SHIPPED.conditions[key] for key in REGISTERS}
)
LIMITS = Limits.of(CATALOGUE)
Keep = Callable[[dict], bool]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that runs on the town."""
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("phm_core.catalogue.load.load_catalogue", lambda _: CATALOGUE)
    first = town(tmp_path / "data" / "snapshots" / "first", PEOPLE).path
    assert run("snapshot", "use", first) == 0
    return tmp_path / "data" / "snapshots"


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        cli.main([str(one) for one in arguments])
    return int(stopped.value.code or 0)


def later(
    data: Path,
    name: str = "next",
    people: Keep = lambda _: True,
    diagnoses: Keep = lambda _: True,
    on: date = LATER,
    unknown: str = "",
) -> Path:
    """The town a month later, with only some of its people or diagnoses.

    unknown: a field that is known of nobody.
    """
    path = town(data / name, PEOPLE).path
    path.chmod(0o755)
    everybody = pq.read_table(path / "person.parquet").to_pylist()
    stay = [row["person_id"] for row in everybody if people(row)]
    number = {old: new for new, old in enumerate(stay)}
    for file in path.glob("*.parquet"):
        rows = pq.read_table(file)
        if "person_id" in rows.column_names:
            keep = diagnoses if file.stem == "condition" else (lambda _: True)
            lost = {unknown: None} if file.stem == "person" and unknown else {}
            kept = [
                row | {"person_id": number[row["person_id"]]} | lost
                for row in rows.to_pylist()
                if row["person_id"] in number and keep(row)
            ]
            file.unlink()
            pq.write_table(pa.Table.from_pylist(kept, schema=rows.schema), file)
    return described(path, as_at=on).path


def runs(data: Path) -> str:
    found = active(data)
    assert found is not None
    return found.name


def beyond(data: Path, path: Path) -> list[str]:
    found = changes(data, path, CATALOGUE)
    assert found is not None
    return found.beyond(LIMITS)


def test_what_changes_as_usual_is_used_at_once(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = later(data, people=lambda row: row["person_id"] % 50 != 0)
    assert run("snapshot", "use", path) == 0
    assert runs(data) == "next"
    said = capsys.readouterr().out
    assert "People: 2,000 before, 1,960 now." in said
    assert "0 joined and 40 left." in said


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        ({"people": lambda row: row["person_id"] % 8 != 0}, "250 of 2,000 people left"),
        (
            {"people": lambda row: row["practice_code"] != practice_code(3)},
            "practice T00003",
        ),
        (
            {"diagnoses": lambda row: row["person_id"] % 5 != 0},
            "register hypertension",
        ),
        (
            {"diagnoses": lambda row: row["condition_id"] == "hypertension"},
            "records of condition",
        ),
        (
            {"unknown": "birth_month"},
            "people of whom the month of birth is known: 2,000 before, 0 now",
        ),
    ],
)
def test_what_changes_much_waits_for_a_confirmation(
    data: Path, capsys: pytest.CaptureFixture[str], cut: dict[str, Any], said: str
) -> None:
    path = later(data, **cut)
    assert run("snapshot", "use", path) == 2
    told = capsys.readouterr()
    assert "The app runs on as before" in told.err
    assert said in " ".join(told.err.split())
    assert runs(data) == "first"
    assert run("snapshot", "compare", path) == 0
    assert f"To be confirmed: {said}" in capsys.readouterr().out
    assert run("snapshot", "use", path, "--confirm") == 0
    assert runs(data) == "next"


def test_each_month_between_allows_a_little_more(data: Path) -> None:
    def few(row: dict) -> bool:
        return row["person_id"] % 17 != 0

    soon = later(data, "soon", few, on=AS_AT + timedelta(days=1))
    assert [one for one in beyond(data, soon) if "left" in one]
    assert not [one for one in beyond(data, later(data, "late", few)) if "left" in one]


def test_another_system_and_itself_follow_nothing(data: Path, tmp_path: Path) -> None:
    running = open_snapshot(data / "first")
    assert not succeeds(running, running)
    new = open_snapshot(later(data))
    assert succeeds(new, running)
    for changed in ({"name": "Elsewhere"}, {"synthetic": False}, {"seed": 7}):
        other = Snapshot(new.path, new.manifest.model_copy(update=changed))
        assert not succeeds(other, running)
    assert changes(tmp_path / "nothing", new.path, CATALOGUE) is None


def test_an_older_delivery_after_a_newer_one_waits_for_a_confirmation(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = later(data, "older", on=AS_AT - timedelta(days=31))
    assert run("snapshot", "use", older) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "its records end 31 days before those that run" in told
    assert runs(data) == "first"
    assert run("snapshot", "use", older, "--confirm") == 0
    assert runs(data) == "older"


def test_a_running_snapshot_that_is_gone_is_replaced(data: Path) -> None:
    path = later(data, people=lambda row: row["person_id"] % 8 != 0)
    (data / "ACTIVE").write_text("no-such-folder\n")
    assert changes(data, path, CATALOGUE) is None
    assert run("snapshot", "use", path) == 0


def test_old_ones_go_when_a_number_to_keep_is_given(data: Path) -> None:
    path = later(data)
    assert run("snapshot", "use", path, "--keep", "1") == 0
    assert [one.name for one in data.iterdir() if one.is_dir()] == ["next"]


def test_the_same_records_change_nothing(data: Path) -> None:
    running = open_snapshot(data / "first")
    found = between(running, running, CATALOGUE)
    assert found.beyond(LIMITS) == []
    assert (found.joined, found.left) == (0, 0)


@pytest.mark.parametrize(
    ("key", "moved"), [("a", (2_000, 2_000)), ("b", (None, None))],
    ids=["the same key", "another key"],
)  # fmt: skip
def test_nobody_stays_where_pseudonyms_of_one_key_are_others(
    data: Path, key: str, moved: tuple[int | None, int | None]
) -> None:
    def by(path: Path, made_by: str) -> Snapshot:
        held = open_snapshot(path)
        manifest = held.manifest.model_copy(update={"pseudonym_key": made_by})
        return Snapshot(path, manifest)

    path = later(data)
    file = path / "person.parquet"
    rows = pq.read_table(file)
    others = pa.array([f"other {one}" for one in range(rows.num_rows)])
    place = rows.schema.get_field_index("pseudonym")
    file.unlink()
    pq.write_table(rows.set_column(place, "pseudonym", others), file)
    found = between(by(data / "first", "a"), by(path, key), CATALOGUE)
    assert (found.joined, found.left) == moved
    assert found.strangers
    assert bool(found.beyond(LIMITS)) == (key == "a")


def test_of_real_people_no_count_is_told_that_is_small_or_exact() -> None:
    exact = Difference(
        people=(1003, 941),
        joined=3,
        left=264,
        practices={"T1": (421, 2)},
        registers={"dementia": (7, 0)},
        records={},
    )
    assert exact.rule == EXACT
    real = replace(exact, rule=PUBLISHED)
    assert list(real.sentences()) == [
        "People: 1,005 before, 940 now.",
        "fewer than 8 joined and 265 left.",
        "Register dementia: fewer than 8 before, 0 now.",
        "Practice T1: 420 before, fewer than 8 now.",
    ]
    assert "practice T1: 420 before, fewer than 8 now" in real.beyond(LIMITS)
    assert "265 of 1,005 people left" in real.beyond(LIMITS)
    assert "People: 1,003 before, 941 now." in list(exact.sentences())


@pytest.mark.parametrize(("synthetic", "rule"), [(True, EXACT), (False, PUBLISHED)])
def test_counts_of_real_people_are_protected(
    data: Path, *, synthetic: bool, rule: Rule
) -> None:
    before = active(data)
    assert before is not None
    held = open_snapshot(before)
    manifest = held.manifest.model_copy(update={"synthetic": synthetic})
    assert between(held, Snapshot(held.path, manifest), CATALOGUE).rule == rule
    assert between(Snapshot(held.path, manifest), held, CATALOGUE).rule == rule
    made = About(as_at=LATER, kind="people", name="Town", synthetic=synthetic)
    assert difference(held, held.path, made, CATALOGUE).rule == rule
