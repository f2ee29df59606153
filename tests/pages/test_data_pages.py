from phm_core.analysis.dictionary import search, terms
from phm_core.analysis.sources import sources
from phm_core.start import House
from tests.pages.conftest import Opened, said


def test_definitions_are_found_by_words(open_area: Opened, area_house: House) -> None:
    found = search(
        terms(area_house.catalogue, area_house.snapshot.as_at),
        "atrial fibrillation",
        "conditions",
    )
    app = open_area("definitions", search="atrial fibrillation", kind_of="conditions")
    assert len(app.expander) == len(found) >= 1
    assert area_house.catalogue.conditions["atrial_fibrillation"].meaning in said(app)


def test_a_search_without_results_says_what_to_do(open_area: Opened) -> None:
    app = open_area("definitions", search="zzzz")
    [info] = app.info
    assert "Try fewer or other words" in info.value


def test_every_column_of_a_table_of_data_is_listed(
    open_area: Opened, area_house: House
) -> None:
    dataset = area_house.catalogue.datasets["list_size"]
    app = open_area("definitions", search="list_size", kind_of="datasets")
    shown = [name for table in app.table for name in table.value["Column"]]
    assert set(dataset.names) <= set(shown)


def test_about_lists_every_source_with_its_licence(
    open_area: Opened, area_house: House
) -> None:
    app = open_area("about")
    rows = app.table[0].value.to_dict("records")
    given = sources(area_house.snapshot.manifest)
    assert [row["Source"] for row in rows] == [source.title for source in given]
    assert all(row["Licence"] for row in rows)


def test_home_asks_three_questions_and_starts_the_demo(open_page: Opened) -> None:
    app = open_page("home")
    assert {"Who is at risk?", "Where is need highest?", "How do we compare?"} <= {
        heading.value for heading in app.subheader
    }
    assert "6 steps" in said(app)


def test_demo_steps_say_where_one_is(open_page: Opened) -> None:
    app = open_page("map", step="4")
    assert "Demo, step 4 of 6: Where need is highest" in said(app)
