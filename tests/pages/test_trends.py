"""Trends shows what was released by month, with signals and what people wrote."""

from phm_core.area import Area, Level
from phm_core.definitions.questions import Rate, Series
from tests.pages.conftest import said

MEASURE = "hypertension_controlled"


def released(house, area):
    asked = Series(MEASURE, area.level, area)
    return house.gateway.ask(asked, house.scope()).tables["series"].to_pylist()


def test_the_months_are_those_released_and_the_last_is_the_live_figure(
    open_page, house
):
    area = Area(Level.PLACE, "DEM")
    page = open_page("trends", opened=("spc",), area="place:DEM", measure=MEASURE)

    rows = [row for row in released(house, area) if row["code"] == "DEM"]
    assert "Hypertension treated to target, under 80, Eldenmouth" in said(page)
    indicator = house.catalogue.indicators[MEASURE]
    live = house.gateway.ask(
        Rate(
            indicator.counted_definition, Level.PLACE, among=indicator.among_definition
        ),
        house.scope(),
    )
    now = next(r for r in live.tables["areas"].to_pylist() if r["code"] == "DEM")
    assert rows[-1]["value"] == now["crude"]
    assert len(rows) == 36


def test_a_comment_is_saved_with_its_author_and_shown_to_the_next(open_page):
    page = open_page("trends", area="place:DEM", measure=MEASURE)
    page.session_state["write_comment"] = True
    page.run()
    box = next(b for b in page.text_area if str(b.key).startswith("comment-text-"))
    about = box.key.removeprefix("comment-text-")
    box.input("A clinic opened.")
    page.button(key=f"comment-save-{about}").click().run()

    again = open_page("trends", area="place:DEM", measure=MEASURE)

    texts = [str(text.value) for text in again.text]
    assert any("A clinic opened." in text and "(" in text for text in texts)


def test_without_people_the_page_says_what_to_do(open_area):
    assert "phm_core demo" in said(open_area("trends"))
