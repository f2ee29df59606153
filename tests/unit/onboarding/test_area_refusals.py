"""Bad input is refused with a sentence that names the file and what to do."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.build import build_area_pack
from tests.area_source import (
    LSOAS,
    WRITERS,
    feature,
    square,
    write_area_source,
    write_csv,
)


def refusal(source: Path) -> str:
    """The sentence with which a folder is refused; nothing is written then."""
    out = source.parent / "pack"
    with pytest.raises(RefusedInput) as refused:
        build_area_pack(source, out=out)
    assert [path for path in source.parent.iterdir() if path != source] == []
    return str(refused.value)


def test_without_the_list_of_practices_nothing_is_built(tmp_path: Path) -> None:
    source = write_area_source(tmp_path / "source", without=["practices"])
    assert refusal(source).startswith("There is no list of practices in the folder")


def test_any_other_missing_file_is_named_with_what_will_not_work(
    tmp_path: Path,
) -> None:
    only = [kind for kind in WRITERS if kind != "practices"]
    source = write_area_source(tmp_path / "source", without=only)
    built = build_area_pack(source, out=tmp_path / "pack")
    said = "\n".join(built.notes)
    assert "without it there is no Place level" in said
    assert "without it there is no deprivation" in said
    assert "without them there are no maps" in said
    assert built.rows["organisation"] == 7
    assert not (built.path / "boundary").exists()


def test_a_truncated_boundary_file(source: Path) -> None:
    path = source / "shapes.geojson"
    path.write_text(path.read_text(encoding="utf-8")[:-500], encoding="utf-8")
    said = refusal(source)
    assert said.startswith("'shapes.geojson' is not whole GeoJSON")
    assert said.endswith("Download it again.")


def test_a_truncated_gzip_file(source: Path) -> None:
    (path,) = source.glob("*.gz")
    path.write_bytes(path.read_bytes()[:-20])
    assert "damaged or incomplete gzip" in refusal(source)


@pytest.mark.parametrize("ending", ["A90001,N", 'A90001,N,"North', "A90001,N,a,b"])
def test_a_truncated_or_ragged_csv_file(source: Path, ending: str) -> None:
    path = source / "places.csv"
    path.write_text(path.read_text(encoding="utf-8") + ending, encoding="utf-8")
    assert refusal(source).startswith("'places.csv' is not a whole CSV file")


def test_two_files_for_one_role(source: Path) -> None:
    shutil.copy(source / "places.csv", source / "places_copy.csv")
    said = refusal(source)
    assert "'places.csv' and 'places_copy.csv'" in said
    assert "Leave only one" in said


def test_one_year_of_registers_twice(source: Path) -> None:
    shutil.copy(source / "registers_2024-25.csv", source / "again_2024-25.csv")
    assert "gives the registers of 2024-25 more than once" in refusal(source)


def test_a_year_in_a_column_wins_over_the_file_name(source: Path) -> None:
    path = source / "registers_2020-21.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},year", *(f"{row},2019/20" for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    built = build_area_pack(source, out=source.parent / "pack")
    years = pd.read_parquet(built.path / "published_register.parquet")["year"]
    assert set(years) == {"2019-20", "2024-25"}


def test_registers_without_any_year(source: Path) -> None:
    (source / "registers_2024-25.csv").rename(source / "registers.csv")
    assert "'registers.csv' does not say its year" in refusal(source)


def test_a_list_of_practices_without_a_date(source: Path) -> None:
    (source / "practices_2026-07.csv").rename(source / "practices.csv")
    assert "does not say its date" in refusal(source)


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(source: Path) -> None:
        path = source / name
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_edit("imd.csv", LSOAS[1], LSOAS[0]), "'imd.csv' has the small area"),
        (_edit("imd.csv", LSOAS[1], "E019"), "'E019' is not the code of a 2021"),
        (_edit("imd.csv", f"{LSOAS[0]},1,", f"{LSOAS[0]},11,"), "outside 1 to 10"),
        (_edit("ages.csv", "FEMALE", "WOMAN"), "'ages.csv' has the sex 'WOMAN'"),
        (_edit("ages.csv", "0_4", "babies"), "has the age band 'babies'"),
        (_edit("ages.csv", ",75\n", ",many\n"), "'many' in column 'patients' is not"),
        (_edit("ages.csv", ",75\n", ",-75\n"), "is not a count of people"),
        (_edit("ages.csv", ",75\n", ",7.5\n"), "is not a count of people"),
        (_edit("census.csv", "100.0", "inf"), "is not a number"),
        (_edit("places.csv", "A90002", "A90001"), "'places.csv' has A90001 more than"),
        (_edit("history.csv", "2022/23", "2022/24"), "has the year '2022/24'"),
        (_edit("places.csv", "place_code", "place_name"), "the column 'place_name'"),
    ],
)
def test_a_wrong_cell_is_named(
    source: Path, edit: Callable[[Path], None], said: str
) -> None:
    edit(source)
    assert said in refusal(source)


def test_without_the_table_of_changes_registrations_are_left_out_and_said(
    tmp_path: Path,
) -> None:
    source = write_area_source(tmp_path / "source", without=["lsoa_change"])
    built = build_area_pack(source, out=tmp_path / "pack")
    assert "registration_by_lsoa" not in built.rows
    assert any("of 2011 cannot be placed" in note for note in built.notes)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([feature(LSOAS[0], square(0))] * 2, "more than once"),
        ([feature("E07000001X", square(0))], "no 2021 small-area code"),
        ([feature(LSOAS[0], [[[530_000, 180_000]] * 4])], "not in degrees"),
        ([feature(LSOAS[0], [])], "has no polygon"),
    ],
)
def test_a_wrong_shape_is_named(source: Path, shapes: list, said: str) -> None:
    collection = {"type": "FeatureCollection", "features": shapes}
    (source / "shapes.geojson").write_text(json.dumps(collection), encoding="utf-8")
    assert said in refusal(source)


def test_json_that_is_not_boundaries(source: Path) -> None:
    (source / "other.json").write_text("[]", encoding="utf-8")
    assert "'other.json' is JSON but not a GeoJSON" in refusal(source)


def test_a_file_with_other_columns_is_left_aside_and_said(source: Path) -> None:
    write_csv(source / "notes.csv", "practice_code,place_name", [("A90001", "x")])
    write_csv(source / "diary.csv", "day,text", [("1", "x")])
    built = build_area_pack(source, out=source.parent / "pack")
    said = "\n".join(built.notes)
    assert "'notes.csv' was left aside: it is nearest to the practices by Place" in said
    assert "lacks place_code" in said
    assert "'diary.csv' was left aside: its columns are of no known layout" in said


def test_an_area_pack_is_never_overwritten(source: Path) -> None:
    out = source.parent / "pack"
    build_area_pack(source, out=out)
    with pytest.raises(RefusedInput, match="is already there"):
        build_area_pack(source, out=out)


def test_file_names_and_capitals_do_not_matter(source: Path, table) -> None:
    for number, path in enumerate(sorted(source.glob("*.csv"))):
        head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        text = "\n".join([head.upper(), *rows])
        kept = [year for year in ("2026-07", "2024-25", "2020-21") if year in path.name]
        new = source / f"{number}_{''.join(kept)}.csv.gz"
        new.write_bytes(gzip.compress(text.encode("utf-8-sig")))
        path.unlink()
    built = build_area_pack(source, out=source.parent / "pack")
    for name in ("organisation", "small_area", "list_size", "published_register"):
        again = pd.read_parquet(built.path / f"{name}.parquet")
        pd.testing.assert_frame_equal(again, table(name))
