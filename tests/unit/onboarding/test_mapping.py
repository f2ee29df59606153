"""A mapping says what source columns mean; what it says is read, and carried out."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.errors import RefusedInput
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.matching import changes, fitting, matched, opened
from phm_core.onboarding.uploads.limits import SMALL

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
AS_AT = date(2026, 10, 31)
HEAD = """
id: made_up
title: Made up
meaning: Made up for a test.
sources:
  people: {files: ["pat*"], columns: [ID]}
  codes: {files: [codes], optional: true}
tables:
"""


def carried_out(
    folder: Path, tables: str, number: int = 0, **files: str
) -> list[dict[str, Any]]:
    """Rows of one map of a mapping, over files that are written first."""
    source = folder / "source"
    source.mkdir()
    for name, text in files.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    mapping = parsed(HEAD + tables, "mapping.yaml", CATALOGUE)
    delivery = received(source, folder / "work", SMALL)
    with duckdb.connect() as connection:
        found = matched(mapping, delivery)
        sources = {name: opened(connection, t) for name, t in found.items()}
        table = mapping.tables[number]
        rows = mapped(table, CATALOGUE.intake[table.into], sources, AS_AT)
        return rows.order("row").to_arrow_table().to_pylist()


def column(folder: Path, into: str, how: str, cells: list[str]) -> list[Any]:
    """What the cells of a column become in one column of the people."""
    text = "ID,CELL\n" + "\n".join(f'{n},"{cell}"' for n, cell in enumerate(cells))
    tables = f"""
  - into: person
    from: people
    columns: {{local_id: ID, {into}: {how}}}
"""
    return [row[into] for row in carried_out(folder, tables, patients=text)]


@pytest.mark.parametrize(
    ("how", "cells", "days"),
    [
        (
            "CELL",
            ["2001-02-03", "03/02/2001", "3-Feb-2001", "2001-02-03T10:00:00Z",
             "20010203", "03.02.2001", "3 February 2001", "03/02/2001 09:30",
             "03 Feb 2001 09:30:15"],
            [date(2001, 2, 3)] * 9,
        ),
        ("{column: CELL, dates: [month/day/year]}", ["02/03/2001"], [date(2001, 2, 3)]),
        ("{column: CELL, dates: [monthyear]}", ["022001"], [date(2001, 2, 1)]),
        ("CELL", ["1800-01-01", "2999-12-31", "31/02/2001", "soon", ""], [None] * 5),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_forms_that_people_write(tmp_path, how, cells, days):
    assert column(tmp_path, "birth_date", how, cells) == days


@pytest.mark.parametrize(
    ("into", "how", "cells", "values"),
    [
        ("sex", "CELL", ["F", "male", "1", "9", "?"],
         ["female", "male", "male", "unknown", None]),
        ("ethnicity", "CELL",
         ["White: British", "Black_African", "Asian-Other", "A", "--"],
         ["white_british", "black_african", "asian_other", "white_british", None]),
        ("sex", "{column: CELL, values: {W: female}, otherwise: unknown}",
         ["w", "M", ""], ["female", "unknown", None]),
        ("carer", "CELL", ["Y", "no", "1", "", "perhaps"],
         [True, False, True, None, None]),
        ("carer", "{column: CELL, empty: false}", ["Y", ""], [True, False]),
        ("age", "CELL", ["41", "41.0", "-3", "41.5", "1,000", "=1+1"],
         [41, 41, None, None, None, None]),
        ("main_language", "CELL", ["welsh", "=cmd()", "@x"], ["welsh", None, None]),
        ("age", "{column: CELL, split_by: /, part: 2}", ["140/90", "140"], [90, None]),
        ("practice_code", "{column: CELL, pick: 'Org/(.+)'}", ["Org/A1", "x"],
         ["A1", None]),
        ("main_language", "{joined: [ID, CELL], by: '-'}", ["a", ""], ["0-a", "1"]),
        ("main_language", "{first_of: [CELL, ID]}", ["a", ""], ["a", "1"]),
        ("main_language", "{constant: polish}", ["a"], ["polish"]),
        ("main_language", "{column: NOT_THERE, optional: true}", ["a"], [None]),
    ],
)  # fmt: skip
def test_cells_become_values(tmp_path, into, how, cells, values):
    assert column(tmp_path, into, how, cells) == values


def test_what_is_no_value_and_what_cannot_be_are_told_apart(tmp_path):
    tables = """
  - into: person
    from: people
    columns: {local_id: ID, birth_date: DOB, age: AGE}
"""
    text = "ID,DOB,AGE\n1,2001-01-01,5\n2,never,5\n3,2999-01-01,-5\n"
    text += "4,2001-01-01,>90\n"
    rows = carried_out(tmp_path, tables, patients=text)
    assert [row["unread"] for row in rows] == [0, 0b010, 0, 0b100]
    assert [row["beyond"] for row in rows] == [0, 0, 0b110, 0]


def test_the_end_of_what_is_measured_is_a_value_just_beyond_it(tmp_path):
    tables = """
  - into: measurement
    from: people
    columns: {local_id: ID, value: V}
"""
    cells = [">90", "<3", "> 1,000", ">=60", "≤ 0.5", "90", "<", "3<", "<high", "<-"]
    text = "ID;V\n" + "".join(f"{at};{cell}\n" for at, cell in enumerate(cells))
    rows = carried_out(tmp_path, tables, patients=text)
    values = [row["value"] for row in rows]
    assert values[:6] == pytest.approx([90, 3, 1000, 60, 0.5, 90])
    assert [values[0] > 90, values[1] < 3, values[2] > 1000] == [True] * 3
    assert values[3:] == [60, 0.5, 90, *[None] * 4]
    # In both: no value as it stands, and yet taken.
    limits, unread = [0b10] * 5, [0b10] * 4
    assert [row["unread"] for row in rows] == [*limits, 0, *unread]
    assert [row["beyond"] for row in rows] == [*limits, *[0] * 5]


def test_another_table_stands_beside_and_never_multiplies_rows(tmp_path):
    tables = """
  - into: measurement
    from: people
    join: [{table: codes, on: {TEST: test}}]
    where: [{column: STATE, is_not: [draft]}]
    columns: {local_id: ID, code: codes.snomed, value: V}
"""
    people = "ID,TEST,V,STATE\n1,a,5,final\n2,b,6,\n3,a,7,draft\n"
    codes = "test,snomed\na,100\na,100\n"
    rows = carried_out(tmp_path, tables, patients=people, codes=codes)
    found = [(row["local_id"], row["code"], row["value"]) for row in rows]
    assert found == [("1", "100", 5.0), ("2", None, 6.0)]


def test_each_of_several_columns_becomes_a_row(tmp_path):
    tables = """
  - into: process
    from: people
    each: {columns: ["D_*"]}
    columns: {local_id: ID, outcome: each.name, code: each.number, date: each.value}
"""
    people = "ID,D_1,D_2\n1,2001-01-01,\n2,2002-02-02,2003-03-03\n"
    rows = carried_out(tmp_path, tables, patients=people)
    found = sorted((row["local_id"], row["outcome"], row["code"]) for row in rows)
    assert found == [("1", "D_1", "1"), ("2", "D_1", "1"), ("2", "D_2", "2")]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("  - {into: person, from: people, columns: {sx: ID}}",
         "has no column 'sx'. Did you mean 'sex'?"),
        ("  - {into: persons, from: people, columns: {sex: ID}}",
         "'persons'. Did you mean 'person'?"),
        ("  - {into: person, from: them, columns: {sex: ID}}",
         "there is no source table 'them'"),
        ("  - {into: person, from: people, columns: {sex: {constant: purple}}}",
         "'sex' cannot be 'purple'."),
        ("  - {into: condition, from: people, columns: {condition_id: {constant: x}}}",
         "there is no 'x' in conditions."),
        ("  - {into: death, from: people, columns: {local_id: ID}}",
         "needs the column 'died_on'"),
        ("  - {into: person, from: people, columns: {sex: {column: A, constant: m}}}",
         "exactly one of"),
        ("  - {into: person, from: people, columns: {sex: {column: A, pick: '(('}}}",
         "not a pattern"),
        ("  - {into: person, from: people, sql: x, columns: {sex: ID}}",
         "no field called"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_right_is_refused(tables, said):
    with pytest.raises(RefusedInput, match=r"mapping\.yaml") as fault:
        parsed(HEAD + tables, "mapping.yaml", CATALOGUE)
    assert said in str(fault.value)


def test_names_and_cells_are_never_statements(tmp_path):
    name = 'CELL" OR 1=1 --'
    tables = f"""
  - into: person
    from: people
    columns: {{local_id: ID, main_language: '{name}'}}
"""
    doubled = name.replace('"', '""')
    text = f'ID,"{doubled}"\n1,"\'); DROP TABLE x; --"\n'
    rows = carried_out(tmp_path, tables, patients=text)
    assert [row["main_language"] for row in rows] == ["'); DROP TABLE x; --"]


@pytest.mark.parametrize("identity", CATALOGUE.formats)
def test_a_format_that_is_saved_reads_the_same_again(identity):
    shipped = CATALOGUE.formats[identity]
    assert parsed(saved(shipped), identity, CATALOGUE) == shipped


def test_a_changed_layout_is_told_column_by_column(tmp_path):
    text = HEAD.replace("columns: [ID]", "layout: [ID, BIRTHDAY, OLD]")
    tables = "  - {into: person, from: people, columns: {local_id: ID}}"
    mapping = parsed(text + tables, "mapping.yaml", CATALOGUE)
    source = tmp_path / "patients.csv"
    source.write_text("ID,BIRTH_DAY,SEX\n1,2001-01-01,F\n")
    found = changes(mapping, received(source, tmp_path / "work", SMALL))
    assert [one.renamed for one in found] == [{"BIRTHDAY": "BIRTH_DAY"}]
    assert (found[0].gone, found[0].added) == (("OLD",), ("SEX",))


def test_a_delivery_is_recognised_and_what_is_missing_is_named(tmp_path):
    (tmp_path / "person.csv").write_text("local_id,birth_date,sex\n1,2001-01-01,F\n")
    delivery = received(tmp_path / "person.csv", tmp_path / "work", SMALL)
    assert "plain_tables" in [
        one.id for one in fitting(CATALOGUE.formats.values(), delivery)
    ]
    tables = "  - {into: person, from: people, columns: {local_id: ID}}"
    mapping = parsed(HEAD + tables, "mapping.yaml", CATALOGUE)
    with pytest.raises(RefusedInput, match="There is no table 'people'"):
        matched(mapping, delivery)
