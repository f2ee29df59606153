"""Nobody learns of one person by taking one count from another."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Lens, Level
from phm_core.definitions import Definition, parse_definition
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.questions import (
    Attrition,
    HowMany,
    Profile,
    PublishedRate,
    Rate,
    RateBy,
)
from phm_core.engine.policy import EVERYONE
from phm_core.engine.watch import Watch
from phm_core.errors import NotPermitted
from phm_core.gateway.belonging import organisations
from phm_core.gateway.telling_apart import TellingApart
from phm_core.governance.access import Belonging, Scope, given_scope
from phm_core.governance.taking_out import Taking
from phm_core.settings import Settings
from phm_core.start import House, open_house
from phm_core.store.ledger import Pool

ATTRIBUTE = {"condition": {"is": "depression"}}
# Groups by which an attacker moves a count over the edge of a rounding.
PADS = tuple({"age": {"min": 18, "max": most}} for most in range(19, 26))
OVER_30: dict[str, object] = {"age": {"min": 30}}
SEQUENCES = 200
CROWDS = 40  # of about as many that the demo has


@pytest.fixture
def house(demo_data: Path, tmp_path: Path) -> House:
    """The demo with a ledger of its own."""
    address = f"sqlite:///{tmp_path / 'app.db'}"
    return open_house(Settings(data_dir=demo_data, database_url=address))


@pytest.fixture
def unwatched(house: House) -> House:
    """The same without the defence, so that an attack can prove itself."""
    house.gateway._apart = SimpleNamespace(settle=lambda question, *_: (question, ()))
    return house


def team(house: House, code: str = "DEM") -> Scope:
    return house.scope("place_team", areas=(Area(Level.PLACE, code),))


def cohort(name: str, criteria: object) -> Definition:
    return parse_definition(json.dumps({"name": name, "criteria": criteria}))


def count(
    house: House, of: Definition, scope: Scope, among: Definition | None = None
) -> int | None:
    """A settled count; None where it is hidden or refused."""
    question = Rate(of, Level.PLACE, among=among)
    try:
        released = house.gateway.ask(question, scope)
    except NotPermitted:
        return None
    return released.tables["whole"].to_pylist()[0]["count"]


@dataclass(frozen=True)
class Target:
    """Somebody whom the attacker can pick out: the only one of an age and sex there."""

    practice: str
    age: int
    sex: str
    has_it: bool

    @property
    def picked_out(self) -> dict[str, object]:
        return {
            "all": [
                {"registered_at": {"practice": [self.practice]}},
                {"age": {"min": self.age, "max": self.age}},
                {"sex": {"is": self.sex}},
            ]
        }


@pytest.fixture(scope="module")
def targets(demo_data: Path) -> list[Target]:
    """People who are alone of their age and sex at their practice."""
    house = open_house(Settings(data_dir=demo_data))
    person = pq.read_table(house.snapshot.files("person")[0]).to_pandas()
    person = person[person["deregistered_on"].isna() & person["died_on"].isna()]
    out = pq.read_table(house.snapshot.files("opt_out")[0]).to_pandas()
    person = person[~person["person_id"].isin(out["person_id"])]
    ill = pd.concat(
        pq.ParquetFile(path).read().to_pandas()
        for path in house.snapshot.files("condition")
    )
    ill = ill.loc[ill["condition_id"] == "depression", "person_id"]
    alone = ~person.duplicated(["practice_code", "age", "sex"], keep=False)
    alone &= (person["age"] > 40) & (person["age"] < 90)
    return [
        Target(row.practice_code, int(row.age), row.sex, row.person_id in set(ill))
        for row in person[alone].itertuples()
    ]


def learns(
    house: House, target: Target, scope: Scope, rng: np.random.Generator
) -> bool:
    """Whether the attacker finds two counts that differ by this person alone.

    A tracker: all who have it, and the same but for the one person, each together with
    a group that moves the count over the edge where it is rounded.
    """
    everyone: dict[str, object] = {"all": [ATTRIBUTE, {"age": {"min": 40}}]}
    others = {"all": [ATTRIBUTE, {"age": {"min": 40}}, {"none": [target.picked_out]}]}
    for number in rng.permutation(len(PADS)):
        pad = PADS[int(number)]
        first, second = (
            count(house, cohort("Attack", {"any": [each, pad]}), scope)
            for each in (everyone, others)
        )
        if first is not None and second is not None and first != second:
            return True
    return False


def crowd(target: Target, width: int) -> dict[str, object]:
    """Those of about the age of somebody at their practice."""
    ages = span(target.age - width, target.age + width)
    return {"all": [{"registered_at": {"practice": [target.practice]}}, {"age": ages}]}


def hidden_in(house: House, target: Target) -> dict[str, object] | None:
    """At least eight people, of whom one alone has it; None where there are none."""
    exact = house.scope("analyst", "analysis")

    def people(criteria: object) -> int:
        asked = HowMany(cohort("Crowd", criteria))
        return house.gateway.ask(asked, exact).facts["people"]

    crowds = (crowd(target, width) for width in range(6))
    return next(
        (
            each
            for each in crowds
            if people(each) >= 8 and people({"all": [ATTRIBUTE, each]}) == 1
        ),
        None,
    )


def learns_by_denominators(house: House, crowd: object) -> bool:
    """Whether two shares differ by one person, among people who differ by a crowd."""
    scope = house.scope("analyst", "planning")
    born: dict[str, object] = {"age": {"min": 1}}
    for pad in PADS:
        having = cohort("Having it", {"any": [{"all": [ATTRIBUTE, OVER_30]}, pad]})
        counts = [
            count(house, having, scope, among=cohort("Among", {"all": rules}))
            for rules in ([born], [born, {"none": [crowd]}])
        ]
        if None not in counts and counts[0] != counts[1]:
            return True
    return False


def attacked_by_denominators(
    house: House, targets: list[Target], number: int
) -> tuple[int, int]:
    """How many attacks were made, and how many succeeded."""
    having = (target for target in targets if target.has_it)
    crowds = filter(None, (hidden_in(house, target) for target in having))
    won = [learns_by_denominators(house, each) for each in islice(crowds, number)]
    return len(won), sum(won)


def attacked(house: House, targets: list[Target], number: int) -> int:
    """How many of so many attacks on people who have it succeed."""
    rng = np.random.default_rng(11)
    having = [target for target in targets if target.has_it]
    chosen = rng.choice(len(having), number, replace=number > len(having))
    scope = house.scope("analyst", "planning")  # sees practices by name
    return sum(learns(house, having[int(i)], scope, rng) for i in chosen)


@pytest.mark.soak
def test_no_tracker_finds_out_about_one_person(
    house: House, targets: list[Target], cases: Callable[[int], int]
):
    assert attacked(house, targets, cases(SEQUENCES)) == 0


def test_the_tracker_does_find_out_where_nobody_watches(
    unwatched: House, targets: list[Target]
):
    assert attacked(unwatched, targets, 5) >= 4


@pytest.mark.soak
def test_nor_does_one_who_changes_the_denominator(
    house: House, targets: list[Target], cases: Callable[[int], int]
):
    number = cases(CROWDS)
    assert attacked_by_denominators(house, targets, number) == (number, 0)


def test_the_denominator_does_give_it_away_where_nobody_watches(
    unwatched: House, targets: list[Target]
):
    made, won = attacked_by_denominators(unwatched, targets, 5)
    assert made == 5
    assert won >= 4


def without(house: House, target: Target, scope: Scope) -> tuple[int | None, ...]:
    """Counts of a group without one person, in two spellings."""
    elsewhere = {"none": [{"registered_at": {"practice": [target.practice]}}]}
    others = [
        {"age": span(30, target.age - 1)},
        {"age": span(target.age + 1, 120)},
        {"none": [{"sex": {"is": target.sex}}]},
        elsewhere,
    ]
    spellings = ({"none": [target.picked_out]}, {"any": others})
    return tuple(
        count(house, cohort("But one", {"all": [ATTRIBUTE, OVER_30, each]}), scope)
        for each in spellings
    )


def test_what_is_shown_or_refused_is_the_same_whoever_has_it(
    house: House, targets: list[Target]
):
    """Were only those who differ refused, a refusal would tell that they do."""
    scope = house.scope("analyst", "planning")
    whole = count(house, cohort("Whole", {"all": [ATTRIBUTE, OVER_30]}), scope)
    for has_it in (True, False):
        alike = [target for target in targets if target.has_it is has_it][:10]
        assert len(alike) == 10
        shown = {without(house, target, scope) for target in alike}
        assert shown == {(whole, whole)}


OVER_40 = {"all": [{"age": {"min": 40}}, ATTRIBUTE]}


def few_of_age(house: House) -> int:
    """An age of which there are few, and more who are older."""
    exact = house.scope("analyst", "analysis")

    def aged(least: int, most: int) -> int:
        of_age = {"all": [ATTRIBUTE, {"age": span(least, most)}]}
        return house.gateway.ask(HowMany(cohort("Few", of_age)), exact).facts["people"]

    return next(
        age
        for age in range(60, 100)
        if aged(age, age) in range(1, 8) and aged(age + 1, 120) >= 8
    )


def few(house: House) -> Definition:
    """The same people but for a few: those of one age."""
    gone = few_of_age(house)
    others = [{"age": span(40, gone - 1)}, {"age": span(gone + 1, 120)}]
    return cohort("A few less", {"all": [ATTRIBUTE, {"any": others}]})


def span(least: int, most: int) -> dict[str, int]:
    return {"min": least, "max": most}


def asked(definition: Definition) -> Rate:
    return Rate(definition, Level.PLACE)


def test_a_rule_that_moves_few_people_is_left_out_and_named(house: House):
    exact = house.scope("analyst", "analysis")

    def older(than: int) -> int:
        oldest = cohort("Oldest", {"all": [ATTRIBUTE, {"age": {"min": than}}]})
        return house.gateway.ask(HowMany(oldest), exact).facts["people"]

    most = next(age for age in range(80, 110) if older(age) in range(1, 8)) - 1
    everyone = count(house, cohort("All", {"all": [ATTRIBUTE]}), team(house))
    for limit in (most, 119):
        nearly = cohort("Nearly all", {"all": [ATTRIBUTE, {"age": {"max": limit}}]})
        released = house.gateway.ask(asked(nearly), team(house))
        assert released.tables["whole"].to_pylist()[0]["count"] == everyone
        [said] = [note for note in released.notes if "without the rule" in note]
        assert f"'Nearly all' is counted without the rule 'aged {limit} or" in said
        assert "nobody, or fewer than 8 people" in said


def test_a_group_that_is_there_for_everybody_in_other_words(house: House):
    """By ages that leave nobody out, and by ages that leave few out."""
    age = few_of_age(house)
    counts = {count(house, cohort("All", {"all": [ATTRIBUTE]}), team(house))}
    for most in (age, age - 1):
        ages = [{"age": span(0, most)}, {"age": span(age + 1, 130)}]
        parts = [{"all": [ATTRIBUTE, each]} for each in ages]
        counts.add(count(house, cohort("Respelled", {"any": parts}), team(house)))
    assert len(counts - {None}) == 1
    sexes = [{"sex": {"is": "female"}}, {"sex": {"is": "male"}}]
    with pytest.raises(NotPermitted, match="there for everybody: aged 0 or over"):
        house.gateway.ask(asked(cohort("Either", {"any": sexes})), team(house))


def colleague(house: House, user: str) -> Scope:
    """Somebody who has signed in, of one Place team."""
    place = Belonging((Area(Level.PLACE, "DEM"),), frozenset(), frozenset())
    return given_scope(
        user,
        "place_team",
        "planning",
        place,
        catalogue=house.catalogue,
        snapshot=house.snapshot,
    )


def test_colleagues_are_pooled_and_other_organisations_are_not(house: House):
    first, second = cohort("First", OVER_40), few(house)
    house.gateway.ask(asked(first), colleague(house, "one"))
    with pytest.raises(NotPermitted, match="counted before"):
        house.gateway.ask(asked(second), colleague(house, "another"))
    # Another Place has not seen the first, and an analyst counts exactly anyway.
    house.gateway.ask(asked(second), team(house, "DQV"))
    analyst = house.scope("analyst", "analysis")
    for each in (first, second):
        house.gateway.ask(asked(each), analyst)


def test_who_may_not_use_diagnoses_counts_cohorts_of_their_own(house: House):
    """What is declared and not open cannot be asked for, and stands in no one's way."""
    areas = organisations(house.public, house.catalogue.roles[COUNCIL].belongs_to)
    council = house.scope(COUNCIL, "planning", [Area.parse(next(iter(areas)))])
    old = {"all": [{"age": {"min": 61}}, {"sex": {"is": ["female"]}}]}
    assert count(house, cohort("Older women", old), council)


def test_a_refusal_stands_in_the_audit_and_changes_nothing(house: House):
    house.gateway.ask(asked(cohort("First", OVER_40)), team(house))
    for _ in range(2):
        with pytest.raises(NotPermitted, match="counted before"):
            house.gateway.ask(asked(few(house)), team(house))
    outcomes = [row["outcome"] for row in house.audit.rows()]
    assert outcomes.count("refused") == 2
    house.gateway.ask(asked(cohort("First", OVER_40)), team(house))


def test_a_file_of_what_was_only_looked_at_is_settled_too(house: House):
    house.gateway.ask(asked(cohort("First", OVER_40)), team(house))
    looked_at = HowMany(few(house))
    house.gateway.ask(looked_at, team(house))
    taking = Taking("Count", "csv", public=False, question=looked_at)
    with pytest.raises(NotPermitted, match="counted before"):
        house.gateway.files.take_out(taking, team(house), lambda _: b"")


COUNCIL = "public_health"
DEMENTIA = cohort("Dementia", {"register": {"is": "dementia"}})


def test_built_places_that_overlap_do_not_give_a_village_away(house: House):
    """Two Places, one small area apart; the few there who have a condition."""
    members = house.public.lsoa_members(Level.PLACE)
    inside = sorted(members.loc[members["code"] == "DEM", "lsoa21"])
    exact = house.scope("analyst", "analysis")
    rows = house.gateway.ask(
        Rate(DEMENTIA, Level.LSOA, lens=Lens.RESIDENT), exact
    ).tables["areas"]
    apart = next(
        row["code"]
        for row in rows.to_pylist()
        if row["code"] in inside and row["count"] in range(1, 8)
    )
    identities = [
        house.places.save(
            BuiltPlace(name=name, parts=(Part(level=Level.LSOA, codes=tuple(codes)),))
        ).id
        for name, codes in (
            ("With it", inside),
            ("Without it", [code for code in inside if code != apart]),
        )
    ]
    questions = [
        RateBy(
            DEMENTIA,
            ("sex",),
            area=Area(Level.BUILT_PLACE, identity),
            lens=Lens.RESIDENT,
        )
        for identity in identities
    ]
    house.gateway.ask(questions[0], team(house))
    with pytest.raises(NotPermitted, match="counted before"):
        house.gateway.ask(questions[1], team(house))


def test_a_built_place_is_one_group_in_whatever_words(house: House):
    """A Place while it is built, on every page, as a rule, and inside a cohort."""
    codes = sorted(house.public.names(Level.PCN))[:2]
    place = BuiltPlace(name="Two", parts=(Part(level=Level.PCN, codes=tuple(codes)),))
    identity = house.places.save(place).id
    by_name = {"registered_at": {"built_place": identity}}
    said = cohort("As a rule", by_name)
    saved = house.cohorts.save(said).id
    for question in (
        Rate(
            cohort("Being built", {"registered_at": {"pcn": codes[::-1]}}), Level.PLACE
        ),
        HowMany(said),
        HowMany(cohort("Wrapped", {"all": [{"any": [by_name]}]})),
        HowMany(cohort("By its name", {"in_cohort": {"id": saved}})),
        Rate(DEMENTIA, Level.LSOA, area=Area(Level.BUILT_PLACE, identity)),
    ):
        house.gateway.ask(question, team(house, "DEM"))


RULES: tuple[dict[str, object], ...] = (
    {"age": {"min": 40}},
    {"register": {"is": "hypertension"}},
    {"register": {"is": "diabetes"}},
    {"measurement": {"of": "bmi", "at_least": 30, "within_months": 24}},
    {"medication": {"of": "statin", "within_months": 12}},
    {"deprivation": {"decile_max": 5}},
    {"activity": {"of": "gp", "within_months": 12, "count_at_least": 2}},
    {"none": [{"condition": {"is": "palliative_care"}}]},
)


def edits(rng: np.random.Generator) -> Iterator[dict[str, object]]:
    """Sixty edits: rules on and off, ages moved, groups turned."""
    on, age, kind = [0, 1, 5], 40, "all"
    for _ in range(60):
        turn = rng.integers(0, 4)
        if turn == 0:
            age = int(rng.integers(4, 9)) * 5
        elif turn == 1 and len(on) > 1:
            kind = "any" if kind == "all" else "all"
        else:
            on = sorted(set(on) ^ {int(rng.integers(1, len(RULES)))}) or [0]
        rules = [dict(RULES[i], age={"min": age}) if i == 0 else RULES[i] for i in on]
        yield {kind: rules}


def test_an_honest_session_of_sixty_edits_is_never_refused(house: House):
    scope = team(house)
    made = 0
    for criteria in edits(np.random.default_rng(5)):
        definition = cohort("Being built", criteria)
        house.gateway.ask_all(
            [HowMany(definition), Attrition(definition), Profile(definition)], scope
        )
        made += 1
    assert made == 60
    house.gateway.ask(asked(cohort("Done", {"all": [RULES[0], RULES[1]]})), scope)


def test_measures_of_the_catalogue_are_never_refused(house: House):
    scope = team(house)
    for indicator in list(house.catalogue.indicators.values())[::12]:
        house.gateway.ask(
            Rate(
                indicator.counted_definition,
                Level.PLACE,
                among=indicator.among_definition,
            ),
            scope,
        )
    pool = Pool("place:DEM", house.snapshot.id)
    assert house.gateway._ground.ledger.entered_today(pool) == 0


def test_published_figures_are_never_asked_about(house: House):
    """Not even where nothing can be looked up in the ledger."""
    scope, closed = team(house), SimpleNamespace()
    house.gateway._apart = replace(house.gateway._apart, ledger=closed)
    published = PublishedRate("diabetes", Level.PLACE)
    assert house.gateway.ask(published, scope).tables["areas"].num_rows
    with pytest.raises(AttributeError):
        house.gateway.ask(asked(cohort("Counted", OVER_40)), scope)


def test_a_day_has_so_many_groups(house: House):
    scope = team(house)
    ground = house.gateway._ground
    apart = TellingApart(
        ground.ledger, ground.engine, ground.catalogue, ground.vocabulary, "x"
    )
    small = SimpleNamespace(organisations=scope.organisations, groups_a_day=5)

    def settle(least: int) -> tuple[str, ...]:
        question = asked(cohort("Aged", {"age": {"min": least}}))
        terms = house.gateway._permit(question, scope)
        return apart.settle(question, small, terms, EVERYONE, Watch())[1]

    said = [settle(least) for least in (21, 33, 43, 53, 63)]
    assert said[:3] == [()] * 3
    assert "4 of today's 5 different groups" in said[3][0]
    with pytest.raises(NotPermitted, match="5 different groups today"):
        settle(71)
    settle(21)
