"""The public files of a small made-up area, in the layouts they are published in.

A grid of small areas, two Places, three PCNs, a practice in no PCN, a
special-allocation practice, a practice that has closed, and an ICB that was renamed.
The files are as untidy as real ones: a BOM, gzip, capitals, counts written '1,234'
and '378.0', a 2011 area that was split, two that were merged, people in Wales and
people without an area.
"""

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path

CORNER = (-2.0, 53.0)
STEP = 0.01
COLUMNS, ROWS = 6, 4
LSOAS = [f"E0190{number:04d}" for number in range(1, COLUMNS * ROWS + 1)]
SURROUNDED, AROUND = LSOAS[0], LSOAS[1]  # the first lies inside the second
OUTSIDE = ["E01909001", "E01909002"]  # in the sources, but without a shape
SPLIT, MERGED = "E01800001", ("E01800002", "E01800003")

PRACTICES = {  # code: (name, PCN, sub-ICB, list)
    "A90001": ("BRIDGE STREET SURGERY", "U90001", "90A", 3_000),
    "A90002": ("DR NYE & PARTNERS", "U90001", "90A", 2_000),
    "A90003": ("HARBOUR MEDICAL CENTRE", "U90002", "90A", 2_500),
    "A90004": ("THE QUAY PRACTICE", "U90002", "90B", 1_500),
    "A90005": ("HILLTOP SURGERY", "U90003", "90B", 2_000),
    "A90006": ("LONE OAK SURGERY", "U", "90B", 1_000),
    "A90007": ("SAS WESSMERE", "U", "90B", 100),
}
CLOSED = "A90099"
PCNS = {"U90001": "BRIDGE PCN", "U90002": "HARBOUR PCN", "U90003": "HILL PCN"}
PLACES = {"N": "North Wessmere", "S": "South Wessmere"}
PLACE_OF = dict(zip(PRACTICES, "NNSSSSS", strict=True))
BANDS = [*(f"{low}_{low + 4}" for low in range(0, 95, 5)), "95+"]
GROUPS = {"DM": "17OV", "HYP": "TOTAL", "AST": "06OV", "OST": "50OV"}
SHARE_OF_LIST = {"TOTAL": 1.0, "06OV": 0.9, "17OV": 0.8, "50OV": 0.4}
CHANGES = [
    (SPLIT, LSOAS[0], "S"),
    (SPLIT, LSOAS[1], "S"),
    (MERGED[0], LSOAS[2], "M"),
    (MERGED[1], LSOAS[2], "M"),
    *((code, code, "U") for code in [*LSOAS[3:], *OUTSIDE]),
]


def population(lsoa: str) -> int:
    """Residents of a small area."""
    return 1_000 + 100 * LSOAS.index(lsoa) if lsoa in LSOAS else 1_500


def register(practice: str, group: str) -> int:
    """People on a register in 2024-25."""
    return PRACTICES[practice][3] * (1 + list(GROUPS).index(group)) // 20


def among(practice: str, group: str) -> int:
    """The part of the list that a register is drawn from."""
    return round(PRACTICES[practice][3] * SHARE_OF_LIST[GROUPS[group]])


def registrations() -> list[tuple[str, str, int]]:
    """Patients by practice and small area of 2011."""
    rows = [("A90001", SPLIT, 101), ("A90001", MERGED[0], 50), ("A90002", MERGED[1], 7)]
    for at, lsoa in enumerate(LSOAS[3:]):
        own = list(PRACTICES)[at % 5]
        rows += [(own, lsoa, 400), (list(PRACTICES)[(at + 1) % 5], lsoa, 60)]
        rows += [("A90006", lsoa, 30), ("A90007", lsoa, 900)]
    rows += [("A90003", OUTSIDE[0], 11), ("A90004", "W01000123", 5)]
    return [*rows, ("A90005", "NO2011", 3), ("A90004", "E01899999", 2)]


def write_area_source(folder: Path, *, without: Iterable[str] = ()) -> Path:
    """Write the files of the area to a folder, but for the kinds in `without`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, write in WRITERS.items():
        if kind not in without:
            write(folder)
    return folder


def write_csv(path: Path, header: str, rows: Iterable[Iterable[object]]) -> Path:
    """Write a CSV file in which every cell that needs it is quoted."""
    lines = [header, *(",".join(_cell(value) for value in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _cell(value: object) -> str:
    text = str(value)
    return f'"{text}"' if "," in text else text


def _practices(folder: Path) -> None:
    icb = ("Z9X9Z", "NHS Greater Wessmere Integrated Care Board")
    rows = [
        (code, name, "ZZ1 1ZZ", pcn, PCNS.get(pcn, "Unallocated"), sub_icb, *icb)
        for code, (name, pcn, sub_icb, _) in PRACTICES.items()
    ]
    write_csv(
        folder / "practices_2026-07.csv",
        "PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,"
        "SUB_ICB_LOCATION_CODE,ICB_CODE,ICB_NAME",
        rows,
    )


def _structures(folder: Path) -> None:
    rows: list[tuple[object, ...]] = []
    for year in ("2022/23", "2023/24"):
        for code, (name, later, sub_icb, _) in PRACTICES.items():
            moved = code == "A90005" and year == "2022/23"
            pcn = "U90002" if moved else later
            named = PCNS.get(pcn, "Unallocated").title().replace("Pcn", "PCN")
            rows.append((code, name.title(), pcn, named, sub_icb, "ZQ9", "Wess", year))
    rows.append((CLOSED, "Old Mill Surgery", "U90001", "Bridge PCN", "90A"))
    rows[-1] = (*rows[-1], "ZQ9", "Wessmere", "2022/23")
    write_csv(
        folder / "history.csv",
        "practice_code,practice_name,pcn_ods_code,pcn_name,sub_icb_ods_code,"
        "icb_ods_code,icb_name,qof_year",
        rows,
    )


def _places(folder: Path) -> None:
    rows = [(code, place, PLACES[place]) for code, place in PLACE_OF.items()]
    write_csv(folder / "places.csv", "practice_code,place_code,place_name", rows)


def _list_size(folder: Path) -> None:
    rows = [
        (code, sex, band, f"{size // 40:,}")
        for code, (_, _, _, size) in PRACTICES.items()
        for sex in ("FEMALE", "MALE")
        for band in BANDS
    ]
    rows += [("A90001", "ALL", "ALL", "3,000")]
    write_csv(folder / "ages.csv", "practice_code,sex,age_group_5,n", rows)


def _registrations(folder: Path) -> None:
    path = folder / "where_they_live_2022-07.csv"
    write_csv(path, "practice_code,lsoa11_code,patients", registrations())
    (folder / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


def _lsoa_change(folder: Path) -> None:
    write_csv(folder / "change.csv", "lsoa11_code,lsoa21_code,change_code", CHANGES)


def _deprivation(folder: Path) -> None:
    domains = ["income", "employment", "education", "health", "crime"]
    deciles = [*domains, "housing_and_services", "environment"]
    rows = [
        (code, 1 + at % 10, at * 1.5, 100 + at // 2, *([1 + at % 10] * len(deciles)))
        for at, code in enumerate([*LSOAS, *OUTSIDE])
    ]
    path = write_csv(
        folder / "imd.csv",
        "lsoa21_code,imd_decile,imd_score,imd_rank,"
        + ",".join(f"{name}_decile" for name in deciles),
        rows,
    )
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")


def _small_areas(folder: Path) -> None:
    def row(at: int, code: str) -> tuple[object, ...]:
        unitary = at % COLUMNS < COLUMNS // 2
        district = ("E06900001", "Wessmere") if unitary else ("E07900001", "Dale")
        ward = (f"E0590000{1 + at // 12}", f"Ward {1 + at // 12}")
        icb = ("ZQ9", "NHS Wessmere Integrated Care Board")
        return (f"Area {at}", code, *ward, *district, *icb, "UN1", "Urban: Nearer, yes")

    write_csv(
        folder / "lookup.csv",
        "LSOA21NM,LSOA21CD,WD24CD,WD24NM,LAD24CD,LAD24NM,icb24_code_nhs,icb24_name,"
        "ruc21_code,ruc21_classification",
        [row(at, code) for at, code in enumerate([*LSOAS, *OUTSIDE])],
    )


def _ethnicity(folder: Path) -> None:
    names = ["Asian, Asian British or Asian Welsh", "Black, Black British"]
    names += ["Mixed or Multiple ethnic groups", "Other ethnic group", "White"]
    rows = [
        (code, "100.0", "50.0", "30.0", "20.0", f"{population(code) - 200}.0")
        for code in [*LSOAS, *OUTSIDE]
    ]
    header = ",".join(["lsoa21_code", *(_cell(name) for name in names)])
    write_csv(folder / "census.csv", header, rows)


def _registers(folder: Path) -> None:
    header = "practice_code,group_code,register,patient_list_type,practice_list_size"
    for year, missing in (("2024-25", "A90007"), ("2020-21", "A90005")):
        rows = [
            (code, group, f"{register(code, group)}.0", kind, among(code, group))
            for code in PRACTICES
            if code not in {missing, "A90007"}
            for group, kind in GROUPS.items()
        ]
        write_csv(folder / f"registers_{year}.csv", header, rows)


def _england(folder: Path) -> None:
    rows = [
        (group, kind, f"{4_000_000 + at}.0", 50_000_000, 6_188)
        for at, (group, kind) in enumerate(GROUPS.items())
    ]
    header = "group_code,patient_list_type,register,list_size,practices"
    write_csv(folder / "whole_country_2024-25.csv", header, rows)


def square(at: int) -> list[list[list[float]]]:
    """Rings of one cell of the grid; the second cell surrounds the first."""
    if LSOAS[at] == SURROUNDED:
        west, south = CORNER[0] + STEP * 1.25, CORNER[1] + STEP * 0.25
        return [_ring(west, south, STEP / 2, STEP / 2)]
    if LSOAS[at] == AROUND:
        return [_ring(*CORNER, 2 * STEP, STEP), square(LSOAS.index(SURROUNDED))[0]]
    west = CORNER[0] + STEP * (at % COLUMNS)
    south = CORNER[1] + STEP * (at // COLUMNS)
    return [_ring(west, south, STEP, STEP)]


def _ring(west: float, south: float, wide: float, high: float) -> list[list[float]]:
    """A ring that runs anticlockwise, as RFC 7946 has exteriors."""
    east, north = west + wide, south + high
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return [[round(x, 5), round(y, 5)] for x, y in [*corners, corners[0]]]


def feature(code: str, rings: list[list[list[float]]]) -> dict[str, object]:
    """A GeoJSON feature of one small area."""
    return {
        "type": "Feature",
        "properties": {"LSOA21CD": code},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def _boundaries(folder: Path) -> None:
    features = [feature(code, square(at)) for at, code in enumerate(LSOAS)]
    write_shapes(folder, features)


def write_shapes(folder: Path, features: list[dict[str, object]]) -> Path:
    """Write the boundary file of the area."""
    path = folder / "shapes.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    return path


WRITERS: dict[str, Callable[[Path], None]] = {
    "practices": _practices,
    "structures": _structures,
    "places": _places,
    "list_size": _list_size,
    "registrations": _registrations,
    "lsoa_change": _lsoa_change,
    "deprivation": _deprivation,
    "small_areas": _small_areas,
    "ethnicity": _ethnicity,
    "registers": _registers,
    "england_registers": _england,
    "boundaries": _boundaries,
}
