"""A mapping edited in a table is the mapping that somebody meant."""

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed
from phm_core.catalogue.schema import ColumnMap
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.editing import (
    NOT_HERE,
    Row,
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
        birth_date=Row("birth_date", "", "BORN", dates="month/day/year"),
        sex=Row("sex", "", always="unknown"),
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
    means = {"W": "female", "?": None}
    found = with_values(MAPPING, 0, "sex", means, CATALOGUE)
    assert found.tables[0].columns["sex"].values == {"W": "female"}
    with pytest.raises(RefusedInput, match="'sex' cannot be 'purple'"):
        with_values(MAPPING, 0, "sex", {"W": "purple"}, CATALOGUE)
