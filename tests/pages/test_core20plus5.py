from phm_core.analysis.core20plus5 import AREAS, indicators
from phm_core.definitions.questions import RateBy
from phm_core.start import House
from tests.pages.conftest import Opened, said
from tests.pages.test_map_and_compare import table


def test_every_declared_clinical_area_is_known(house: House) -> None:
    for entry in house.catalogue.indicators.values():
        if entry.core20plus5 is not None:
            assert entry.core20plus5.area in AREAS[entry.core20plus5.people]
    assert len(indicators(house.catalogue.indicators, "adults")) >= 20
    assert len(indicators(house.catalogue.indicators, "children")) >= 5


def test_both_sides_of_an_indicator_are_those_that_were_released(
    open_page: Opened, house: House
) -> None:
    entry = house.catalogue.indicators["hypertension_controlled"]
    released = house.gateway.ask(
        RateBy(entry.counted_definition, ("core20",), among=entry.among_definition),
        house.scope(),
    )
    inside, outside, unknown = released.tables["groups"].to_pylist()
    rows = table(open_page("core20plus5", opened=("beside-Core20",)), "Clinical area")
    row = next(r for r in rows if r["Indicator"] == entry.short)
    assert row["In the group"] == f"{inside['crude']:.1f}%"
    assert row["Everyone else"] == f"{outside['crude']:.1f}%"
    assert row["People in the group"] == f"{inside['people']:,}"
    assert not unknown["known"]


def test_children_have_areas_of_their_own(open_page: Opened) -> None:
    app = open_page("core20plus5", opened=("beside-Core20",), **{"for": "children"})
    areas = {row["Clinical area"] for row in table(app, "Clinical area")}
    assert "Oral health" in areas
    assert "Maternity" not in areas


def test_a_plus_group_is_any_cohort_and_can_be_changed(open_page: Opened) -> None:
    app = open_page("core20plus5", plus="frail_living_alone", plus_2="none")
    text = said(app)
    assert "Inclusion health groups:" not in text
    assert "living alone" in text.lower()
    change = next(b for b in app.button if b.label == "Change this group")
    change.click().run()
    assert not app.exception
    assert app.title[0].value == "Build a cohort"
