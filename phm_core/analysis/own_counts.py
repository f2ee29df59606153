"""A practice's own counts from a file: one line a register, read apart."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.governance.evidence import LIST, NOT_SENT
from phm_core.governance.matching import given, title_of
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.onboarding.uploads.table import NO_ROWS, TABLE

REGISTER, PEOPLE = "register", "people"
HOW = (
    f"Give one line a register, under the headings '{REGISTER}' and '{PEOPLE}': the "
    f"name of the register, its id or its QOF code, '{LIST}' for the whole list, and "
    f"'{NOT_SENT}' for people whose records your supplier does not send."
)


def own_counts(content: bytes, name: str, catalogue: Catalogue) -> Mapping[str, int]:
    """Counts by register from an uploaded table.

    Raises RefusedInput, before anything is kept, for a file that is no such table, an
    unknown register, one that stands twice, or a count that is no number.
    """
    with tempfile.TemporaryDirectory(prefix="phm-") as folder:
        file = Path(folder) / "counts"
        file.write_bytes(content)
        apart("table", file, Path(folder), name=name, limits=SMALL)
        table = pq.read_table(Path(folder) / TABLE)
    if not len(table):
        raise RefusedInput(f"'{name}' was refused: it {NO_ROWS}. Send it again.")
    rows = table.rename_columns(
        [column.strip().lower() for column in table.column_names]
    ).to_pylist()
    missing = {REGISTER, PEOPLE} - set(rows[0] if rows else ())
    if missing:
        raise RefusedInput(f"'{name}' has no column {listed(sorted(missing))}. {HOW}")
    known = _spellings(catalogue)
    found: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        register = _register(row[REGISTER], known, f"'{name}', line {line}")
        if register in found:
            raise RefusedInput(
                f"'{name}', line {line}: {title_of(catalogue, register)} stands twice. "
                "Leave one of the two out."
            )
        found[register] = _count(row[PEOPLE], f"'{name}', line {line}")
    return found


def _spellings(catalogue: Catalogue) -> dict[str, str]:
    """Every way to write a register: its id, its title, its QOF code."""
    found: dict[str, str] = {}
    for key in given(catalogue):
        found |= {key: key, title_of(catalogue, key).lower(): key}
        condition = catalogue.conditions.get(key)
        if condition is not None and condition.qof:
            found[condition.qof.code.lower()] = key
    return found


def _register(word: Any, known: Mapping[str, str], where: str) -> str:
    written = str(word or "").strip().lower()
    if written not in known:
        hint = did_you_mean(written, known)
        raise RefusedInput(f"{where}: there is no such register.{hint} {HOW}")
    return known[written]


def _count(word: Any, where: str) -> int:
    written = str("" if word is None else word).strip().replace(",", "")
    if not (written.isascii() and written.isdigit()):
        raise RefusedInput(
            f"{where}: the count is not a whole number. Write it as 1234."
        )
    return int(written)
