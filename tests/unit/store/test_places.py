"""Built Places: every version kept, nothing lost when two tabs save one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from phm_core.area import Lens, Level
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.errors import RefusedInput
from phm_core.store.places import PlaceConflict, SavedPlaces


def built(*codes, name="Marsh villages", level=Level.WARD, **more):
    parts = (Part(level=level, codes=codes or ("W1",)),)
    return BuiltPlace(name=name, parts=parts, owner="Dr Shah", **more)


@pytest.fixture
def shelf(database, clock):
    return SavedPlaces(database, clock)


def test_what_is_saved_comes_back_whole(shelf):
    place = built("W2", "W1", review_by="2027-03-31", description="By the sea")
    saved = shelf.save(place, note="first")
    assert (saved.id, saved.version) == ("marsh_villages", 1)
    assert shelf.get("marsh_villages") == saved
    assert shelf.places() == {"marsh_villages": place}
    assert place.parts[0].codes == ("W1", "W2")


def test_two_tabs_saving_one_place_lose_nothing(shelf):
    shelf.save(built("W1"))
    mine = built("W1", "W3")
    shelf.save(built("W1", "W2"), identity="marsh_villages", edited=1)
    with pytest.raises(
        PlaceConflict, match=r"version 2 by Dr Shah .* version 1"
    ) as told:
        shelf.save(mine, identity="marsh_villages", edited=1)
    assert told.value.newest.place == built("W1", "W2")
    shelf.save(mine, identity="marsh_villages", edited=2)
    kept = [version.place for version in shelf.versions("marsh_villages")]
    assert kept == [mine, built("W1", "W2"), built("W1")]
    with pytest.raises(PlaceConflict, match="while you were making it new"):
        shelf.save(built("W9"))


def test_many_savers_at_once_each_win_or_are_told(shelf):
    shelf.save(built("W1"))

    def save(number):
        try:
            shelf.save(built(f"W{number}"), identity="marsh_villages", edited=1)
        except PlaceConflict:
            return "told"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(save, range(16)))
    assert ends.count("saved") == 1
    assert ends.count("told") == 15


def test_a_change_is_seen_at_once_by_another_reader(shelf, database, clock):
    other = SavedPlaces(database, clock)
    shelf.save(built("W1"))
    assert other.places()["marsh_villages"] == built("W1")
    before = other.revision()
    shelf.save(built("W1", retired=True), identity="marsh_villages", edited=1)
    assert other.revision() != before
    assert other.places()["marsh_villages"].retired


def test_what_is_not_there_is_said_with_the_nearest_name(shelf):
    shelf.save(built())
    with pytest.raises(RefusedInput, match="Did you mean 'marsh_villages'"):
        shelf.get("marsh_vilages")
    with pytest.raises(RefusedInput, match="to make a version after 3"):
        shelf.save(built(), identity="x", edited=3)


def test_a_place_is_seen_as_all_of_its_parts_can_be_seen():
    pcn = Part(level=Level.PCN, codes=("P1",))
    practice = Part(level=Level.PRACTICE, codes=("A", "B"))
    ward = Part(level=Level.WARD, codes=("W1",))
    seen = [BuiltPlace(name="x", parts=parts).lenses for parts in (
        (pcn,), (pcn, practice), (pcn, ward))]  # fmt: skip
    assert seen == [(Lens.REGISTERED, Lens.RESIDENT), (Lens.REGISTERED,),
                    (Lens.RESIDENT,)]  # fmt: skip
    with pytest.raises(ValidationError, match="practices and wards cannot make one"):
        BuiltPlace(name="x", parts=(practice, ward))
    with pytest.raises(RefusedInput, match="made of 1 PCN and 2 practices"):
        BuiltPlace(name="x", parts=(pcn, practice)).seen(Lens.RESIDENT)


@pytest.mark.parametrize("level", [Level.ICS, Level.BUILT_PLACE])
def test_a_place_is_not_built_from_the_whole_or_from_itself(level):
    with pytest.raises(ValidationError, match="not built from"):
        Part(level=level, codes=("x",))
