"""The area profile says of each figure what the gateway releases."""

from phm_core.area import Level
from phm_core.definitions.questions import Standing
from tests.pages.conftest import said


def test_a_figure_that_stands_out_is_the_released_one(open_page, house):
    names = tuple(house.catalogue.indicators)
    released = house.gateway.ask(Standing(names, Level.PCN), house.scope())
    rows = [r for r in released.tables["areas"].to_pylist() if r["stands_out"]]
    worst = max(rows, key=lambda r: r["count"])
    title = house.catalogue.indicators[worst["indicator"]].title

    page = open_page("area_profile", of=f"pcn:{worst['code']}")

    text = said(page)
    assert f"**{title}** is " in text
    assert (
        f"{worst['value']:.1f}% ({worst['lower']:.1f} to {worst['upper']:.1f}%)" in text
    )


def test_the_spine_holds_a_whole_theme_and_its_table_the_whole(open_page, house):
    page = open_page(
        "area_profile", opened=("spine",), of="place:DEM", theme="diabetes"
    )

    catalogue = house.catalogue
    names = catalogue.of_theme("diabetes")
    released = house.gateway.ask(
        Standing(tuple(catalogue.indicators), Level.PLACE), house.scope()
    )
    whole = {
        catalogue.indicators[row["indicator"]].title: f"{row['value']:.1f}%"
        for row in released.tables["whole"].to_pylist()
        if row["indicator"] in names and row["value"] is not None
    }
    table = page.table[0].value
    shown = dict(zip(table["Indicator"], table["The whole"], strict=True))
    assert len(shown) == len(names)
    assert whole.items() <= shown.items()


def test_a_context_of_one_area_needs_no_picker(open_page):
    page = open_page("area_profile", area="pcn:DU0004")

    assert "of" not in [box.key for box in page.text_input]
    assert any("Gullstrand Bay PCN" in h.value for h in page.subheader)


def test_without_people_the_page_says_what_to_do(open_area):
    page = open_area("area_profile")

    assert "phm_core demo" in said(page)
