"""Columns of the same kind side by side, such as Diagnosis 1 and Diagnosis 2."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.coded import SYSTEM_OF, named_for
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for, how_read
from phm_core.onboarding.loading.spellings import plain, spelt, stands_for
from phm_core.onboarding.loading.wide import beside

CONDITION, ENTRY = "condition", "condition_id"
ICD = "ICD-10 code"
CODES = ("SNOMED CT code", ICD)
OF_ILLNESS = {
    "diagnosis", "diagnoses", "diag", "dx", "icd", "icd10", "comorbidity", "problem",
    "condition", "disease", "ltc",
}  # fmt: skip
"""Words of columns whose codes are of illness, not of operations or medicines."""
NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")
MARK = "#"
MOST = 0.5
"""Share of the rows of a column whose words are known, for it to be of conditions."""


def diagnoses(one: Profile, columns: Mapping[str, Any]) -> dict[str, Any]:
    """All diagnoses of a stay, where they stand in several columns of ICD-10."""
    # Codes of operations look the same.
    coded = [seen for seen in one.columns if seen.kind == ICD and _of_illness(seen)]
    alike = {_mark(seen.name) for seen in coded}
    names = [
        seen.name
        for seen in one.columns
        if seen in coded or (seen.kind == "nothing" and _mark(seen.name) in alike)
    ]
    first = [name for name in names if name == columns.get("icd10")]
    names = [*first, *(name for name in names if name not in first)]
    if "icd10_all" in columns or not names[1:]:
        return {}
    return {"icd10_all": {"joined": names, "by": ";"}}


def of_operations(one: Profile, columns: Mapping[str, Any]) -> bool:
    """Whether a table has codes of operations, which look like those of ICD-10."""
    how = columns.get("opcs4")
    return any(seen.read == how and seen.kind == ICD for seen in one.readable)


def _of_illness(seen: Seen) -> bool:
    return any(word in OF_ILLNESS for word in plain(seen.name).split("_"))


def side_by_side(one: Profile, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A map of each of several columns of conditions, with the day that is its own."""
    intake = catalogue.intake[CONDITION]
    given = intake.column(ENTRY)
    held = columns_for(one, intake, catalogue)
    whose = {name: held[name] for name in PERSON_KEYS if name in held}
    if not whose:
        return
    words = spelt(given, catalogue)
    for several in _series(one):
        if not any(_says(seen, words) for seen in several):
            continue
        for seen in several:
            column = {**whose, **_what(seen, several)}
            days = beside(one, (given, {}), {seen.name: ""}, ("date", "day"))
            when = {each.name: each for each in one.columns}.get(
                days.get(seen.name, "")
            )
            if when is not None and when.kind == "date":
                column["date"] = how_read(intake.column("date"), when)
            elif "date" in held and not _numbered(held["date"]):
                column["date"] = held["date"]
            where = [{"column": seen.name, "filled": True}]
            yield {"into": CONDITION, "from": one.source, "where": where,
                   "columns": column}  # fmt: skip


def _series(one: Profile) -> Iterator[Sequence[Seen]]:
    """Columns that are called alike but for a number."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for seen in one.filled:
        if _numbered(seen.name):
            found[_mark(seen.name)].append(seen)
    yield from (several for several in found.values() if several[1:])


def _says(seen: Seen, words: Mapping[str, str]) -> bool:
    """Whether a column has codes of diagnoses, or names of conditions."""
    known = sum(rows for value, rows in seen.samples if stands_for(value, words))
    coded = seen.kind in CODES and _of_illness(seen)
    return coded or known > MOST * sum(rows for _, rows in seen.samples)


def _what(seen: Seen, several: Sequence[Seen]) -> dict[str, Any]:
    kind = next((each.kind for each in several if each.kind in CODES), None)
    if kind is None:
        return {ENTRY: seen.name}
    system = named_for(seen.name) or SYSTEM_OF[kind]
    return {"code": seen.name, "code_system": {"constant": system}}


def _numbered(how: Any) -> bool:
    name = how if isinstance(how, str) else str(how.get("column", ""))
    return NUMBER.search(plain(name)) is not None


def _mark(name: str) -> str:
    """A name with a mark in place of its number."""
    return NUMBER.sub(MARK, plain(name))
