"""Refuse files that must never be committed.

Large files, private keys, valid NHS numbers outside the 999 test range, and JSON or
YAML that cannot be read. Give it file names; it prints one line for each fault.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

LARGEST = 800_000
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE" + " KEY-----")
TEN_DIGITS = re.compile(r"(?<![\w.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\w-]|\.\d)")
TEST_RANGE = "999"
# A list of pinned hashes is long by nature.
LARGE_BY_NATURE = frozenset({"requirements.txt", "requirements-dev.txt"})


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the modulus 11 check and could belong to a person."""
    if len(set(digits)) == 1 or digits.startswith(TEST_RANGE):
        return False
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


def nhs_numbers(text: str) -> list[int]:
    """Lines on which a possible NHS number stands (never the number itself)."""
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if any(is_nhs_number("".join(found)) for found in TEN_DIGITS.findall(line))
    ]


def unreadable(name: str, text: str) -> str | None:
    """Why a JSON or YAML file cannot be read, or None."""
    try:
        if name.endswith((".json", ".geojson")):
            json.loads(text)
        elif name.endswith((".yaml", ".yml")):
            # Tags are left to their own reader: mkdocs.yml has some.
            list(yaml.parse(text, Loader=yaml.SafeLoader))
    except (json.JSONDecodeError, yaml.YAMLError) as fault:
        return str(fault).splitlines()[0]
    return None


def faults(name: str, content: bytes) -> Iterator[str]:
    """Say what is wrong with one file."""
    if len(content) > LARGEST and name not in LARGE_BY_NATURE:
        yield f"{name}: {len(content):,} bytes; the limit is {LARGEST:,}."
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    if PRIVATE_KEY.search(text):
        yield f"{name}: holds a private key."
    for line in nhs_numbers(text):
        yield f"{name}, line {line}: a valid NHS number; use the {TEST_RANGE} range."
    if why := unreadable(name, text):
        yield f"{name}: cannot be read ({why})."


def main(names: list[str]) -> int:
    """Check the named files; 1 when any must not be committed."""
    found = [fault for name in names for fault in faults(name, Path(name).read_bytes())]
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
