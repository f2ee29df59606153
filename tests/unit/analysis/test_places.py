"""Keeping a Place: its checks, and the figures that are shown of it."""

import numpy as np
import pytest

from phm_core.analysis import place_overlap, place_peers, place_rates
from phm_core.analysis.place_keeping import Desk, definition, keep, people, retire
from phm_core.analysis.subject import of_condition
from phm_core.area import Area, Lens, Level
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.questions import HowMany, Need, Rate
from phm_core.errors import RefusedInput
from phm_core.settings import Settings
from phm_core.start import House, open_house

REGISTERED, RESIDENT = Lens.REGISTERED, Lens.RESIDENT


@pytest.fixture
def house(demo_data, tmp_path) -> House:
    address = f"sqlite:///{tmp_path / 'app.db'}"
    return open_house(Settings(data_dir=demo_data, database_url=address))


@pytest.fixture
def desk(house) -> Desk:
    scope = house.scope()
    return Desk(
        house.places,
        house.public,
        lambda questions: house.gateway.ask_all(questions, scope),
        has_people=True,
    )


def built(name, *parts):
    made = tuple(Part(level=level, codes=tuple(codes)) for level, codes in parts)
    return BuiltPlace(name=name, parts=made)


def codes(house, level, number=1):
    areas = house.public.areas(level)
    return list(areas.loc[areas["rankable"], "code"][:number])


def ask(house, question):
    return house.gateway.ask(question, house.scope())


def test_a_kept_place_is_an_area_with_the_same_people(house, desk):
    pcn = codes(house, Level.PCN)
    saved = keep(desk, built("Mine", (Level.PCN, pcn)))
    counted = people(desk, saved.place)
    for lens in Lens:
        question = HowMany(of=definition(saved.place, lens), lens=lens)
        inside = HowMany(
            of=definition(saved.place, lens),
            area=Area(Level.BUILT_PLACE, saved.id),
            lens=lens,
        )
        assert ask(house, inside).figure("people") == counted[lens]
        assert ask(house, question).figure("people") == counted[lens]
    need = ask(house, Need(per=Level.BUILT_PLACE)).tables["areas"].to_pylist()
    assert [(row["name"], row["people"]) for row in need] == [
        ("Mine", counted[REGISTERED])
    ]
    assert "Mine" in ask(house, inside).sentence


def test_a_change_is_seen_by_everyone_who_asks_next(house, desk):
    first, second = codes(house, Level.PCN, 2)
    saved = keep(desk, built("Mine", (Level.PCN, [first])))
    area = Area(Level.BUILT_PLACE, saved.id)
    question = HowMany(of=definition(built("x", (Level.PCN, [first])), REGISTERED),
                       area=area)  # fmt: skip
    before = ask(house, question)
    keep(desk, built("Mine", (Level.PCN, [second])), identity=saved.id, edited=1)
    after = ask(house, question)
    assert before.figure("people") > 0
    assert after.figure("people") == 0
    assert before.key != after.key


def test_too_few_people_are_refused(house, desk):
    lsoa = codes(house, Level.LSOA)
    with pytest.raises(RefusedInput, match="fewer than 1,000 people"):
        keep(desk, built("Tiny", (Level.LSOA, lsoa)))
    assert house.places.newest() == {}


def test_two_places_may_not_differ_by_a_handful(house, desk):
    every = codes(house, Level.LSOA, 150)
    keep(desk, built("Most", (Level.LSOA, every[1:])))
    sizes = ask(house, Need(per=Level.LSOA, lens=RESIDENT)).tables["areas"].to_pylist()
    of_one = next(row["people"] for row in sizes if row["code"] == every[0])
    assert 0 < of_one < 100, "the small demo has some 80 people in a small area"
    with pytest.raises(RefusedInput, match="'All' and 'Most' differ by fewer than 100"):
        keep(desk, built("All", (Level.LSOA, every)))
    # A later version of the same Place would give them away as well.
    with pytest.raises(RefusedInput, match="differ by fewer than 100"):
        keep(desk, built("Most", (Level.LSOA, every)), identity="most", edited=1)
    # Retiring hides a Place from the lists, not from those who read its figures.
    retire(desk, house.places.get("most"), retired=True)
    with pytest.raises(RefusedInput, match="differ by fewer than 100"):
        keep(desk, built("All", (Level.LSOA, every)))
    assert keep(desk, built("Same", (Level.LSOA, every[1:]))).version == 1


def test_unknown_codes_and_no_name_are_refused(house, desk):
    pcn = codes(house, Level.PCN)
    with pytest.raises(RefusedInput, match="PCNs NOWHERE"):
        keep(desk, built("Mine", (Level.PCN, [*pcn, "NOWHERE"])))
    with pytest.raises(RefusedInput, match="no name yet"):
        keep(desk, built(" ", (Level.PCN, pcn)))


def test_a_retired_place_leaves_the_lists_but_its_link_works(house, desk):
    saved = keep(desk, built("Mine", (Level.PCN, codes(house, Level.PCN))))
    area = Area(Level.BUILT_PLACE, saved.id)
    question = HowMany(of=definition(saved.place, REGISTERED), area=area)
    before = ask(house, question).figure("people")
    gone = retire(desk, saved, retired=True)
    assert Level.BUILT_PLACE not in house.public.levels
    assert house.vocabulary.names("built_place") == {"mine": "Mine"}
    assert ask(house, question).figure("people") == before
    retire(desk, gone, retired=False)
    assert Level.BUILT_PLACE in house.public.levels


def test_overlap_adds_up_to_the_place_and_knows_its_own_parts(house, desk):
    place = built("Mine", (Level.PCN, codes(house, Level.PCN, 2)))
    levels = [Level.PCN, Level.PLACE]
    answers = desk.ask_all(place_overlap.questions(place, REGISTERED, levels))
    rows = place_overlap.counted(levels, answers).to_pylist()
    pcns = [row for row in rows if row["level"] == "pcn"]
    assert [row["of_area"] for row in pcns] == [100.0, 100.0]
    assert sum(row["of_place"] for row in pcns) == pytest.approx(100, abs=0.3)
    whole = people(desk, place)[REGISTERED]
    assert sum(row["both"] for row in pcns) == pytest.approx(whole, abs=10)


def test_published_overlap_of_a_neighbourhood_is_by_its_members(house):
    code = codes(house, Level.NEIGHBOURHOOD)
    place = built("Mine", (Level.NEIGHBOURHOOD, code))
    rows = place_overlap.published(house.public, place, RESIDENT).to_pylist()
    own = next(row for row in rows if row["code"] == code[0])
    members = house.public.lsoa_members(Level.NEIGHBOURHOOD)
    inside = members.loc[members["code"] == code[0], "lsoa21"]
    lived = house.public.mapped.set_index("lsoa21")["population"]
    assert (own["of_area"], own["of_place"]) == (100.0, 100.0)
    assert own["both"] == lived[inside].sum()


def test_rates_are_those_that_compare_shows_for_the_same_place(house, desk):
    saved = keep(desk, built("Mine", (Level.PCN, codes(house, Level.PCN))))
    subject = of_condition(house.catalogue.conditions["hypertension"])
    answers = desk.ask_all(place_rates.questions(saved.place, REGISTERED, [subject]))
    (row,) = place_rates.rates([subject], answers).to_pylist()
    compared = ask(house, Rate(of=subject.definition, among=subject.among,
                               per=Level.BUILT_PLACE))  # fmt: skip
    (other,) = compared.tables["areas"].to_pylist()
    (whole,) = compared.tables["whole"].to_pylist()
    assert (row["people"], row["value"], row["lower"], row["upper"]) == tuple(
        other[name] for name in ("count", "adjusted", "adjusted_lower",
                                 "adjusted_upper")
    )  # fmt: skip
    assert (row["whole"], row["compared"]) == (whole["adjusted"], other["compared"])


def test_features_are_means_over_people(house):
    public, code = house.public, codes(house, Level.PCN)[0]
    found = place_peers.features(public, Level.PCN, REGISTERED).loc[code]
    members = public.practice_members(Level.PCN)
    held = members[members["code"] == code].merge(public.registrations)
    held = held.merge(public.small_areas, on="lsoa21").dropna(subset="imd_score")
    wanted = np.average(held["imd_score"], weights=held["patients"])
    assert found["Deprivation score"] == pytest.approx(wanted)
    rural = held["rural_urban"].str.contains("rural")
    assert found["Rural (%)"] == pytest.approx(
        np.average(rural, weights=held["patients"]) * 100
    )


def test_peers_leave_out_the_parts_of_a_place(house):
    pcn = codes(house, Level.PCN)[0]
    place = built("Mine", (Level.PCN, [pcn]))
    found = place_peers.peers(house.public, place, REGISTERED, Level.PCN)
    assert pcn not in found.codes
    assert found.left_out == 1
    assert len(found.codes) == 5
    assert list(found.found.distance) == sorted(found.found.distance)
