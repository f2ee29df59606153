"""Synthetic people written in a format and loaded again are the same, but for losses.

What each format loses is listed here, table by table, and told in its declaration.
"""

from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.onboarding.exporting.export import HERE, export, exportable
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.identity import LOCAL
from phm_core.onboarding.loading.load import load
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import ROOMY
from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.synthetic import making
from phm_core.synthetic.demo_area import publish_demo_area
from phm_core.synthetic.pack import read_pack
from phm_core.synthetic.planted import plan_for

CATALOGUE = load_catalogue()
PEOPLE, SEED, SHOWN = 400, 7, 4
LIFE = (
    "care_home", "housebound", "lives_alone", "carer", "main_language",
    "interpreter_needed", "housing_tenure", "fuel_poverty", "digital_exclusion_decile",
    "employment", "veteran", "asylum_seeker_or_refugee", "no_fixed_abode",
    "social_isolation",
)  # fmt: skip
CODES = ("code", "code_system")
ALWAYS = {"person_id", "pseudonym"}
# The demo keeps the age at which somebody died or left.
AGE = "CASE WHEN died_on IS NULL AND deregistered_on IS NULL THEN age END"


@dataclass(frozen=True)
class Same:
    """What must be the same: columns of each table, and of which rows (SQL)."""

    tables: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    key: str = "pseudonym"


def all_but(table: str, *lost: str) -> str:
    names = CATALOGUE.datasets[table].names
    assert set(lost) <= set(names)
    kept = [name for name in names if name not in {*lost, *ALWAYS}]
    columns = ", ".join(f'"{name}"' for name in kept)
    return columns.replace('"age"', AGE)


def lettered(columns: str) -> str:
    """Columns in which a group without a letter of the NHS is not known."""
    for name in ("ethnicity", "ethnicity_group"):
        known = f"CASE WHEN {NO_LETTER} THEN 'unknown' ELSE {name} END"
        columns = columns.replace(f'"{name}"', known)
    return columns


def whole(*tables: str) -> dict[str, str]:
    return {table: all_but(table) for table in tables}


NO_LETTER = (
    "ethnicity IN ('other_arab', 'white_roma', 'white_gypsy_or_irish_traveller')"
)
STAYS = "setting IN ('emergency_admission', 'elective_admission')"
SAME = {
    "plain_tables": Same(
        whole(
            "activity", "cancer_pathway", "emergency_care", "maternity",
            "measurement", "medication", "opt_out", "person", "procedure", "process",
            "registration", "score", "sharing_flag", "waiting",
        )
        # A wider condition that is implied has the code of the narrower one.
        | {"condition": all_but("condition", *CODES)},
    ),
    "fhir_r4": Same(
        whole(
            "measurement", "medication", "opt_out", "procedure", "process",
            "registration",
        )
        | {
            "condition": all_but("condition", *CODES),
            "person": lettered(all_but("person", *LIFE)),
            "activity": all_but(
                "activity", "icd10_all", "arrival_mode", "acsc", "cost_gbp"
            ),
        },
    ),
    "omop_cdm": Same(
        {
            "person": all_but(
                "person", "ethnicity", "ethnicity_group", "smoking", *LIFE
            ),
            "condition": all_but("condition", "source", *CODES),
            "measurement": all_but("measurement", "source"),
            "medication": all_but("medication"),
            "process": all_but("process"),
            "procedure": all_but("procedure", "setting"),
            "activity": 'setting, start, "end", provider_code',
        },
        rows={"activity": "setting NOT IN ('mental_health', 'social_care', 'nhs111')"},
        key="person_id",
    ),
    "synthea_csv": Same(
        {
            "person": "birth_month, sex, died_on, smoking",
            "condition": all_but("condition", "source", *CODES),
            "measurement": all_but("measurement", "source"),
            "medication": all_but("medication", "quantity_days"),
            "process": all_but("process"),
            "activity": 'setting, start, "end", provider_code',
        },
        rows={
            "activity": "setting IN ('gp', 'ae', 'elective_admission', 'outpatient', "
            "'community')"
        },
    ),
    "hes": Same(
        {
            "activity": 'setting, start, "end", provider_code, icd10, icd10_all, '
            "discharge_destination",
            "procedure": "date, opcs4",
            "emergency_care": "start, department_type, attendance_category, "
            "arrival_hour, disposition, investigations, treatments",
        },
        rows={"activity": STAYS},
    ),
    "mhsds": Same(
        {
            "person": lettered(
                '"birth_month", "sex", "ethnicity", "lsoa21", "imd_decile", '
                '"practice_code", "registered_on", "deregistered_on", "died_on"'
            ),
            "activity": 'setting, start, "end", provider_code',
        },
        rows={"activity": "setting = 'mental_health'"},
    ),
    "attribute_table": Same(
        {
            "person": "birth_month, sex, ethnicity, lsoa21, imd_decile, "
            "practice_code, died_on, smoking, care_home, housebound, carer",
        },
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("demo")
    pack = read_pack(publish_demo_area(folder / "area", SEED))
    order = making.Order(people=PEOPLE, seed=SEED, months_later=0)
    path = making.publish_people(pack, plan_for(pack), order, folder, making.quiet)
    return open_snapshot(path)


@pytest.fixture(scope="module", autouse=True)
def no_history() -> Iterator[None]:
    """Months are counted from what is compared here; they have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "add_history", lambda _, about, __: about)
        yield


@pytest.fixture(scope="module")
def again(
    demo: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Snapshot]:
    """The demo written in a format and loaded from there."""

    def there_and_back(named: str) -> Snapshot:
        folder = tmp_path_factory.mktemp(named)
        written = export(demo, named, folder / "files", CATALOGUE.datasets)
        assert written
        assert sum(written.values()) > PEOPLE
        wish = Wish(
            path=folder / "files",
            mapping=CATALOGUE.formats[named],
            area=demo.path,
            as_at=demo.manifest.as_at,
            into=folder / "snapshots",
            catalogue=CATALOGUE,
            synthetic=True,
            limits=ROOMY,
        )
        path, report = load(wish)
        unknown = [code for code in report.unmapped if code.system != "icd10"]
        assert unknown == []
        undated = [note for note in report.notes if "without a day" in note]
        assert bool(undated) == (named == "attribute_table")
        return open_snapshot(path)

    return there_and_back


def opened(snapshot: Snapshot, table: str) -> duckdb.DuckDBPyRelation:
    files = [str(path) for path in snapshot.files(table)]
    return duckdb.read_parquet(files, union_by_name=True)


def _pseudonym(local_id: str) -> str:
    """As made-up people get it, worked out here by other means."""
    made = sha256(f"{LOCAL}{local_id}".encode()).digest()
    return b32encode(made).decode().lower()[:26]


def differing(before: Snapshot, after: Snapshot, same: Same) -> dict[str, list]:
    """Some rows of each table that one of the two has and the other lacks."""
    with duckdb.connect() as connection:
        people = opened(before, "person").select(f"person_id, {same.key}::VARCHAR AS k")
        known = [(n, _pseudonym(k)) for n, k in people.fetchall()]
        connection.execute("CREATE TABLE was (person_id BIGINT, who VARCHAR)")
        connection.executemany("INSERT INTO was VALUES (?, ?)", known)
        now = opened(after, "person").select("person_id, pseudonym AS who")
        connection.from_arrow(now.to_arrow_table()).create("now")
        found = {}
        for table, columns in same.tables.items():
            sides = []
            for snapshot, names in ((before, "was"), (after, "now")):
                if not snapshot.has(table):
                    sides.append([])
                    continue
                rows = opened(snapshot, table).to_arrow_table()
                connection.register("rows", rows)
                kept = same.rows.get(table, "true")
                picked = connection.sql(
                    f"SELECT DISTINCT who, {columns} FROM rows JOIN {names} "  # noqa: S608  # names of the test
                    f"USING (person_id) WHERE {kept}"
                )
                sides.append(picked.fetchall())
            found[table] = sorted(set(sides[0]) ^ set(sides[1]), key=str)[:SHOWN]
        return {table: rows for table, rows in found.items() if rows}


@pytest.mark.parametrize("named", sorted(SAME))
def test_what_is_loaded_is_what_was_written(demo, again, named):
    assert differing(demo, again(named), SAME[named]) == {}


def test_every_format_that_is_written_is_compared_and_says_what_it_loses():
    assert set(exportable()) == set(SAME) == set(CATALOGUE.formats)
    assert all(entry.loses for entry in CATALOGUE.formats.values())


def test_an_attribute_table_has_a_flag_for_every_condition():
    text = (HERE / "attribute_table.sql").read_text(encoding="utf-8")
    assert all(f"AS has_{identity}" in text for identity in CATALOGUE.conditions)


def test_records_of_real_people_are_not_exported(demo, tmp_path: Path):
    manifest = demo.manifest.model_copy(update={"synthetic": False})
    real = Snapshot(demo.path, manifest)
    with pytest.raises(NotPermitted, match="are not exported"):
        export(real, "fhir_r4", tmp_path / "out", CATALOGUE.datasets)
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_written_is_refused_before_anything_is(demo, tmp_path: Path):
    with pytest.raises(RefusedInput, match="Did you mean 'fhir_r4'"):
        export(demo, "fhir_r5", tmp_path / "out", CATALOGUE.datasets)
    assert not (tmp_path / "out").exists()
    with pytest.raises(RefusedInput, match="Name a new one"):
        export(demo, "fhir_r4", tmp_path, CATALOGUE.datasets)
