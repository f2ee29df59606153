"""A clinical priority: red flags first, each tile with its list or its map."""

import subprocess
import sys
from pathlib import Path

import pytest

from phm_core.area import Area
from phm_core.definitions.finders import Expected, Findings
from phm_core.start import House
from tests.catalogue.test_priorities import GIVEN
from tests.pages.conftest import Opened, said
from tests.pages.test_themes import faces

TEAM = {"role": "clinician", "purpose": "direct_care", "org": "pcn:DU0001"}
PCN = "pcn:DU0001"
PRIORITIES = ("cardiovascular", "diabetes")
ROOT = Path(__file__).parents[2]
OPEN_RESPIRATORY = """
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
app = AppTest.from_file("pages/ui/shell.py", default_timeout=60).run()
app._page_hash = calc_hash("respiratory")
app.run()
print([title.value for title in app.title], app.exception, len(app.get("html")))
"""


def linked(app, label: str) -> list[tuple[str, str]]:
    """The screens and choices that links of this label lead to."""
    return [
        (link.proto.page, link.proto.query_string)
        for link in app.get("page_link")
        if link.proto.label == label
    ]


@pytest.mark.parametrize("name", PRIORITIES)
def test_those_who_cannot_wait_come_first_as_released(
    open_page: Opened, house: House, name: str
) -> None:
    priority = house.catalogue.priorities[name]
    question = Findings(priority.finders, area=Area.parse(PCN))
    rows = house.gateway.ask(question, house.scope()).tables["finders"].to_pylist()
    rows.sort(key=lambda row: (-(row["red_flags"] or 0), -(row["listed"] or 0)))

    tiles = faces(open_page(name, area=PCN))
    finders = house.catalogue.casefinders
    wanted = [finders[row["finder"]].short for row in rows]
    assert list(tiles)[: len(rows)] == wanted
    for row in rows:
        words = tiles[finders[row["finder"]].short]
        shown = row["listed"] is not None
        assert (f"{row['listed']:,}" if shown else "not shown") in words
    every = [house.catalogue.indicators[one].short for one in priority.tiles]
    assert set(every) <= set(tiles)


def test_a_planner_gets_maps_and_a_team_that_cares_its_lists(
    open_page: Opened,
) -> None:
    planner = open_page("diabetes", area=PCN)
    assert linked(planner, "Open the list") == []
    maps = linked(planner, "On the map")
    assert ("map", "cohort=undiagnosed_diabetes") in maps

    team = open_page("diabetes", **TEAM)
    assert linked(team, "On the map") == []
    lists = linked(team, "Open the list")
    assert len(lists) == len(maps)
    assert {page for page, _ in lists} == {"case_finding"}


def test_a_finder_with_red_flags_leads_to_them(open_page: Opened, house: House) -> None:
    finders = house.catalogue.priorities["cardiovascular"].finders
    for pcn in sorted(set(house.public.practice_members("pcn")["code"])):
        scope = house.scope("clinician", "direct_care", [Area("pcn", pcn)])
        found = house.gateway.ask(Findings(finders), scope).tables["finders"]
        urgent = {row["finder"] for row in found.to_pylist() if row["red_flags"]}
        if urgent:
            break
    assert urgent
    page = open_page("cardiovascular", **TEAM | {"org": f"pcn:{pcn}"})
    lists = [query for _, query in linked(page, "Open the list")]
    first = {query for query in lists if "lane=red_flags" in query}
    assert {query.split("finder=")[1].split("&")[0] for query in first} == urgent


def test_registers_stand_beside_what_is_expected(
    open_page: Opened, house: House
) -> None:
    page = open_page("diabetes", area=PCN, opened=("registers",))
    [table] = [t.value for t in page.table if "Expected, from" in t.value.columns]
    for row, condition in zip(
        table.to_dict("records"),
        house.catalogue.priorities["diabetes"].registers,
        strict=True,
    ):
        question = Expected(condition, area=Area.parse(PCN))
        facts = house.gateway.ask(question, house.scope()).facts
        assert row["Recorded"] == f"{facts['recorded']:,}"
        assert row["Expected, to"] == f"{facts['expected_upper']:,}"


def test_a_practice_has_no_expectation(open_page: Opened, house: House) -> None:
    code = house.public.practice_members("pcn")["practice_code"].iloc[0]
    page = open_page("diabetes", area=f"practice:{code}")
    assert "What to expect is not told of practices." in said(page)
    assert not page.exception


@pytest.mark.parametrize("by", ["deprivation_quintile", "ethnicity_group"])
def test_each_figure_is_told_by_group_beside_everyone(
    open_page: Opened, house: House, by: str
) -> None:
    page = open_page("cardiovascular", area=PCN, by=by, opened=("by",))
    frames = [t.value for t in (*page.table, *page.dataframe)]
    [table] = [t for t in frames if "Against everyone" in t.columns]
    entries = house.catalogue.indicators
    tiles = house.catalogue.priorities["cardiovascular"].tiles
    assert set(table["Figure"]) == {entries[one].short for one in tiles}
    assert len(set(table["Group"])) >= 4


def test_a_council_is_told_what_it_may_not_use(open_page: Opened) -> None:
    page = open_page("diabetes", role="public_health")
    assert "may not use the records" in said(page)
    assert "No case finder can be counted here. Not counted:" in said(page)
    assert faces(page) == {}
    assert not page.exception


def test_to_the_public_it_is_closed(open_page: Opened) -> None:
    page = open_page("diabetes", role="public")
    (told,) = [one.value for one in page.error]
    assert told.startswith("'Diabetes' is not open to your role")


def test_a_file_of_a_site_is_a_page(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "priorities").mkdir()
    (tmp_path / "priorities" / "respiratory.yaml").write_text(GIVEN, "utf-8")
    monkeypatch.setenv("PHM_DATA_DIR", str(demo_data))
    monkeypatch.setenv("PHM_CATALOGUE_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", OPEN_RESPIRATORY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    title, _, rest = done.stdout.partition(" ElementList")
    assert title == "['Respiratory']", done.stdout + done.stderr
    assert int(rest.split()[-1]) >= 2
