"""The rows of code list files, whatever their publisher calls the columns."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from phm_core.errors import RefusedInput, did_you_mean
from phm_core.onboarding.code_shapes import as_it_was, system_of

COLUMNS = {
    "codelist": ("codelist", "code_list", "refset", "cluster_id", "list"),
    "system": ("system", "code_system", "coding_system"),
    "code": (
        "code", "snomedct", "snomedcode", "concept_id", "conceptid", "dmd_id",
        "ctv3id", "ctv3", "readv2", "icd10", "icd", "opcs4", "loinc", "rxnorm", "cvx",
        "snomed_code", "snomedct_code", "icd10_code", "opcs4_code", "read_code",
        "readv2_code", "ctv3_code", "id", "bnf_code",
    ),
    "term": ("term", "description", "name", "code_description"),
    "descendants": ("descendants", "include_descendants", "with_descendants"),
}  # fmt: skip
# Names of the code's column that say which system it is of.
SAYS_SYSTEM = {
    "dmd_id": "dmd",
    "ctv3id": "ctv3",
    "icd": "icd10",
    **{name: name for name in ("ctv3", "readv2", "icd10", "opcs4", "loinc", "rxnorm")},
    "cvx": "cvx",
    "read_code": "readv2",
    **{f"{name}_code": name for name in ("icd10", "opcs4", "readv2", "ctv3", "bnf")},
}
USUAL_SYSTEM = "snomedct"
BELOW = ("*", "%")
YES = ("y", "yes", "true", "1")


@dataclass(frozen=True)
class Coded:
    """A code of a system; `descendants`: and all that begin with it."""

    system: str
    code: str
    descendants: bool = False


@dataclass(frozen=True)
class Listed:
    """One row of a code list: where it stands, the list's name, the code.

    presumed: nothing in the file says of which system the code is. named: whether the
    row itself names its list; None where the file has no column for that.
    """

    place: str
    published: str
    coded: Coded
    presumed: bool = False
    named: bool | None = None


def codelist_files(path: Path) -> list[Path]:
    """A CSV file, or every CSV file of a folder. Raises RefusedInput without any."""
    found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise RefusedInput(
            f"There is no code list in '{path}'. Give a CSV file with the columns "
            "codelist, system, code and term, or a folder of them."
        )
    return found


def rows_of(file: Path) -> Iterator[Listed]:
    """Each row of a code list file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened)
            columns, system = _columns(next(reader, []), file)
            for row in reader:
                if any(cell.strip() for cell in row):
                    place = f"{file.name}, line {reader.line_num}"
                    yield _row(row, columns, (place, file.stem, system))
    except UnicodeDecodeError:
        raise RefusedInput(
            f"{file.name} is not UTF-8 text. Save it again as 'CSV UTF-8'."
        ) from None
    except csv.Error as fault:
        raise RefusedInput(
            f"{file.name} is no table of codes ({fault}). Take it from its publisher "
            "again."
        ) from None


def _columns(header: list[str], file: Path) -> tuple[dict[str, int], str]:
    """Where each column stands, and the system that the code's name implies, if any."""
    cells = [cell.strip().lower().replace(" ", "_") for cell in header]
    found = {
        column: name
        for column, names in COLUMNS.items()
        for name in names[::-1]
        if name in cells
    }
    if "code" not in found:
        hint = did_you_mean("code", cells)
        raise RefusedInput(
            f"{file.name} has no column called 'code' in its first line.{hint} "
            "It needs codelist, system, code and term."
        )
    system = SAYS_SYSTEM.get(found["code"], "")
    return {column: cells.index(name) for column, name in found.items()}, system


def _row(
    row: list[str], columns: dict[str, int], otherwise: tuple[str, str, str]
) -> Listed:
    def cell(column: str) -> str:
        place = columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""

    place, stem, system = otherwise
    code = as_it_was(cell("code"))
    below = code.endswith(BELOW) or cell("descendants").lower() in YES
    said = cell("system") or system
    named = system_of(said or USUAL_SYSTEM)
    coded = Coded(named, code.rstrip("".join(BELOW)), below)
    listed = cell("codelist")
    own = bool(listed) if "codelist" in columns else None
    return Listed(place, listed or stem, coded, presumed=not said, named=own)
