import pytest

from phm_core.area import Level
from phm_core.definitions.questions import Rate
from phm_core.start import House
from tests.pages.conftest import Opened, said
from tests.pages.test_inequalities import registered, rounded


def test_ethnicity_by_place_is_counted_from_the_data(
    open_page: Opened, house: House
) -> None:
    app = open_page("coding", opened=("coding",), fields_by="place")
    rows = (app.table[0] if app.table else app.dataframe[0]).value
    people = registered(house)
    recorded = people[people["ethnicity_group"] != "unknown"]
    members = house.public.practice_members(Level.PLACE)
    names = house.public.names(Level.PLACE)
    field = rows[rows["Field"] == "Ethnicity recorded"].set_index("Place")
    for code, name in names.items():
        practices = members.loc[members["code"] == code, "practice_code"]
        expected = int(recorded["practice_code"].isin(practices).sum())
        shown = field.loc[name, "People recorded"]
        assert int(str(shown).replace(",", "")) == int(
            rounded(expected).replace(",", "")
        )


def test_practices_that_may_not_be_ranked_are_not_named(
    open_page: Opened, house: House
) -> None:
    entry = house.catalogue.indicators["smoking_recorded"]
    question = Rate(
        entry.counted_definition, Level.PRACTICE, among=entry.among_definition
    )
    areas = house.gateway.ask(question, house.scope()).tables["areas"].to_pylist()
    app = open_page("coding", opened=("coding",), fields_by="practice")
    practices = set(app.dataframe[0].value["Practice"])
    assert len(practices) == sum(row["rankable"] for row in areas)


@pytest.mark.parametrize("by", ["ethnicity_group", "age_group", "sex"])
def test_every_breakdown_states_the_least_complete_field(
    open_page: Opened, by: str
) -> None:
    text = said(open_page("coding", fields_by=by))
    assert "Least complete: " in text
    # Whose ethnicity is not recorded has no ethnic group to be counted by.
    assert ("Ethnicity recorded" in text) == (by != "ethnicity_group")
