"""The record of one person: one's own current patient, for direct care, on record."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.finders import FoundPeople
from phm_core.definitions.rows_of_people import People, Record
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Scope
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS

REASON = "Weekly meeting of the team"
OWN, FOREIGN = Area(Level.PCN, "DU0001"), Area(Level.PCN, "DU0002")
CATALOGUE = load_catalogue()
USES = [
    (role.id, purpose, use)
    for role in CATALOGUE.roles.values()
    for purpose, use in role.uses.items()
]
CARES = ("own_patients",)


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def people(house: House) -> list[dict]:
    """Every row of the person table, as it lies on disk."""
    [file] = house.snapshot.files("person")
    return pq.read_table(file).to_pylist()


def clinician(house: House, area: Area = OWN) -> Scope:
    return house.scope("clinician", "direct_care", [area])


def patient(house: House, area: Area = OWN) -> str:
    asked = People(ADULTS, ("pseudonym",), size=1)
    listed = house.gateway.ask(asked, clinician(house, area), reason=REASON)
    return listed.tables["people"].column("pseudonym").to_pylist()[0]


def opened(house: House, who: str, scope: Scope | None = None, reason: str = REASON):
    return house.gateway.ask(Record(who), scope or clinician(house), reason=reason)


def strangers(house: House, people: list[dict]) -> dict[str, str]:
    """Somebody of each kind whom this team may not open, by why."""
    members = house.public.practice_members(Level.PCN)
    own = set(members.loc[members["code"] == OWN.code, "practice_code"])
    day = house.snapshot.as_at
    flags = pq.read_table(house.snapshot.files("sharing_flag")[0])
    withheld = set(flags.column("person_id").to_pylist())
    mine = [row for row in people if row["practice_code"] in own]
    current = [
        row for row in mine if row["died_on"] is None and row["deregistered_on"] is None
    ]
    kinds = {
        "another team's": [row for row in people if row["practice_code"] not in own],
        "dead": [row for row in mine if row["died_on"] and row["died_on"] <= day],
        "gone": [
            row
            for row in mine
            if row["deregistered_on"] and row["deregistered_on"] <= day
        ],
        "withheld": [row for row in current if row["person_id"] in withheld],
    }
    return {kind: rows[0]["pseudonym"] for kind, rows in kinds.items()} | {
        "nobody": "f" * 16,
        "a pattern": "%",
        "nothing": "",
    }


def test_everybody_else_is_refused_in_the_same_words(house: House, people: list[dict]):
    said = {}
    for kind, who in strangers(house, people).items():
        with pytest.raises(NotPermitted) as fault:
            opened(house, who)
        said[kind] = str(fault.value)
        *_, last = house.audit.rows()
        assert (last["action"], last["outcome"]) == ("Record", "refused")
    assert len(said) == 7
    assert len(set(said.values())) == 1


def test_opening_a_record_is_on_record_and_never_kept(house: House):
    who = patient(house)
    released = opened(house, who)
    assert released.tables["person"].column("pseudonym").to_pylist() == [who]
    *_, intent, outcome = house.audit.rows()
    assert (intent["action"], intent["reason"]) == ("Record", REASON)
    assert outcome["outcome"] == "released"
    # The digest proves whom, and tells nobody.
    assert intent["definition"]
    assert who not in repr(intent)
    assert {"condition", "measurement"} <= set(intent["datasets"].split())
    assert who not in repr(list(vars(house.gateway._kept).values()))
    with pytest.raises(TypeError, match="not kept"):
        hash(released)


@pytest.mark.parametrize("reason", ["", "  ", "MDT", "x" * 14])
def test_nothing_opens_without_a_reason_that_says_why(house: House, reason: str):
    with pytest.raises(RefusedInput, match=r"reason|Say why"):
        opened(house, patient(house), reason=reason)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(role, purpose) for role, purpose, use in USES if use.people not in CARES],
)
def test_every_other_role_and_purpose_is_refused(house, role: str, purpose: str):
    who = patient(house)
    with pytest.raises((NotPermitted, RefusedInput)):
        opened(house, who, house.scope(role, purpose))


def test_who_may_not_see_what_is_sensitive_gets_no_course(house: House):
    scope = house.scope("care_coordinator", "direct_care", [OWN])
    who = patient(house)
    with pytest.raises(NotPermitted, match="sensitive"):
        opened(house, who, scope)
    question = Record(who, months=0)
    released = house.gateway.ask(question, scope, reason=REASON)
    assert released.tables["events"].num_rows == 0
    assert released.tables["person"].num_rows == 1


def test_no_nhs_number_is_in_a_record(house: House):
    released = opened(house, patient(house))
    for table in released.tables.values():
        assert not [name for name in table.column_names if "nhs" in name]
        assert "999" not in {str(v)[:3] for v in table.column(0).to_pylist()}


@pytest.mark.parametrize("months", [-1, 1_201])
def test_an_impossible_window_is_refused(house: House, months: int):
    question = Record(patient(house), months=months)
    with pytest.raises(RefusedInput, match="0 to 1200 months"):
        house.gateway.ask(question, clinician(house), reason=REASON)


def test_the_record_and_the_lists_agree(house: House):
    """Who is on a list is found by it, in the same group; nobody else is."""
    scope = clinician(house)
    whole = house.gateway.ask(
        People(ADULTS, ("pseudonym",), size=40), scope, reason=REASON
    )
    sample = whole.tables["people"].column("pseudonym").to_pylist()
    lists: dict[tuple[str, str], dict[str, str]] = {}
    for identity, finder in CATALOGUE.casefinders.items():
        for lane, state in (("list", "listed"), ("red_flags", "red_flag")):
            if lane == "red_flags" and finder.red_flag is None:
                continue
            asked = FoundPeople(identity, lane, size=1_000_000)
            found = house.gateway.ask(asked, scope, reason=REASON).tables["people"]
            lists[identity, state] = {
                row["pseudonym"]: row["priority"] for row in found.to_pylist()
            }
    told = 0
    for who in sample:
        rows = opened(house, who).tables["finders"].to_pylist()
        says = {(row["finder"], row["state"]): row["priority"] for row in rows}
        near = {finder for finder, state in says if state == "near"}
        for key, listed in lists.items():
            assert (key in says) == (who in listed)
            if who in listed:
                told += 1
                assert says[key] in listed[who]
                assert key[1] == "red_flag" or key[0] not in near
    assert told > 10
