"""A site's own code lists: read, checked code by code, matched to the catalogue.

The project ships names of reference sets, never their codes, which are licensed. A
site keeps one CSV file or a folder of them, with the columns codelist, system, code
and term. Where there is no codelist column, the file's name is the list's name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import RefusedInput, listed, several
from phm_core.onboarding.code_shapes import NESTED, fault_of
from phm_core.onboarding.codelist_rows import (
    Coded,
    Listed,
    codelist_files,
    rows_of,
)

PREFIX = "nhsd-primary-care-domain-refsets-"
DATED = re.compile(r"^(?P<name>.+?)-(?P<date>20\d\d-?\d\d-?\d\d)$")
MOST_SHOWN = 20
SAY_SYSTEM = (
    "Codes are taken as SNOMED CT where the file says nothing else: if they are of "
    "another system, call their column icd10, readv2, ctv3 or opcs4, or add a column "
    "called system.\n"
)
OWN = ("conditions", "measurements", "medicines", "processes", "scores", "social")
RESOLUTION = "resolution"


@dataclass(frozen=True)
class CodeList:
    """One list: the name that the catalogue knows it by, and its codes.

    `version` is the date in the published name (year, month, day), or nothing.
    """

    name: str
    version: str
    entries: frozenset[Coded]

    @property
    def codes(self) -> frozenset[str]:
        """The codes alone, whatever their system."""
        return frozenset(entry.code for entry in self.entries)


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
        read = several(count, "code list was", "code lists were")
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
    plain, date = (dated["name"], dated["date"]) if dated else (name, "")
    family, mark, rest = plain.partition(".")
    own = family in OWN and mark  # a file's name cannot hold a slash
    return (f"{family}/{rest.replace('.', '/')}" if own else plain), date.replace(
        "-", ""
    )


def read_codelists(path: Path, catalogue: Catalogue) -> Matching:
    """Read a CSV file, or every CSV file of a folder, and match it to the catalogue.

    Raises RefusedInput with the file and line of each code that cannot be right, such
    as one that a spreadsheet has turned into scientific notation.
    """
    files = codelist_files(path)
    return matching(chain.from_iterable(map(rows_of, files)), catalogue)


def matching(rows: Iterable[Listed], catalogue: Catalogue) -> Matching:
    """The lists that rows make, matched to the catalogue.

    Raises RefusedInput with the place of each code that cannot be right.
    """
    codes: dict[tuple[str, str], set[Coded]] = defaultdict(set)
    faults: list[str] = []
    presumed = False
    for row in rows:
        if fault := _fault(row.coded):
            faults.append(f"{row.place}: {fault}")
            presumed = presumed or row.presumed
        codes[plain_name(row.published)].add(row.coded)
    _refuse(faults, presumed=presumed)
    newest: dict[str, CodeList] = {}
    older: list[str] = []
    for name, version in sorted(codes):
        if name in newest:
            older.append("-".join(filter(None, [name, newest[name].version])))
        entries = frozenset(codes[name, version])
        newest[name] = CodeList(name, version, entries)
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


def own_names(catalogue: Catalogue) -> Iterator[str]:
    """Names by which a list may speak of an entry itself, such as conditions/asthma.

    With a third part it says what kind of record its codes are: conditions/asthma/
    resolution, or an outcome of a process.
    """
    for family in OWN:
        for identity, entry in catalogue.family(family).items():
            yield f"{family}/{identity}"
            for outcome in getattr(entry, "outcomes", ()):
                yield f"{family}/{identity}/{outcome.id}"
            if family == "conditions":
                yield f"{family}/{identity}/{RESOLUTION}"


def _fault(coded: Coded) -> str:
    """Why a row cannot be right, as a sentence; nothing when it can be."""
    if coded.descendants and coded.system not in NESTED:
        return (
            f"'{coded.code}' asks for its descendants, which codes of {coded.system} "
            "do not show. List each of them."
        )
    return fault_of(coded.code, coded.system)


def _matched(
    lists: dict[str, CodeList], older: tuple[str, ...], catalogue: Catalogue
) -> Matching:
    named = wanted(catalogue)
    missing = {name: entries for name, entries in named.items() if name not in lists}
    known = named.keys() | set(own_names(catalogue))
    unused = tuple(name for name in lists if name not in known)
    return Matching(lists, missing, unused, older)


def _refuse(faults: list[str], *, presumed: bool) -> None:
    if not faults:
        return
    shown = "\n".join(f"- {fault}" for fault in faults[:MOST_SHOWN])
    more = len(faults) - MOST_SHOWN
    rest = f"\n- and {more:,} more" if more > 0 else ""
    raise RefusedInput(
        f"These code lists are refused; nothing was changed:\n{shown}{rest}\n"
        f"{SAY_SYSTEM if presumed else ''}"
        "Open CSV files in a text editor, or import every column as text."
    )
