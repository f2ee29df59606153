"""A saved mapping goes on where a delivery is laid out otherwise."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading import remembered as earlier
from phm_core.onboarding.loading.delivered import Delivered, Delivery
from phm_core.onboarding.loading.editing import checked
from phm_core.onboarding.loading.matching import changes, layout_holds
from phm_core.onboarding.loading.relaid import relaid

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
TEXT = """
id: ours
title: Ours
meaning: A test.
sources:
  people:
    files: [people]
    layout: [NHS_NO, BIRTHDAY, GENDER, SEX, OLD, Asthma, Diabetes]
tables:
  - into: person
    from: people
    columns:
      nhs_number: NHS_NO
      birth_date: BIRTHDAY
      sex: {first_of: [SEX, GENDER]}
      practice_code: OLD
  - into: condition
    from: people
    each: {columns: {Asthma: asthma, Diabetes: diabetes_type_2}}
    where: [{column: each.value, is: [Y]}]
    columns: {nhs_number: NHS_NO, condition_id: each.name}
"""
NOW = ("NHS_NO", "BIRTH_DAY", "GENDER", "NEW", "Asthma")
MAPPING = parsed(TEXT, "ours.yaml", CATALOGUE)


def delivery(*columns: str) -> Delivery:
    return Delivery((Delivered("people", "people.csv", Path("x"), columns, 1),))


def test_what_is_the_same_by_a_new_name_is_read_and_what_is_gone_is_not() -> None:
    changed = changes(MAPPING, delivery(*NOW))
    same = {"people": {"BIRTHDAY": "BIRTH_DAY"}}
    found = checked(relaid(MAPPING, changed, same), CATALOGUE)
    person, condition = found.tables
    assert person.columns["birth_date"].column == "BIRTH_DAY"
    assert person.columns["sex"].first_of == ("GENDER",)
    assert "practice_code" not in person.columns
    assert condition.each is not None
    assert condition.each.columns == {"Asthma": "asthma"}
    assert found.sources["people"].layout == NOW
    assert not changes(found, delivery(*NOW))


def test_a_name_that_nobody_confirms_is_not_taken_for_another() -> None:
    found = relaid(MAPPING, changes(MAPPING, delivery(*NOW)), {})
    assert "birth_date" not in found.tables[0].columns


def test_rows_are_never_chosen_by_a_column_that_is_gone() -> None:
    text = TEXT.replace("where: [{column: each.value", "where: [{column: OLD")
    mapping = parsed(text, "ours.yaml", CATALOGUE)
    changed = changes(mapping, delivery(*NOW))
    with pytest.raises(RefusedInput, match="tells by OLD which rows of 'people'"):
        relaid(mapping, changed, {"people": {"BIRTHDAY": "BIRTH_DAY"}})


def test_the_mapping_of_an_earlier_load_is_offered_where_it_knows_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = parsed(TEXT.replace("Ours", "Newer"), "newer.yaml", CATALOGUE)
    texts = {"a": saved(MAPPING), "b": "id: nothing that is declared", "c": None}
    texts |= {"d": saved(MAPPING), "e": saved(newer)}
    every = [
        SimpleNamespace(
            path=tmp_path / name, manifest=SimpleNamespace(model_extra={"mapping": one})
        )
        for name, one in texts.items()
    ]
    monkeypatch.setattr(earlier, "listed", lambda _: every)
    found = earlier.remembered(tmp_path, delivery(*NOW), CATALOGUE)
    assert list(found.items()) == [("e", newer), ("d", MAPPING)]
    other = Delivery((Delivered("other", "o.csv", Path("x"), NOW, 1),))
    assert not earlier.remembered(tmp_path, other, CATALOGUE)


JOINED = """
id: ours
title: Ours
meaning: A test.
sources:
  people: {files: [people], layout: [ID, BORN]}
  lists:
    {files: [lists], key: [person], layout: [PERSON, PRACTICE, STATUS, SINCE]}
  gone:
    files: [gone]
    removes: [{from: lists, on: {PERSON: WHO}}]
tables:
  - into: person
    from: people
    join: [{table: lists, on: {ID: person}, as: reg}]
    where: [{column: reg.STATUS, is: [R]}]
    columns:
      local_id: ID
      birth_date: BORN
      practice_code: reg.practice
      registered_on: reg.SINCE
"""


def joined(*columns: str) -> tuple[SourceFormat, Delivery]:
    lists = Delivered("lists", "lists.csv", Path("x"), columns, 1)
    mapping = parsed(JOINED, "ours.yaml", CATALOGUE)
    return mapping, Delivery((*delivery("ID", "BORN").tables, lists))


def test_new_names_are_followed_where_a_table_is_joined_to_another() -> None:
    now = ("PERSONS", "PRACTICES", "STATUSES")
    mapping, found = joined(*now)
    changed = changes(mapping, found)
    assert changed[0].gone == ("SINCE",)
    names: list[str] = ["PERSON", "PRACTICE", "STATUS"]
    same = {"lists": dict(zip(names, now, strict=True))}
    mapping = checked(relaid(mapping, changed, same), CATALOGUE)
    (person,) = mapping.tables
    assert person.join[0].on == {"ID": "PERSONS"}
    assert person.where[0].column == "reg.STATUSES"
    assert person.columns["practice_code"].column == "reg.PRACTICES"
    assert "registered_on" not in person.columns
    assert mapping.sources["gone"].removes[0].on == {"PERSONS": "WHO"}


@pytest.mark.parametrize("lost", ["PERSON", "STATUS"])
def test_rows_are_never_joined_or_chosen_by_a_joined_column_that_is_gone(
    lost: str,
) -> None:
    names = {"PERSON", "PRACTICE", "STATUS", "SINCE"} - {lost}
    mapping, found = joined(*sorted(names))
    with pytest.raises(RefusedInput, match=f"tells by {lost} which rows of 'lists'"):
        relaid(mapping, changes(mapping, found), {})


def test_a_joined_column_that_is_gone_is_told_before_a_load() -> None:
    mapping, found = joined("PERSON", "PRACTICE", "STATUS", "SINCE_DAY")
    with pytest.raises(RefusedInput, match="'SINCE' may be called 'SINCE_DAY' now"):
        layout_holds(mapping, changes(mapping, found))
