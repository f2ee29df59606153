"""Which tables of codes are which of ours: by what codes mean, or what is beside."""

from itertools import pairwise
from typing import Any

from phm_core.catalogue.schema import Intake
from phm_core.onboarding.code_shapes import system_of
from phm_core.onboarding.codes.meaning import Resolver
from phm_core.onboarding.loading.expressions import ZERO
from phm_core.onboarding.loading.kinds import MOST
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import plain

SYSTEM_OF = {
    "SNOMED CT code": "snomedct",
    "ICD-10 code": "icd10",
    "LOINC code": "loinc",
}
NAMED_FOR = (
    "ctv3",
    "readv2",
    "icd10",
    "opcs4",
    "bnf",
    "dmd",
    "snomed",
    "loinc",
    "read",
)
"""Coding systems that a column of codes may be called after."""
IN_WORDS = {"term", "text", "description", "display", "name", "rubric", "version"}
"""Words in the name of a column that says what a code means, not the code."""
OF_MEDICINES = ("dmd", "bnf")


def share_known(
    one: Profile, columns: dict[str, Any], intake: Intake, resolver: Resolver
) -> float:
    """Share of the rows looked at whose code means something for a table."""
    seen = {column.read: column for column in one.readable}
    code = seen.get(str(columns["code"]))
    if code is None or any(name in columns for name in _entries(intake)):
        return 1.0
    system = named_for(code.name) or SYSTEM_OF.get(code.kind, "snomedct")
    hits = total = 0
    for value, rows in code.samples:
        total += rows
        found = resolver.find(system, value.removesuffix(ZERO))
        hits += rows * any(m.family == intake.codes_for for m in found)
    return hits / total if total else 0.0


def named_for(column: str) -> str:
    """The coding system that a column of codes is called after."""
    named = plain(column).replace("_", "")
    return next((system_of(one) for one in NAMED_FOR if one in named), "")


def holds_codes(column: str) -> bool:
    """Whether a column is called after a coding system, such as Problem (ICD-10)."""
    words = plain(column).split("_")
    two = {first + second for first, second in pairwise(words)}
    # To read is a verb too.
    called = two.union(words) & {*NAMED_FOR, "snomedct"} - {"read"}
    return bool(called) and not IN_WORDS.intersection(words)


def likely(one: Profile, intake: Intake, columns: dict[str, Any]) -> bool:
    """What a table of codes that no list knows is, by what else it holds."""
    if named_for(str(columns["code"])) in OF_MEDICINES:
        return intake.id == "medication"
    if "value" in columns:
        # A table of entries of every kind has numbers in some of its rows alone.
        seen = {column.read: column for column in one.readable}
        value = seen.get(str(columns["value"]))
        mixed = value is not None and value.filled < MOST * one.table.rows
        return intake.id == "measurement" or (mixed and intake.id == "condition")
    return intake.id == ("medication" if "quantity_days" in columns else "condition")


def _entries(intake: Intake) -> list[str]:
    return [column.name for column in intake.columns if column.type == "entry"]
