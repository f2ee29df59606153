"""Lists of real people wait for the practice's word, which nobody else can give."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import parse_criterion
from phm_core.definitions.finders import FoundPeople, Membership, Moved
from phm_core.definitions.rows_of_people import Features, Identify, People
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.closing import closed_by_record
from phm_core.governance.access import Belonging, Scope, given_scope
from phm_core.governance.matching import rules_of
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS
from tests.signed import every_practice_signed, manager, own_counts, signs
from tests.snapshots import described
from tests.town import AS_AT, PRACTICES, practice_code, town

PEOPLE = 10_000
FIRST, SECOND = practice_code(0), practice_code(1)
EVERY = tuple(map(practice_code, range(PRACTICES)))
REASON = "Weekly meeting of the team"
LISTED = People(ADULTS, ("practice_code",), size=PEOPLE)
CATALOGUE = load_catalogue()
DECLARED = [
    (role, use) for role in CATALOGUE.roles for use in CATALOGUE.roles[role].uses
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town whose people are taken as real, each fourth of them with diabetes."""
    path = tmp_path_factory.mktemp("town") / "whole"
    return with_diabetes(town(path, PEOPLE, synthetic=False).path, lost=0)


def with_diabetes(path: Path, lost: int) -> Path:
    """Diabetes of every fourth person; each `lost`th of them in the first is lost."""
    [file] = path.glob("condition.parquet")
    held = pq.read_table(file)
    people = pq.read_table(path / "person.parquet").to_pylist()
    ill = [i for i in range(PEOPLE) if i % 4 == 0]
    own = [i for i in ill if people[i]["practice_code"] == FIRST]
    own = [i for i in own if people[i]["age"] > 17]
    gone = set(own[::lost]) if lost else set()
    rows = [
        {"person_id": i, "condition_id": "diabetes", "date": AS_AT - timedelta(400)}
        | {"kind": "diagnosis"}
        for i in ill
        if i not in gone
    ]
    more = pa.Table.from_pylist(rows, schema=held.schema)
    path.chmod(0o755)
    file.unlink()
    pq.write_table(pa.concat_tables([held, more]), file)
    return described(path, as_at=AS_AT, synthetic=False).path


@pytest.fixture
def house(folder: Path, tmp_path: Path) -> House:
    return open_house(Settings(data_dir=tmp_path / "data"), folder, clock=noon)


def noon() -> datetime:
    return datetime(2026, 7, 2, 12, tzinfo=UTC)


def clinician(house: House, *practices: str) -> Scope:
    own = Belonging(
        tuple(Area(Level.PRACTICE, code) for code in practices),
        frozenset(practices),
        frozenset(),
    )
    return given_scope("dr.a", "clinician", "direct_care", own,
                       catalogue=house.catalogue, snapshot=house.snapshot)  # fmt: skip


def listed(house: House, who: Scope) -> set[str]:
    """Practices of the people on a list."""
    released = house.gateway.ask(LISTED, who, reason=REASON)
    return set(released.tables["people"].column("practice_code").to_pylist())


@contextmanager
def refused(house: House, why: str) -> Iterator[None]:
    """Refused in these words, and written down as refused."""
    with pytest.raises(NotPermitted, match=why):
        yield
    assert list(house.audit.rows())[-1]["outcome"] == "refused"


QUESTIONS = (LISTED, FoundPeople("undiagnosed_diabetes"), Identify(("p00001",)))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: type(one).__name__)
def test_no_list_of_real_people_before_their_practice_signed(house, question) -> None:
    house = replace_finders(house)
    with refused(house, "has not signed that its counts match"):
        house.gateway.ask(question, clinician(house, FIRST), reason=REASON)


def replace_finders(house: House) -> House:
    """The same with every finder running, as if each had been reviewed."""
    catalogue = house.catalogue.with_finders(synthetic=True, today=noon().date())
    for holder in (house, house.gateway._ground):
        object.__setattr__(holder, "catalogue", catalogue)
    return house


def test_an_analyst_s_rows_wait_too(house: House) -> None:
    nowhere = Belonging((), frozenset(), frozenset())
    analyst = given_scope(
        "an",
        "analyst",
        "analysis",
        nowhere,
        catalogue=house.catalogue,
        snapshot=house.snapshot,
    )
    with refused(house, "has not signed"):
        house.gateway.ask(Features(ADULTS, ("age",)), analyst)
    signs(house, FIRST)
    assert listed(house, analyst) == {FIRST}


def test_a_list_holds_people_of_signed_practices_and_says_of_the_others(house) -> None:
    signs(house, FIRST)
    assert listed(house, clinician(house, FIRST)) == {FIRST}
    both = clinician(house, FIRST, SECOND)
    assert listed(house, both) == {FIRST}
    notes = house.gateway.ask(LISTED, both, reason=REASON).notes
    assert any("Surgery 1: it has not signed" in note for note in notes), notes
    every_practice_signed(house)
    assert listed(house, clinician(house, *EVERY)) == set(EVERY)


def test_a_shortfall_of_five_in_a_hundred_is_caught_explained_and_blocks(
    folder: Path, tmp_path: Path
) -> None:
    whole = open_house(Settings(data_dir=tmp_path / "data"), folder, clock=noon)
    true = own_counts(whole, FIRST)
    every_practice_signed(whole)
    short = with_diabetes(
        town(tmp_path / "short", PEOPLE, synthetic=False).path, lost=20
    )
    house = open_house(Settings(data_dir=tmp_path / "data"), short, clock=noon)
    lost = true["diabetes"] - own_counts(house, FIRST)["diabetes"]
    assert lost / true["diabetes"] == pytest.approx(0.05, abs=0.005)

    why = "differs too much from ours: Diabetes"
    with refused(house, why):
        listed(house, clinician(house, FIRST))
    assert listed(house, clinician(house, FIRST, SECOND)) == {SECOND}
    with pytest.raises(RefusedInput, match="Beyond the limit: Diabetes"):
        house.trust.sign(FIRST, manager(house, FIRST))
    # The others, whose records arrived, go on working.
    assert house.trust.shut(EVERY).keys() == {FIRST}


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("register", [40, 80, 200])
def test_a_shortfall_of_small_registers_closes_that_practice_alone(
    house: House, register: int, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_practice_signed(house)
    short = EVERY[at]
    held = {
        code: {key: register if key == "diabetes" else 500 for key in ours}
        for code in EVERY
        for ours in [own_counts(house, code)]
    }
    monkeypatch.setitem(vars(house.trust), "_ours", held)
    for code in EVERY:
        signs(house, code)
    assert house.trust.shut(EVERY) == {}
    lost = round(register * 0.05)
    held[short] = held[short] | {"diabetes": register - lost}
    assert house.trust.shut(EVERY).keys() == {short}
    assert "too much from ours: Diabetes" in house.trust.why(short)
    with pytest.raises(RefusedInput, match="Beyond the limit: Diabetes"):
        house.trust.sign(short, manager(house, short))


def test_more_people_than_are_listed_cannot_be_left_unsent(house: House) -> None:
    counts = dict(own_counts(house, FIRST)) | {"records_not_sent": PEOPLE}
    house.trust.give(FIRST, counts, AS_AT, manager(house, FIRST))
    with pytest.raises(RefusedInput, match="more than there are on the list"):
        house.trust.sign(FIRST, manager(house, FIRST))


def test_counts_that_moved_since_the_signature_ask_for_it_again(
    folder: Path, tmp_path: Path
) -> None:
    whole = open_house(Settings(data_dir=tmp_path / "data"), folder, clock=noon)
    every_practice_signed(whole)
    short = with_diabetes(
        town(tmp_path / "short", PEOPLE, synthetic=False).path, lost=20
    )
    house = open_house(Settings(data_dir=tmp_path / "data"), short, clock=noon)
    # The practice counts again and agrees with the new counts, but has not signed them.
    house.trust.give(FIRST, own_counts(house, FIRST), AS_AT, manager(house, FIRST))
    assert "moved too far since it signed" in house.trust.why(FIRST)
    house.trust.sign(FIRST, manager(house, FIRST))
    assert house.trust.why(FIRST) == ""


def test_a_changed_rule_asks_for_the_signature_again(house: House) -> None:
    signs(house, FIRST)
    conditions = dict(house.catalogue.conditions)
    rule = conditions["diabetes"].register_
    wider = parse_criterion({"all": [{"age": {"min": 0}}]})
    changed_rule = {"register_": wider.model_copy(update={"of": (*wider.of, rule)})}
    conditions["diabetes"] = conditions["diabetes"].model_copy(update=changed_rule)
    changed = open_house(house.settings, house.snapshot.path, clock=noon)
    object.__setattr__(changed.catalogue, "conditions", conditions)
    assert rules_of(changed.catalogue, ["diabetes"]) != rules_of(
        house.catalogue, ["diabetes"]
    )
    assert changed.trust.why(FIRST) == (
        "the rule has changed since it signed: Diabetes"
    )


def test_a_withdrawn_signature_closes_the_lists_and_stays_on_record(house) -> None:
    signs(house, FIRST)
    house.trust.withdraw(FIRST, manager(house, FIRST))
    with refused(house, "has not signed"):
        listed(house, clinician(house, FIRST))
    decisions = [one.signature.decision for one in house.trust.history(FIRST)]
    assert decisions == ["withdrawn", "signed"]
    acts = [row["action"] for row in house.audit.rows() if row["outcome"] == "done"]
    assert acts == ["SignOff", "WithdrawSignOff"]


@pytest.mark.parametrize(("role", "use"), DECLARED)
def test_nobody_but_the_practice_counts_signs_or_withdraws(house, role, use) -> None:
    if (role, use) == ("practice_manager", "direct_care"):
        who = manager(house, SECOND)
    else:
        own = Belonging((Area(Level.PRACTICE, FIRST),), frozenset({FIRST}), frozenset())
        who = given_scope("x", role, use, own, catalogue=house.catalogue,
                          snapshot=house.snapshot)  # fmt: skip
    counts = own_counts(house, FIRST)
    for act in (
        lambda: house.trust.give(FIRST, counts, AS_AT, who),
        lambda: house.trust.sign(FIRST, who),
        lambda: house.trust.withdraw(FIRST, who),
    ):
        with pytest.raises(NotPermitted, match="Only a practice"):
            act()
    assert house.trust.history(FIRST) == ()
    assert house.trust.own(FIRST) == {}


def test_a_signature_on_made_up_people_opens_no_real_list(
    house: House, tmp_path: Path
) -> None:
    made_up = town(tmp_path / "made_up", PEOPLE)
    demo = open_house(house.settings, made_up.path, clock=noon)
    visitor = demo.scope(
        "practice_manager", "direct_care", [Area(Level.PRACTICE, FIRST)]
    )
    demo.trust.give(FIRST, own_counts(demo, FIRST), AS_AT, visitor)
    demo.trust.sign(FIRST, visitor)
    assert demo.trust.history(FIRST)
    assert house.trust.history(FIRST) == ()
    with refused(house, "has not signed"):
        listed(house, clinician(house, FIRST))


def test_made_up_people_need_no_signature(tmp_path: Path) -> None:
    made_up = town(tmp_path / "made_up", 1_000)
    demo = open_house(Settings(data_dir=tmp_path / "data"), made_up.path, clock=noon)
    team = demo.scope("clinician", "direct_care", [Area(Level.PRACTICE, FIRST)])
    assert listed(demo, team) == {FIRST}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "no count to keep"),
        ({"diabetees": 10}, "Did you mean 'diabetes'"),
        ({"diabetes": -1}, "cannot be a number of people"),
        ({"diabetes": 10_000_000}, "cannot be a number of people"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_not_kept(house, counts, said) -> None:
    with pytest.raises(RefusedInput, match=said):
        house.trust.give(FIRST, counts, AS_AT, manager(house, FIRST))
    assert house.trust.own(FIRST) == {}


def test_a_count_of_tomorrow_is_refused(house: House) -> None:
    tomorrow = noon().date() + timedelta(days=1)
    with pytest.raises(RefusedInput, match="still to come"):
        house.trust.give(FIRST, {"diabetes": 1}, tomorrow, manager(house, FIRST))


def test_nobody_is_said_to_have_moved_away_when_a_signature_is_withdrawn(house):
    every_practice_signed(house)
    team = clinician(house, FIRST, SECOND)
    asked = Membership(of=ADULTS)
    people = house.gateway.ask(asked, team, reason=REASON).tables["people"]
    before = tuple(people.column("pseudonym").to_pylist())
    house.trust.withdraw(FIRST, manager(house, FIRST))
    moved = house.gateway.ask(
        Moved(of=ADULTS, before=before, since=AS_AT, was=ADULTS), team, reason=REASON
    )
    own = house.gateway.ask(asked, clinician(house, SECOND), reason=REASON)
    assert moved.facts["now"] == own.tables["people"].num_rows
    why = {(row["way"], row["why"]) for row in moved.tables["moves"].to_pylist()}
    assert why == {("left", "unsigned")}
    # What was done for them stands until the practice signs again.
    assert closed_by_record(moved, {}, house.catalogue) == {}
