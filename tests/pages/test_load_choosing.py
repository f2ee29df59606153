"""An administrator compares a snapshot with what runs, makes it run, and goes back."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from phm_core.onboarding.keeping import use
from phm_core.snapshot import active
from tests.pages.conftest import Opened, opener, said
from tests.snapshots import described
from tests.town import AS_AT, town

ADMINISTRATOR = {"role": "administrator", "purpose": "public"}
COMPARE, RUN = "Compare it with what runs", "Run the app on it"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that runs on the town; beside it fewer people a month later."""
    snapshots = tmp_path / "snapshots"
    use(snapshots, town(snapshots / "town", people=600).path)
    later = town(snapshots / "later", people=400).path
    described(later, as_at=AS_AT + timedelta(days=31))
    return tmp_path


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return opener(data, monkeypatch)


def pressed(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    assert not button.disabled
    app = button.click().run(timeout=120)
    assert not app.exception, app.exception
    return app


def runs(data: Path) -> str:
    found = active(data / "snapshots")
    assert found is not None
    return found.name


def states(app: AppTest) -> dict[str, str]:
    [table] = [one.value for one in app.table if "Snapshot" in one.value]
    return dict(zip(table["Snapshot"], table["Now"], strict=True))


def test_one_is_compared_confirmed_put_to_use_and_taken_back(
    page: Opened, data: Path
) -> None:
    other = page("home", **ADMINISTRATOR)
    assert "as at 1 July 2026" in said(other)
    app = page("load", **ADMINISTRATOR)
    assert states(app) == {"later": "", "town": "Runs now"}
    app = pressed(app, COMPARE)
    assert "600 people now, 400 with it: 0 joined, 200 left" in said(app)
    assert "More changes than is usual: people: 600 before, 400 now" in said(app)
    [run] = [one for one in app.button if one.label == RUN]
    assert run.disabled
    [tick] = [one for one in app.checkbox if "200 of 600 people left" in one.label]
    app = pressed(tick.check().run(), RUN)
    assert runs(data) == "later"
    assert states(app) == {"later": "Runs now", "town": "Ran before"}
    # Whoever is in the app already follows with the next thing that they do.
    assert "as at 1 August 2026" in said(other.run())

    app = pressed(app, COMPARE)
    assert "Its records end on 1 July 2026" in said(app)
    [tick] = [one for one in app.checkbox if one.label.startswith("I have looked")]
    app = pressed(tick.check().run(), RUN)
    assert runs(data) == "town"
    assert "now runs on 'town'" in "\n".join(one.value for one in app.success)


def test_a_link_leads_to_one_snapshot(page: Opened, data: Path) -> None:
    town(data / "snapshots" / "third", people=300)
    app = page("load", snapshot="third", **ADMINISTRATOR)
    [box] = [one for one in app.selectbox if one.label == "Snapshot"]
    assert box.value == "third"


def test_where_nothing_else_is_there_the_page_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = tmp_path / "snapshots"
    use(snapshots, town(snapshots / "town", people=300).path)
    app = opener(tmp_path, monkeypatch)("load", **ADMINISTRATOR)
    assert "There is no other snapshot. Load records above" in said(app)


def test_an_altered_snapshot_is_refused_by_the_page(page: Opened, data: Path) -> None:
    file = data / "snapshots" / "later" / "person.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])
    app = pressed(page("load", **ADMINISTRATOR), COMPARE)
    assert "'person.parquet' was altered" in said(app)
    assert not [one for one in app.button if one.label == RUN]
    assert runs(data) == "town"
