"""People are looked up by those who care for them, with a reason, and on record."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.rows_of_people import Identify, People
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Belonging, Scope, given_scope
from phm_core.governance.taking_out import Taking
from phm_core.nhs_number import synthetic_number as number_of
from phm_core.settings import Settings
from phm_core.snapshot import MANIFEST
from phm_core.start import House, identity, open_house
from phm_core.store.remarks import Note
from tests.attack.every_question import ADULTS
from tests.signed import every_practice_signed
from tests.town import practice_code, town

REASON = "Inviting for a blood pressure check"
PEOPLE = 2_000
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town whose people are taken as real, with links to their numbers; signed."""
    folder = tmp_path_factory.mktemp("real")
    settings = Settings(data_dir=folder / "data")
    keys, links = identity(settings)
    key = keys.make("planning")
    pseudonyms = links.add(key, map(number_of, range(PEOPLE)))
    snapshot = town(
        folder / "town",
        people=PEOPLE,
        synthetic=False,
        pseudonym=pseudonyms.__getitem__,
    )
    manifest = snapshot.path / MANIFEST
    told = json.loads(manifest.read_text()) | {"pseudonym_key": key.id}
    manifest.write_text(json.dumps(told))
    every_practice_signed(open_house(settings, snapshot.path))
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """What the app has written, to be written on."""
    return Settings(data_dir=copytree(made / "data", tmp_path / "data"))


@pytest.fixture
def house(made: Path, settings: Settings) -> House:
    return open_house(settings, made / "town")


def clinician(
    house: House, practice: int = 0, role: str = "clinician", use: str = "direct_care"
) -> Scope:
    """Somebody who signed in, with a role at one practice."""
    code = practice_code(practice)
    belonging = Belonging((Area(Level.PRACTICE, code),), frozenset({code}), frozenset())
    return given_scope(
        "dr.a", role, use, belonging,
        catalogue=house.catalogue, snapshot=house.snapshot,
    )  # fmt: skip


def patients(house: House, practice: int = 0, count: int = 2) -> tuple[str, ...]:
    """Pseudonyms of people of a practice who may be listed, by row number."""
    asked = People(ADULTS, ("pseudonym",), size=count)
    listed = house.gateway.ask(asked, clinician(house, practice), reason="A test")
    return tuple(listed.tables["people"].column("pseudonym").to_pylist())


def look_up(
    house: House, people: tuple[str, ...], who: Scope, reason: str = REASON
) -> dict[str, str]:
    released = house.gateway.ask(Identify(people), who, reason=reason)
    return {
        row["pseudonym"]: row["nhs_number"]
        for row in released.tables["people"].to_pylist()
    }


def test_a_team_finds_its_own_patients_and_the_audit_says_so(house: House):
    own = patients(house)
    found = look_up(house, own, clinician(house))
    key = identity(house.settings)[0].newest("planning")
    assert list(found) == list(own)
    assert all(key.pseudonym(number) == name for name, number in found.items())

    *_, intent, outcome = house.audit.rows()
    assert (intent["outcome"], outcome["outcome"]) == ("intended", "released")
    assert (intent["action"], intent["reason"]) == ("Identify", REASON)
    assert outcome["intent"] == intent["seq"]
    assert outcome["released"] >= len(own)
    again = house.gateway.ask(Identify(own[:1]), clinician(house), reason=REASON)
    *_, other, _ = house.audit.rows()
    assert other["definition"] != intent["definition"] != ""
    assert again.tables["people"].num_rows == 1


@pytest.mark.parametrize("reason", ["", "   ", "Curious", "x" * 14])
def test_nobody_is_looked_up_without_a_reason_that_says_why(house: House, reason: str):
    own = patients(house)
    with pytest.raises(RefusedInput, match=r"reason|Say why"):
        look_up(house, own, clinician(house), reason)


def test_a_reason_that_names_a_person_is_refused_and_not_kept(house: House):
    own, number = patients(house), number_of(3)
    rows = house.audit.verify().rows
    with pytest.raises(RefusedInput, match="holds an NHS number"):
        look_up(house, own, clinician(house), f"About {number}, who asked for it")
    assert house.audit.verify().rows == rows


def test_people_of_others_are_found_by_nobody_with_them(house: House):
    own, foreign = patients(house), patients(house, practice=1)
    for asked in (foreign, (*own, foreign[0]), (*own, "a" * 26), ("%", *own)):
        with pytest.raises(NotPermitted, match="not your own current patients"):
            look_up(house, asked, clinician(house))
        *_, last = house.audit.rows()
        assert last["outcome"] == "refused"


def test_somebody_unknown_and_somebody_elsewhere_are_refused_alike(house: House):
    said = []
    for stranger in (patients(house, practice=1)[0], "a" * 26):
        with pytest.raises(NotPermitted) as fault:
            look_up(house, (stranger,), clinician(house))
        said.append(str(fault.value))
    assert said[0] == said[1]


USES = [
    (role.id, purpose, use)
    for role in CATALOGUE.roles.values()
    for purpose, use in role.uses.items()
    if "practice" in role.belongs_to or not role.belongs_to
]


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(role, purpose) for role, purpose, use in USES if "reidentify" not in use.actions],
)
def test_every_other_role_and_purpose_is_refused(house, role, purpose):
    own = patients(house)
    with pytest.raises(NotPermitted):
        look_up(house, own, clinician(house, role=role, use=purpose))


def test_at_most_fifty_and_nobody_twice(house: House):
    own = patients(house, count=51)
    assert len(own) == 51
    for asked, said in (
        (own, "At most 50"),
        ((), "at least one"),
        ((own[0], own[0]), "named twice"),
    ):
        with pytest.raises(RefusedInput, match=said):
            look_up(house, asked, clinician(house))
    assert len(look_up(house, own[:50], clinician(house))) == 50


def test_those_who_are_never_listed_are_not_looked_up_either(house: House):
    key = identity(house.settings)[0].newest("planning")
    flagged = key.pseudonym(number_of(0))
    released = house.gateway.ask(Identify((flagged,)), clinician(house), reason=REASON)
    assert released.tables["people"].num_rows == 0
    assert released.facts["withheld"] == 1
    assert "never listed" in " ".join(released.notes)


def test_no_number_is_kept_anywhere(house: House, settings: Settings):
    own = patients(house, count=20)
    numbers = look_up(house, own, clinician(house)).values()
    kept = list(vars(house.gateway._kept).values())
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    for number in numbers:
        assert number not in repr(kept)
        assert not [p for p in files if number.encode() in p.read_bytes()]


def test_a_lost_key_or_link_opens_nothing(house: House):
    own = patients(house)
    keys, links = identity(house.settings)
    key = keys.newest("planning")
    links.forget(key)
    with pytest.raises(RefusedInput, match="no NHS number in the links"):
        look_up(house, own, clinician(house))
    keys.remove(key)
    with pytest.raises(RefusedInput, match="Restore it from a backup"):
        look_up(house, own, clinician(house))
    *_, last = house.audit.rows()
    assert last["outcome"] == "failed"


def test_synthetic_people_have_numbers_for_tests_alone(demo_data: Path):
    house = open_house(Settings(data_dir=demo_data))
    practice = sorted(house.public.names(Level.PRACTICE))[0]
    own = house.scope("clinician", "direct_care", [Area(Level.PRACTICE, practice)])
    asked = People(ADULTS, ("pseudonym",), size=5)
    listed = house.gateway.ask(asked, own, reason="A test").tables["people"]
    found = look_up(house, tuple(listed.column("pseudonym").to_pylist()), own)
    assert len(found) == 5
    assert all(number.startswith("999") for number in found.values())


@pytest.mark.parametrize("number", ["9991358013", "999 135 8013", "999-135-8013"])
def test_what_people_write_holds_no_number(house: House, number: str):
    text = f"Seen {number} today"
    cohort = ADULTS.model_copy(update={"name": text})
    place = BuiltPlace(name=text, parts=(Part(level=Level.PCN, codes=("P0",)),))
    for write in (
        lambda: house.cohorts.save(cohort),
        lambda: house.cohorts.save(ADULTS, note=text),
        lambda: house.places.save(place),
        lambda: house.remarks.write(Note("commentary", "here", text), "dr.a"),
    ):
        with pytest.raises(RefusedInput, match="holds an NHS number"):
            write()
    assert house.cohorts.newest() == []
    assert house.places.places() == {}


def test_a_list_of_old_records_is_not_taken_out(house: House):
    """The town's records end in July; deaths and moves since are not known."""
    who = clinician(house)
    taking = Taking("Everybody", "csv", public=False, needs="export_people")
    assert "days old" in house.gateway.files.stale
    with pytest.raises(NotPermitted, match="Load a newer snapshot"):
        house.gateway.files.take_out(taking, who, lambda _: b"never")
    *_, last = house.audit.rows()
    assert last["outcome"] == "refused"
