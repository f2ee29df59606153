"""Practices have letters for those outside their PCN, until it shows their names."""

import pytest

from phm_core.area import Area, Level
from phm_core.definitions import Definition
from phm_core.definitions.nodes import RegisteredAt
from phm_core.definitions.questions import (
    Crosstab,
    Histories,
    HowMany,
    PublishedRate,
    Rate,
    RateBy,
    Series,
    Standing,
)
from phm_core.errors import NotPermitted
from phm_core.gateway.coding import letters
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS, DIABETES

ASKED = (
    Rate(DIABETES, Level.PRACTICE),
    RateBy(DIABETES, ("practice",)),
    Crosstab(ADULTS, "practice", "sex"),
    Standing(("diabetes_prevalence",), Level.PRACTICE),
    Series("diabetes_prevalence", Level.PRACTICE),
)


@pytest.fixture
def house(demo_data, tmp_path) -> House:
    return open_house(
        Settings(data_dir=demo_data, database_url=f"sqlite:///{tmp_path}/app.db")
    )


@pytest.fixture
def place(house):
    return house.scope("place_team", "planning", [Area(Level.PLACE, "DEM")])


def told(released) -> str:
    words = [
        str(word)
        for table in released.tables.values()
        for column in table.columns
        for word in column.to_pylist()
    ]
    return "\n".join([*words, *released.notes, released.sentence])


@pytest.mark.parametrize("question", ASKED, ids=lambda one: type(one).__name__)
def test_no_name_and_no_code_of_a_practice_leaves(house, place, question):
    seen = told(house.gateway.ask(question, place))
    named = told(house.gateway.ask(question, house.scope()))
    practices = house.public.organisations
    practices = practices[~practices["special"]]
    for word in (*practices["name"], *practices["practice_code"]):
        assert word not in seen
    assert practices["name"].iloc[0] in named
    assert "Practice A, Eldenmouth Harbour PCN" in seen
    assert "shown by a letter" in seen
    assert "shown by a letter" not in named


def test_the_figures_are_the_same_under_a_letter(house, place):
    question = Rate(DIABETES, Level.PRACTICE)
    coded, named = (
        house.gateway.ask(question, scope).tables["areas"].drop(["code", "name"])
        for scope in (place, house.scope())
    )
    assert coded.equals(named)


def test_a_pcn_shows_its_names_after_it_has_chosen(house, place):
    own = house.scope("clinician", "planning", [Area(Level.PCN, "DU0001")])
    before = house.naming.preview("DU0001", named=False)
    assert set(before.values()) == {
        f"Practice {letter}, Eldenmouth Harbour PCN" for letter in "ABCD"[: len(before)]
    }
    house.naming.choose("DU0001", own, named=True)
    seen = told(house.gateway.ask(ASKED[0], place))
    assert all(name in seen for name in before)
    # The key of this house decides which letter a closed practice has.
    assert any(f"Practice {one}, Eldenmouth Central PCN" in seen for one in "ABCDE")
    house.naming.choose("DU0001", own, named=False)
    assert "Practice A, Eldenmouth Harbour PCN" in told(
        house.gateway.ask(ASKED[0], place)
    )


def test_only_a_pcn_chooses_for_its_own_practices(house, place):
    other = house.scope("clinician", "planning", [Area(Level.PCN, "DU0002")])
    for scope in (place, other, house.scope()):
        with pytest.raises(NotPermitted, match="Only a PCN"):
            house.naming.choose("DU0001", scope, named=True)


def test_a_practice_cannot_be_picked_out_by_its_code(house, place):
    rule = RegisteredAt(practice=("D90001",))
    for question in (
        HowMany(ADULTS, area=Area(Level.PRACTICE, "D90001")),
        HowMany(Definition(name="One", criteria=rule)),
        Histories(("diabetes_prevalence",), Area(Level.PRACTICE, "D90001")),
    ):
        with pytest.raises(NotPermitted, match="by a letter"):
            house.gateway.ask(question, place)


def test_published_figures_are_named_as_published(house, place):
    released = house.gateway.ask(PublishedRate("diabetes", Level.PRACTICE), place)
    assert house.public.organisations["name"].iloc[0] in told(released)


def test_letters_go_on_after_z():
    assert [letters(place) for place in (0, 25, 26, 27, 701, 702)] == [
        "A", "Z", "AA", "AB", "ZZ", "AAA",
    ]  # fmt: skip
