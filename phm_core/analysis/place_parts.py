"""From a pasted list of codes to the parts of a built Place."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from phm_core.area import Level
from phm_core.definitions.built_place import LONGEST_NAME, PARTS, Part
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput, did_you_mean

LONGEST = 400_000
BETWEEN = re.compile(r"[\s,;|\"']+")
COLUMNS = ("\t", ";", ",", "|")
MOST_PLACES = 50


@dataclass(frozen=True)
class Read:
    """What a list says: parts, and a sentence for each code that is not known."""

    parts: tuple[Part, ...]
    unknown: tuple[str, ...]


def read_codes(text: str, public: PublicTables) -> Read:
    """Parts from codes of any levels with any separators between them.

    Raises RefusedInput when the text is too long or has no code.
    """
    codes = [code for code in BETWEEN.split(_short(text)) if code]
    if not codes:
        raise RefusedInput("There is no code in this list. Paste one code a line.")
    return sorted_out(codes, public)


def read_places(text: str, public: PublicTables) -> dict[str, Read]:
    """Several Places from two columns, name and code, one line a code.

    A first line of headings is left out. Raises RefusedInput for a line that is not
    two columns, too many Places, or a text that is too long.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(_short(text).splitlines(), start=1):
        if line.strip():
            name, code = _two(line, number)
            if number > 1 or "code" not in code.casefold():
                found.setdefault(name, []).append(code)
    if len(found) > MOST_PLACES:
        raise RefusedInput(
            f"This list has {len(found)} Places; {MOST_PLACES} is the most at a time. "
            "Paste it in parts."
        )
    return {name: sorted_out(codes, public) for name, codes in found.items()}


def sorted_out(codes: Iterable[str], public: PublicTables) -> Read:
    """Codes by the level that knows them; upper and lower case are the same."""
    spelled = {
        level: {code.casefold(): code for code in public.built.known(level)}
        for level in PARTS
    }
    met: dict[Level, set[str]] = {}
    unknown: dict[str, None] = {}
    for code in codes:
        level = next((x for x in PARTS if code.casefold() in spelled[x]), None)
        if level is None:
            unknown[code] = None
        else:
            met.setdefault(level, set()).add(spelled[level][code.casefold()])
    return Read(
        tuple(Part(level=x, codes=tuple(met[x])) for x in PARTS if x in met),
        tuple(_not_known(code, spelled) for code in unknown),
    )


def joined(one: tuple[Part, ...], other: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts together, one of each level."""
    met: dict[Level, set[str]] = {}
    for part in (*one, *other):
        met.setdefault(part.level, set()).update(part.codes)
    return tuple(Part(level=x, codes=tuple(met[x])) for x in PARTS if x in met)


def with_codes(
    parts: tuple[Part, ...], level: Level, codes: Iterable[str]
) -> tuple[Part, ...]:
    """The parts with these areas of one level in place of those it had."""
    others = tuple(part for part in parts if part.level != level)
    chosen = tuple(codes)
    return joined(others, (Part(level=level, codes=chosen),) if chosen else ())


def codes_of(parts: tuple[Part, ...], level: Level) -> tuple[str, ...]:
    """The areas of one level among the parts."""
    return next((part.codes for part in parts if part.level == level), ())


def _two(line: str, number: int) -> tuple[str, str]:
    separator = next((one for one in COLUMNS if one in line), None)
    if separator is None:
        raise RefusedInput(
            f"Line {number} ('{line.strip()[:40]}') is not two columns. Write the name "
            "of the Place, a comma or a tab, and one code."
        )
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    *name, code = [cell.strip() for cell in cells if cell.strip()] or ["", ""]
    said = " ".join(name)[:LONGEST_NAME]
    if not said:
        raise RefusedInput(f"Line {number} has a code but no name of a Place.")
    return said, code


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise RefusedInput("This list is too long. Paste fewer codes at a time.")
    return text


def _not_known(code: str, spelled: Mapping[Level, Mapping[str, str]]) -> str:
    every = [known for codes in spelled.values() for known in codes.values()]
    return f"'{code[:40]}' is not a code of this area.{did_you_mean(code, every)}"
