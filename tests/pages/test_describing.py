import json
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from phm_core.area import Level
from phm_core.cli import main
from phm_core.definitions import to_yaml
from phm_core.definitions.questions import Overlap, Profile, PublishedRate, Spread
from phm_core.start import House
from tests.pages.conftest import Opened, said


def shown(app: AppTest, label: str) -> str:
    return next(m.value for m in app.metric if m.label == label)


def example(house: House) -> str:
    """An example cohort that is large enough to be described."""
    for identity, entry in house.catalogue.cohorts.items():
        facts = house.gateway.ask(Profile(of=entry.definition), house.scope()).facts
        if facts["mean_age"] is not None:
            return identity
    raise AssertionError("No example has enough people.")


def test_overview_says_who_they_are_beside_everyone_else(
    open_page: Opened, house: House
) -> None:
    identity = example(house)
    of = house.catalogue.cohorts[identity].definition
    facts = house.gateway.ask(Profile(of=of), house.scope()).facts
    app = open_page("overview", cohort=identity)
    assert shown(app, "People") == f"{facts['people']:,}"
    assert shown(app, "Average age") == f"{facts['mean_age']:.1f}"
    assert f"everyone else {facts['others_mean_age']:.1f}" in said(app)


def test_command_line_builder_and_comparison_count_alike(
    open_page: Opened,
    house: House,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = example(house)
    second = next(i for i in house.catalogue.cohorts if i != first)
    file = tmp_path / "cohort.yaml"
    file.write_text(to_yaml(house.catalogue.cohorts[first].definition.to_wire()))
    counted = shown(open_page("builder", cohort=first), "People in the cohort")
    capsys.readouterr()
    with pytest.raises(SystemExit, match="0"):
        main(["cohort", "count", str(file), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert f"{printed['people']:,}" == counted

    pair = tuple(house.catalogue.cohorts[i].definition for i in (first, second))
    row = house.gateway.ask(Overlap(pair), house.scope()).tables["pairs"].to_pylist()[0]
    app = open_page("cohorts_compared", first=first, second=second)
    both = row["both"]
    words = {None: "is not shown, to protect", 0: "Nobody is in both"}
    assert words.get(both, "people are in both") in said(app)
    if both and row["first_only"] is not None:
        assert abs(both + row["first_only"] - int(counted.replace(",", ""))) <= 10


def test_a_segment_has_its_people_and_its_share(
    open_page: Opened, house: House
) -> None:
    rows = house.gateway.ask(Spread(), house.scope()).tables["segments"].to_pylist()
    largest = max(rows, key=lambda row: row["people"] or 0)
    app = open_page("segments", segment=largest["segment"])
    assert shown(app, "People") == f"{largest['people']:,}"
    assert f"{largest['share']:.1f}% of all" in said(app)


def test_without_people_the_overview_shows_published_figures(
    open_area: Opened, area_house: House
) -> None:
    lists = pq.read_table(area_house.snapshot.files("list_size")[0])
    total = pc.sum(lists["patients"]).as_py()
    aged = sum(
        row["patients"]
        for row in lists.to_pylist()
        if int(row["age_band"].split("-")[0].rstrip("+")) >= 65
    )
    app = open_area("overview")
    assert shown(app, "People") == f"{total:,}"
    assert f"{100 * aged / total:.1f}% are aged 65 or over" in said(app)


def test_a_network_is_set_beside_the_rest_on_published_figures(
    open_area: Opened, area_house: House
) -> None:
    public = area_house.public
    code = str(public.areas(Level.PCN)["code"].iloc[0])
    lists = public.age_sex(Level.PCN)
    people = int(lists.loc[lists["code"] == code, "patients"].sum())
    app = open_area("overview", area=f"pcn:{code}")
    assert shown(app, "People") == f"{people:,}"
    assert "of the rest of the system" in said(app)

    asked = PublishedRate("hypertension", Level.PCN)
    rows = area_house.gateway.ask(asked, area_house.scope()).tables["areas"].to_pylist()
    crude = next(row["crude"] for row in rows if row["code"] == code)
    app.session_state["table_published-registers"] = True
    app.run()
    table = next(t.value for t in app.table if "Register" in t.value.columns)
    written = table.loc[table["Register"] == "Hypertension", "Share"].iloc[0]
    assert written == f"{crude:.1f}%"


def test_the_library_finds_and_warns_of_a_review_that_is_due(
    open_page: Opened, house: House
) -> None:
    entry = next(iter(house.catalogue.cohorts.values()))
    due = house.snapshot.as_at.replace(year=house.snapshot.as_at.year - 1)
    named = entry.definition.model_copy(
        update={"name": "Overdue", "review_by": due, "tags": ("findable",)}
    )
    house.cohorts.save(named)
    app = open_page("library", find="findable")
    assert "**Overdue**" in said(app)
    assert "was due on" in app.warning[0].value
    assert "example" not in " ".join(c.value for c in app.caption)
