"""An administrator brings files, says what they mean, tries a load and does it."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui.bringing import at_work, files, running
from pages.ui.bringing.bar import Bar
from pages.ui.bringing.files import Brought, swept
from phm_core.catalogue.load import load_catalogue
from phm_core.errors import Cancelled, NoRoom, NotPermitted
from phm_core.nhs_number import synthetic_number
from phm_core.onboarding.keeping import use
from phm_core.onboarding.loading import delivery
from phm_core.onboarding.loading import load as loading
from phm_core.settings import Settings
from phm_core.snapshot import listed
from tests.pages.conftest import Opened, opener, said
from tests.reading import here
from tests.town import town

ADMINISTRATOR = {"role": "administrator", "purpose": "public"}
HEADER = "NHS_NO,DOB,GENDER,PRACTICE,REGDATE\n"
LINES = [
    f"{synthetic_number(n)},01/02/{1950 + n},{'FW'[n % 2]},T00001,01/04/2019\n"
    for n in range(20)
]
PEOPLE = "".join([HEADER, *LINES, "1,31/02/1950,F,T00001,01/04/2019\n"])
PROBLEMS = "NHS_NO,code_system,code,date\n" + "".join(
    f"{synthetic_number(n)},local,{'A1' if n < 12 else 'B2'},2020-01-01\n"
    for n in range(15)
)
FILLED = """codelist,system,code,term,people,rows,suggestions
conditions/asthma,local,A1,,12,12,
,local,B2,,3,3,
"""

MAPPING = """
id: ours
title: Ours
meaning: A test.
version: 3
sources:
  patients: {files: [patients], layout: [NHS_NO, DOB, GENDERS, PRACTICE, TOWN]}
tables:
  - into: person
    from: patients
    columns: {nhs_number: NHS_NO, birth_date: DOB, sex: GENDERS,
              practice_code: PRACTICE}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of its own, on which the app runs."""
    snapshots = tmp_path / "snapshots"
    use(snapshots, town(snapshots / "town", people=600).path)
    return tmp_path


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Open a page there; three years of indicators are counted elsewhere."""
    monkeypatch.setattr(loading, "add_history", lambda _, about, __: about)
    return opener(data, monkeypatch)


def brought(app: AppTest, **texts: str) -> AppTest:
    given = [(f"{name}.csv", text.encode(), "text/csv") for name, text in texts.items()]
    app.file_uploader[0].set_value(given)
    return pressed(app, "Look at these files")


def pressed(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    app = button.click().run(timeout=120)
    assert not app.exception, app.exception
    return app


def test_of_two_files_of_one_name_none_is_lost(page: Opened) -> None:
    app = page("load", **ADMINISTRATOR)
    file = ("people.csv", PEOPLE.encode(), "text/csv")
    app.file_uploader[0].set_value([file, file])
    app = pressed(app, "Look at these files")
    assert "Two of the files are called 'people.csv'" in said(app)


def test_nobody_else_brings_data(open_page: Opened) -> None:
    assert not open_page("load", role="analyst").file_uploader


def test_an_administrator_brings_tries_and_loads(page: Opened, data: Path) -> None:
    app = brought(page("load", **ADMINISTRATOR), patients=PEOPLE, problems=PROBLEMS)
    [columns] = [one.value for one in app.table if "Holds" in one.value]
    assert columns.set_index("Column")["Holds"]["NHS_NO"] == "NHS number"
    assert synthetic_number(0) not in str([one.value for one in app.table])
    assert "'GENDER' as 'Sex' has values that are not known: W" in said(app)

    app.session_state["_left_at_work"] = "Loading"
    app = day_said(app, "2026-06-30")
    assert "Loading: what the app runs on is as it was." in said(app)
    app = pressed(app, "Try it")
    assert "21 rows about people became 20 people" in said(app)
    assert len(listed(data / "snapshots")) == 1

    filled = ("filled.csv", FILLED.encode(), "text/csv")
    [uploader] = [one for one in app.file_uploader if "code list" in one.label]
    uploader.set_value([filled])
    app = pressed(app, "Use this list")
    [told] = [one.value.replace("\\", "") for one in app.success]
    assert "1 of 2 codes now has a meaning: 12 rows, of 12 people." in told
    [left] = [one.value for one in app.dataframe if "Rows" in one.value]
    assert list(left.columns) == ["Means", "Code", "People", "Rows"]
    assert list(left["Code"]) == ["local B2"]

    app = pressed(app, "Load")
    [kept] = [one.value for one in app.table if "Kept" in one.value]
    assert dict(zip(kept["Into"], kept["Kept"], strict=True))["Conditions"] == "12"
    assert "20 people from 21 rows" in "\n".join(one.value for one in app.success)
    brought_now = [*(data / "uploads").iterdir()]
    assert (len(listed(data / "snapshots")), len(brought_now)) == (2, 1)
    app = pressed(app, "Bring other files")
    assert not list((data / "uploads").iterdir())
    assert not [one for one in app.subheader if one.value == "What was loaded"]


def test_a_file_that_is_no_table_is_refused_by_its_name(
    page: Opened, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = data / "uploads" / "left by somebody"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    app = page("load", **ADMINISTRATOR)
    assert not old.exists()
    # In a form, the files are looked at when asked, and not as each comes.
    assert app.file_uploader[0].proto.form_id == "files"
    with monkeypatch.context() as patch:
        patch.setattr(at_work, "was_stopped", lambda _: True)
        app = brought(app, people="")
        assert "Reading was stopped." in said(app)
    app = pressed(app, "Read them")
    assert "'people.csv' was refused: it is empty" in said(app)


def day_said(app: AppTest, day: str) -> AppTest:
    whose = [one for one in app.segmented_control if one.label.startswith("Whose rec")]
    whose[0].set_value("Made-up people")
    [field] = [one for one in app.text_input if one.label == "Day of the records"]
    return field.set_value(day).run()


def test_only_what_changed_is_brought_after_a_whole_delivery(
    page: Opened, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise NotPermitted("Sign in first.")

    born = [f"p{n},{1950 + n}-01-01,female,T00001" for n in range(20)]
    header = "local_id,birth_date,sex,practice_code"
    app = brought(page("load", **ADMINISTRATOR), person="\n".join([header, *born]))
    app = day_said(app, "2026-06-29")
    [extent] = [one for one in app.segmented_control if one.label.startswith("What do")]
    app = extent.set_value("Only what changed since a day").run()
    assert "No delivery by this mapping was kept." in said(app)
    assert not [one for one in app.button if one.label == "Load"]
    [extent] = [one for one in app.segmented_control if one.label.startswith("What do")]
    app = extent.set_value("Everything up to that day").run()
    [follows] = [one for one in app.checkbox if one.label.startswith("The next deliv")]
    with monkeypatch.context() as patch:
        patch.setattr(running, "may_load", closed)
        app = pressed(follows.check().run(), "Load")
        assert "Sign in first." in said(app)
    app = pressed(app, "Load")
    app = pressed(app, "Bring other files")

    changed = [header, "p0,1949-01-01,male,T00001", "p20,1990-01-01,male,T00001"]
    app = day_said(brought(app, person="\n".join(changed)), "2026-06-30")
    [extent] = [one for one in app.segmented_control if one.label.startswith("What do")]
    app = extent.set_value("Only what changed since a day").run()
    [days] = [one for one in app.selectbox if one.label.startswith("Changed since")]
    assert days.options == ["29 June 2026"]
    app = pressed(app, "Load")
    assert "21 people from 21 rows" in "\n".join(one.value for one in app.success)
    said_of = [one.manifest.model_extra or {} for one in listed(data / "snapshots")]
    assert [one["people"] for one in said_of if "follows" in one] == [21]


def test_what_was_brought_and_left_is_removed_after_a_day(tmp_path: Path) -> None:
    now = datetime(2026, 6, 30, tzinfo=UTC)
    for name, hours in (("old", 25), ("new", 23)):
        (tmp_path / name).mkdir()
        at = (now - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (at, at))
    swept(tmp_path, now)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_files_for_which_there_is_no_room_are_kept_until_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    house = SimpleNamespace(settings=settings, catalogue=load_catalogue())
    file = SimpleNamespace(name="person.csv", getbuffer=PEOPLE.encode)
    folder = tmp_path / "uploads" / "these"
    folder.mkdir(parents=True)

    def looked() -> Brought:
        page = SimpleNamespace(house=house)
        return files._looked_at(page, folder, [file], lambda *_: None)

    def full(*_: object, **__: object) -> None:
        raise NoRoom("The disk is full.")

    def no_room() -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(delivery, "apart", full)
    with pytest.raises(NoRoom):
        looked()
    file.getbuffer = no_room  # they have come, and are not written again
    monkeypatch.setattr(delivery, "apart", here)
    assert [one.name for one in looked().delivery.tables] == ["person"]

    (folder / ".whole").unlink()
    (folder / "person.csv").unlink()
    with pytest.raises(NoRoom, match="no room in"):
        looked()
    assert not folder.exists()


def test_a_changed_layout_is_shown_as_a_difference_and_set_right(page: Opened) -> None:
    app = brought(page("load", **ADMINISTRATOR), patients=PEOPLE)
    [start] = [one for one in app.selectbox if one.label == "Start from"]
    app = start.set_value("Use a mapping that was saved").run()
    saved = ("m.yaml", MAPPING.encode(), "application/yaml")
    app = app.file_uploader[0].set_value([saved]).run()
    [difference] = [one.value for one in app.table if "Read as" in one.value]
    assert difference.to_numpy().tolist() == [
        ["GENDERS", "GENDER", "Sex (people)"],
        ["TOWN", "(no longer there)", ""],
        ["(new)", "REGDATE", ""],
    ]
    assert "needs the column" not in said(app)
    [same] = [one for one in app.checkbox if "GENDERS" in one.label]
    assert editor(app)["Sex"] == ""
    app = same.check().run()
    assert editor(app)["Sex"] == "GENDER"
    assert not app.error


def test_work_that_somebody_leaves_is_stopped_where_it_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[str] = []

    def work(tell: Callable[[float, str], None]) -> None:
        try:
            while True:
                tell(0.5, "Working")
                Event().wait(0.01)
        except Cancelled:
            ended.append("stopped")
            raise

    class Left(Exception): ...

    def leave(*_: object) -> None:
        raise Left

    monkeypatch.setattr(Bar, "tell", leave)
    with pytest.raises(Left):
        at_work.done("Working", "this", work)
    for _ in range(200):
        if ended:
            break
        Event().wait(0.01)
    assert ended == ["stopped"]


def working() -> None:
    """A screen that does long work."""
    import streamlit as st  # what AppTest runs brings its own

    from pages.ui.bringing import at_work

    if at_work.was_stopped("these"):
        st.button("Begin again", on_click=at_work.again)
    else:
        at_work.tell_stopped()
        at_work.done("Reading", "these", lambda _: None)
        st.success("Done")


def test_what_somebody_stops_stays_stopped_until_it_is_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def leave(*_: object) -> None:
        st.stop()

    with monkeypatch.context() as patch:
        patch.setattr(at_work, "_until_done", leave)
        app = AppTest.from_function(working).run()
        app = pressed(app, "Stop this")
    assert [one.label for one in app.button] == ["Begin again"]
    assert [one.label for one in app.run().button] == ["Begin again"]
    app = pressed(app, "Begin again")
    assert [one.value for one in app.success] == ["Done"]
    [told] = [one.value for one in app.info]
    assert told.startswith("Reading: what the app runs on is as it was.")
    assert not app.run().info


def editor(app: AppTest) -> dict[str, str]:
    """What fills each of our columns, as the table says in which it is edited."""
    [table] = [one.value for one in app.dataframe if "Ours" in one.value]
    return dict(zip(table["Ours"], table["Column of the file"].fillna(""), strict=True))
