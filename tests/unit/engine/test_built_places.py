"""Built Places equal the sum of their parts, whichever question is asked."""

import numpy as np
import pytest

from phm_core.area import Area, Lens, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import Definition, parse_criterion
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.questions import HowMany, Need, PublishedRate, Rate
from phm_core.engine.answer import Engine
from phm_core.engine.answering.published import published_only
from phm_core.engine.public import public_tables
from phm_core.errors import RefusedInput
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.snapshot import active, verified

DIABETES = {"condition": {"is": "diabetes"}}
REGISTERED, RESIDENT = Lens.REGISTERED, Lens.RESIDENT


class Shelf:
    """Built Places that a test can change."""

    def __init__(self):
        self.held = {}
        self.changes = 0

    def put(self, identity, *parts, **more):
        made = tuple(Part(level=level, codes=tuple(codes)) for level, codes in parts)
        self.held = {
            **self.held,
            identity: BuiltPlace(name=identity, parts=made, **more),
        }
        self.changes += 1

    def places(self):
        return self.held

    def revision(self):
        return self.changes


@pytest.fixture(scope="module")
def world(demo_data):
    snapshot = verified(active(demo_data / "snapshots"))
    shelf = Shelf()
    public = public_tables(snapshot).with_built(shelf)
    engine = Engine(snapshot, load_catalogue(), public, Settings(data_dir=demo_data))
    return engine, shelf, public


@pytest.fixture
def shelf(world):
    world[1].held = {}
    world[1].changes += 1
    return world[1]


@pytest.fixture
def ask(world):
    return lambda question: world[0].answer(question).open(DOOR)


@pytest.fixture
def public(world):
    return world[2]


def define(wire, lens=REGISTERED):
    return Definition(name="t", criteria=parse_criterion(wire), population=str(lens))


def people(ask, area, lens=REGISTERED):
    return ask(HowMany(of=define(DIABETES, lens), area=area, lens=lens)).people


def practices(public, pcn):
    members = public.members_among(public.organisation_history, Level.PCN)
    return members.loc[members["code"] == pcn, "practice_code"].tolist()


def a_pcn(public):
    return public.areas(Level.PCN)["code"][0]


@pytest.mark.parametrize("lens", [REGISTERED, RESIDENT])
def test_a_place_of_one_pcn_is_that_pcn(ask, shelf, public, lens):
    code = a_pcn(public)
    shelf.put("mine", (Level.PCN, [code]))
    same = people(ask, Area(Level.BUILT_PLACE, "mine"), lens)
    assert same == people(ask, Area(Level.PCN, code), lens) > 0


def test_its_practices_are_the_pcn_as_area_rule_and_row(ask, shelf, public):
    code = a_pcn(public)
    shelf.put("mine", (Level.PRACTICE, practices(public, code)))
    wanted = people(ask, Area(Level.PCN, code))
    assert people(ask, Area(Level.BUILT_PLACE, "mine")) == wanted
    rule = {"all": [DIABETES, {"registered_at": {"built_place": ["mine"]}}]}
    assert ask(HowMany(of=define(rule))).people == wanted
    (row,), (pcn,) = (
        ask(Rate(of=define(DIABETES), per=level)).share.counted[
            [i for i, c in enumerate(ask(Need(per=level)).areas.codes) if c == one]
        ]
        for level, one in ((Level.BUILT_PLACE, "mine"), (Level.PCN, code))
    )
    assert row == pcn == wanted


def test_a_neighbourhood_that_cuts_pcns_stays_one_number(ask, shelf, public):
    code = public.areas(Level.NEIGHBOURHOOD)["code"][0]
    shelf.put("mine", (Level.NEIGHBOURHOOD, [code]))
    for lens in (REGISTERED, RESIDENT):
        wanted = people(ask, Area(Level.NEIGHBOURHOOD, code), lens)
        assert people(ask, Area(Level.BUILT_PLACE, "mine"), lens) == wanted


def test_small_areas_add_up_and_overlaps_count_once(ask, shelf, public):
    ward = public.areas(Level.WARD)["code"][0]
    members = public.lsoa_members(Level.WARD)
    inside = members.loc[members["code"] == ward, "lsoa21"].tolist()
    others = members.loc[members["code"] != ward, "lsoa21"].tolist()[:12]
    shelf.put("mine", (Level.WARD, [ward]), (Level.LSOA, [*inside[:1], *others]))
    alone = ask(Rate(of=define(DIABETES, RESIDENT), per=Level.LSOA, lens=RESIDENT))
    of_area = dict(zip(alone.areas.codes, alone.share.counted, strict=True))
    wanted = sum(of_area[code] for code in {*inside, *others})
    assert people(ask, Area(Level.BUILT_PLACE, "mine"), RESIDENT) == wanted
    rule = {"all": [DIABETES, {"lives_in": {"built_place": ["mine"]}}]}
    assert ask(HowMany(of=define(rule, RESIDENT))).people == wanted


def test_a_changed_place_is_counted_anew_everywhere(ask, shelf, public):
    first, second = public.areas(Level.PCN)["code"][:2]
    rule = define({"registered_at": {"built_place": ["mine"]}})
    counted = []
    for code in (first, second, first):
        shelf.put("mine", (Level.PCN, [code]))
        area = Area(Level.BUILT_PLACE, "mine")
        need = ask(Need(per=Level.BUILT_PLACE))
        counted.append(
            (people(ask, area), ask(HowMany(of=rule)).people, need.ground.people[0])
        )
    assert counted[0] == counted[2] != counted[1]
    assert counted[0][1] == counted[0][2]
    assert counted[1][1] == counted[1][2]


def test_a_lens_that_its_parts_do_not_give_is_refused(ask, shelf, public):
    ward = public.areas(Level.WARD)["code"][0]
    shelf.put("wards", (Level.WARD, [ward]))
    with pytest.raises(RefusedInput, match="made of 1 ward, so it is counted by where"):
        people(ask, Area(Level.BUILT_PLACE, "wards"), REGISTERED)
    with pytest.raises(RefusedInput, match="counted by where people live"):
        ask(HowMany(of=define({"registered_at": {"built_place": ["wards"]}})))
    found = ask(Need(per=Level.BUILT_PLACE, lens=REGISTERED)).areas
    assert (found.codes, found.left_out) == ((), ("wards",))


def test_a_place_of_few_people_is_no_area(ask, shelf, public):
    shelf.put("tiny", (Level.LSOA, [public.mapped["lsoa21"].iloc[0]]))
    with pytest.raises(RefusedInput, match="fewer than 1,000 people"):
        people(ask, Area(Level.BUILT_PLACE, "tiny"), RESIDENT)
    assert ask(Need(per=Level.BUILT_PLACE, lens=RESIDENT)).areas.left_out == ("tiny",)


def test_parts_that_are_not_here_are_refused_not_dropped(ask, shelf, public):
    shelf.put("elsewhere", (Level.PCN, [a_pcn(public), "NOWHERE"]))
    assert "elsewhere" not in set(public.areas(Level.BUILT_PLACE)["code"])
    with pytest.raises(RefusedInput, match="made of 2 PCNs, and not all of them"):
        people(ask, Area(Level.BUILT_PLACE, "elsewhere"))
    with pytest.raises(RefusedInput, match="Did you mean 'elsewhere'"):
        people(ask, Area(Level.BUILT_PLACE, "elsewher"))


def test_published_figures_add_up_too(ask, shelf, public):
    code = a_pcn(public)
    shelf.put("mine", (Level.PRACTICE, practices(public, code)))
    mine, pcn = (
        ask(PublishedRate("diabetes", per=level, area=area))
        for level, area in (
            (Level.BUILT_PLACE, Area(Level.BUILT_PLACE, "mine")),
            (Level.PCN, Area(Level.PCN, code)),
        )
    )
    assert mine.register.tolist() == pcn.register.tolist()
    assert np.allclose(mine.expected, pcn.expected)
    assert mine.ground.people.tolist() == pcn.ground.people.tolist()
    shelf.put("wards", (Level.WARD, [public.areas(Level.WARD)["code"][0]]))
    left = published_only(Need(per=Level.BUILT_PLACE), public, None).areas.left_out
    assert left == ("wards",)


def test_its_shape_is_where_its_people_are(shelf, public):
    code = a_pcn(public)
    ward = public.areas(Level.WARD)["code"][0]
    shelf.put("wards", (Level.WARD, [ward]))
    shelf.put("gps", (Level.PRACTICE, practices(public, code)))
    shelf.put("gone", (Level.WARD, [ward]), retired=True)
    drawn = {f["properties"]["code"]: f for f in
             public.boundary(Level.BUILT_PLACE)["features"]}  # fmt: skip
    assert set(drawn) == {"wards", "gps"}
    members = public.lsoa_members(Level.WARD)
    inside = public.drawn_in(Level.BUILT_PLACE)
    assert set(inside.loc[inside["code"] == "wards", "lsoa21"]) == set(
        members.loc[members["code"] == ward, "lsoa21"]
    )
    ring = drawn["wards"]["geometry"]["coordinates"][0]
    assert _signed_area(ring) < 0


def _signed_area(ring):
    x, y = np.array(ring).T
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1])
