"""A site's own code lists: read, checked code by code, matched to the catalogue.

The project ships names of reference sets, never their codes, which are licensed. A
site keeps one CSV file or a folder of them, with the columns codelist, system, code
and term. Where there is no codelist column, the file's name is the list's name.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.onboarding.code_shapes import SYSTEMS, fault_of

PREFIX = "nhsd-primary-care-domain-refsets-"
DATED = re.compile(r"^(?P<name>.+?)-(?P<date>20\d{6})$")
MOST_SHOWN = 20
COLUMNS = {
    "codelist": ("codelist", "code_list", "refset", "cluster_id", "list"),
    "system": ("system", "code_system", "coding_system"),
    "code": ("code", "snomedct", "concept_id", "conceptid", "id"),
    "term": ("term", "description", "name", "code_description"),
}


@dataclass(frozen=True)
class CodeList:
    """One list: the name that the catalogue knows it by, and its codes.

    `version` is the date in the published name (year, month, day), or nothing.
    """

    name: str
    system: str
    version: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Matching:
    """How a site's lists and the catalogue fit together.

    `missing`: reference sets that the catalogue names and the site lacks, each with the
    entries (family/id) that wait for it. `unused`: lists that nothing names. `older`:
    published names left out because a newer version of the same list is there.
    """

    lists: Mapping[str, CodeList]
    missing: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    older: tuple[str, ...]

    def codes(self, *names: str) -> frozenset[str]:
        """Codes of all the named lists that the site has."""
        found = (self.lists[name].codes for name in names if name in self.lists)
        return frozenset(chain.from_iterable(found))

    def sentences(self) -> list[str]:
        """What was found, for a person."""
        count = len(self.lists)
        read = "1 code list was" if count == 1 else f"{count} code lists were"
        lines = [f"{read} read."]
        lines += [
            f"There is no list '{name}': it is needed for {listed(entries)}."
            for name, entries in self.missing.items()
        ]
        lines += [f"The list '{name}' is not used by anything." for name in self.unused]
        return lines + [
            f"'{name}' was left out: there is a newer one." for name in self.older
        ]


def plain_name(published: str) -> tuple[str, str]:
    """A list's name without publisher and date, and the date (or nothing).

    'nhsd-primary-care-domain-refsets-dm_cod-20250912' gives ('dm_cod', '20250912').
    """
    name = published.strip().lower().removeprefix(PREFIX)
    dated = DATED.match(name)
    return (dated["name"], dated["date"]) if dated else (name, "")


def read_codelists(path: Path, catalogue: Catalogue) -> Matching:
    """Read a CSV file, or every CSV file of a folder, and match it to the catalogue.

    Raises RefusedInput with the file and line of each code that cannot be right, such
    as one that a spreadsheet has turned into scientific notation.
    """
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    systems: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    for file in _files(path):
        for place, published, system, code in _rows(file):
            fault = fault_of(code, system)
            if fault:
                faults.append(f"{place}: {fault}")
            key = plain_name(published)
            codes[key].add(code)
            systems[key] = system
    _refuse(faults)
    newest: dict[str, CodeList] = {}
    older: list[str] = []
    for name, version in sorted(codes):
        key = (name, version)
        if name in newest:
            older.append("-".join(filter(None, [name, newest[name].version])))
        newest[name] = CodeList(name, systems[key], version, frozenset(codes[key]))
    return _matched(newest, tuple(older), catalogue)


def wanted(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Every reference set that the catalogue names, with the entries that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for condition in catalogue.conditions.values():
        sets = condition.codes
        for name in (*sets.diagnosis, *sets.resolution, *sets.supporting):
            found[name].append(f"conditions/{condition.id}")
    for family in ("measurements", "medicines", "processes", "social"):
        for entry in catalogue.family(family).values():
            for name in getattr(entry, "codes", ()):
                found[name].append(f"{family}/{entry.id}")
    return {name: tuple(entries) for name, entries in sorted(found.items())}


def _matched(
    lists: dict[str, CodeList], older: tuple[str, ...], catalogue: Catalogue
) -> Matching:
    named = wanted(catalogue)
    missing = {name: entries for name, entries in named.items() if name not in lists}
    unused = tuple(name for name in lists if name not in named)
    return Matching(lists, missing, unused, older)


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise RefusedInput(
            f"There is no code list in '{path}'. Give a CSV file with the columns "
            "codelist, system, code and term, or a folder of them."
        )
    return found


def _rows(file: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each row of a file as (file and line, list's name, system, code)."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened)
            columns = _columns(next(reader, []), file)
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield _row(row, columns, file, reader.line_num)
    except UnicodeDecodeError:
        raise RefusedInput(
            f"{file.name} is not UTF-8 text. Save it again as 'CSV UTF-8'."
        ) from None


def _columns(header: list[str], file: Path) -> dict[str, int]:
    """Where each column stands, whatever its usual names."""
    cells = [cell.strip().lower().replace(" ", "_") for cell in header]
    found = {
        column: cells.index(name)
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
    return found


def _row(
    row: list[str], columns: dict[str, int], file: Path, line: int
) -> tuple[str, str, str, str]:
    def cell(column: str) -> str:
        place = columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""

    system = cell("system").lower().replace(" ", "").replace("-", "") or "snomedct"
    named = SYSTEMS.get(system, system)
    return (
        f"{file.name}, line {line}",
        cell("codelist") or file.stem,
        named,
        cell("code"),
    )


def _refuse(faults: list[str]) -> None:
    if not faults:
        return
    shown = "\n".join(f"- {fault}" for fault in faults[:MOST_SHOWN])
    more = len(faults) - MOST_SHOWN
    rest = f"\n- and {more:,} more" if more > 0 else ""
    raise RefusedInput(
        f"These code lists are refused; nothing was changed:\n{shown}{rest}\n"
        "Open CSV files in a text editor, or import every column as text."
    )
