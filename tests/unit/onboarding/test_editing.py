"""A mapping edited in a table is the mapping that somebody meant."""

from dataclasses import replace

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed
from phm_core.catalogue.schema import ColumnMap
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.called import DAYS, FORMS, meant, of_which, titles
from phm_core.onboarding.loading.editing import (
    NOT_HERE,
    Row,
    checked,
    rows_of,
    with_rows,
    with_values,
)
from tests.unit.onboarding import extract

CATALOGUE = load_catalogue()
MAPPING = parsed(extract.FIRST, "first.yaml", CATALOGUE)


def edited(number: int, **changes: Row) -> dict[str, ColumnMap]:
    rows = rows_of(MAPPING.tables[number], CATALOGUE)
    changed = [changes.get(row.ours, row) for row in rows]
    return with_rows(MAPPING, number, changed, CATALOGUE).tables[number].columns


def test_what_is_not_touched_stays() -> None:
    for number, table in enumerate(MAPPING.tables):
        assert edited(number) == table.columns


def test_a_column_is_taken_from_elsewhere_or_is_always_the_same() -> None:
    found = edited(
        0,
        birth_date=Row("birth_date", "", "BORN", dates="10/31/2026"),
        sex=Row("sex", "", always="Not known"),
        registered_on=Row("registered_on", ""),
    )
    assert found["birth_date"] == ColumnMap(column="BORN", dates=("month/day/year",))
    assert found["sex"] == ColumnMap(constant="unknown")
    assert "registered_on" not in found


def test_what_is_put_together_in_the_file_is_left_alone() -> None:
    text = extract.FIRST.replace("sex: GENDER", "sex: {first_of: [GENDER, SEX]}")
    mapping = parsed(text, "first.yaml", CATALOGUE)
    rows = rows_of(mapping.tables[0], CATALOGUE)
    assert {row.ours: row.column for row in rows}["sex"] == NOT_HERE
    assert with_rows(mapping, 0, rows, CATALOGUE) == mapping


def test_values_are_said_and_what_cannot_be_is_refused() -> None:
    means = {"W": "Female", "?": None}
    found = with_values(MAPPING, 0, "sex", means, CATALOGUE)
    assert found.tables[0].columns["sex"].values == {"W": "female"}
    found = with_values(MAPPING, 0, "sex", {"W": "purple"}, CATALOGUE)
    with pytest.raises(RefusedInput, match="'sex' cannot be 'purple'"):
        checked(found, CATALOGUE)


def test_everything_is_called_by_words_and_each_by_its_own() -> None:
    for intake in CATALOGUE.intake.values():
        labels = [given.label for given in intake.columns]
        assert len(set(labels)) == len(labels)
        for given in intake.columns:
            called = titles(given, CATALOGUE)
            assert "_" not in "".join([given.label, *called.values()])
            for value, title in called.items():
                assert meant(title, given, CATALOGUE) == value, (given.name, title)
    for form, example in DAYS.items():
        assert FORMS[example] == form


def test_maps_of_one_table_are_told_apart_by_what_they_say() -> None:
    found = [of_which(one, CATALOGUE) for one in MAPPING.tables]
    wide = parsed(extract.SECOND, "second.yaml", CATALOGUE)
    found += [of_which(one, CATALOGUE) for one in wide.tables]
    assert found == [
        "", "", "", "Systolic blood pressure", "Diastolic blood pressure",
        "", "Type 2 diabetes, Hypertension, Asthma", "HbA1c",
        "Systolic blood pressure, Diastolic blood pressure",
    ]  # fmt: skip


def test_several_ways_to_write_a_day_stay_when_something_else_is_edited() -> None:
    text = extract.FIRST.replace(
        "birth_date: DOB", "birth_date: {column: DOB, dates: [year, yearmonthday]}"
    )
    mapping = parsed(text, "first.yaml", CATALOGUE)
    rows = [
        replace(row, column="SEX") if row.ours == "sex" else row
        for row in rows_of(mapping.tables[0], CATALOGUE)
    ]
    found = with_rows(mapping, 0, rows, CATALOGUE).tables[0].columns
    assert found["birth_date"].dates == ("year", "yearmonthday")
    assert found["sex"].column == "SEX"
