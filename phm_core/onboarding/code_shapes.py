"""What a code of each coding system looks like, and what spreadsheets do to it."""

import re

SYSTEMS = {
    "snomedct": "snomedct",
    "snomed": "snomedct",
    "sct": "snomedct",
    "dmd": "dmd",
    "dm+d": "dmd",
    "icd10": "icd10",
    "opcs4": "opcs4",
    "bnf": "bnf",
    "ctv3": "ctv3",
    "readv2": "readv2",
    "read2": "readv2",
    "read": "readv2",
    "loinc": "loinc",
    "rxnorm": "rxnorm",
    "cvx": "cvx",
    "local": "local",
    "catalogue": "catalogue",
}
SHAPES = {
    "snomedct": re.compile(r"[1-9]\d{5,17}"),
    "dmd": re.compile(r"[1-9]\d{5,17}"),
    "icd10": re.compile(r"[A-Z]\d\d(\.?[0-9X]\d{0,2})?"),
    "opcs4": re.compile(r"[A-Z]\d\d(\.?\d)?"),
    "bnf": re.compile(r"(0[1-9]|1\d|2[0-3])(\d\d(\d\d(\d([0-9A-Z]{2}){0,4})?)?)?"),
    "ctv3": re.compile(r"[A-Za-z0-9.]{5}"),
    "readv2": re.compile(r"[A-Za-z0-9.]{5}([A-Za-z0-9]{2})?"),
    "loinc": re.compile(r"\d{1,7}-\d"),
    "rxnorm": re.compile(r"\d{1,8}"),
    "cvx": re.compile(r"\d{1,3}"),
    "local": re.compile(r"\S(.*\S)?"),
    # Entries by their own ids: a condition's end is asthma/resolution.
    "catalogue": re.compile(r"[a-z][a-z0-9_]*(/[a-z0-9_]+)?"),
}
# Systems whose codes begin with the code that they are part of.
NESTED = ("icd10", "opcs4", "bnf", "readv2")
READ_LENGTH = 5
ICD_LENGTH = 4  # dagger, asterisk and local marks come after
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
CHECKED = ("snomedct", "dmd")
FORMULA = ("=", "+", "-", "@")
MIRRORED = 5

# Verhoeff's first permutation; the one for each later place applies it once more.
TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def check_digit_holds(code: str) -> bool:
    """Whether the last digit of a SNOMED CT identifier is the right one (Verhoeff)."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = TURN[turned]
        check = _product(check, turned)
    return check == 0


def _product(first: int, second: int) -> int:
    """Product in the symmetries of a pentagon: 0 to 4 turn it, 5 to 9 mirror it."""
    moved = first - second if first >= MIRRORED else first + second
    mirrored = (first >= MIRRORED) != (second >= MIRRORED)
    return moved % 5 + (MIRRORED if mirrored else 0)


def system_of(name: str) -> str:
    """Our name of a coding system, whatever its usual spelling; itself if unknown."""
    folded = re.sub(r"[\s_-]", "", name.casefold())
    return SYSTEMS.get(folded, name.strip())


def plain_code(code: str, system: str) -> str:
    """A code in the one form by which codes of its system are compared.

    ICD-10 and OPCS-4 lose dot, filler and marks after the fourth place, Read Version 2
    its filling dots and the number of its wording.
    """
    code = code.strip()
    if system in ("icd10", "opcs4"):
        short = code.upper().replace(".", "")[:ICD_LENGTH]
        return short.removesuffix("X")
    if system == "readv2":
        return code[:READ_LENGTH].rstrip(".")
    return code


def harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made text."""
    return f"'{text}" if text.strip().startswith(FORMULA) else text


def as_it_was(text: str) -> str:
    """Text as it was before it was made harmless."""
    return text[1:] if text.startswith("'") and text == harmless(text[1:]) else text


def fault_of(code: str, system: str) -> str:
    """Why a code cannot be right, as a sentence; nothing when it can be."""
    shape = SHAPES.get(system)
    if shape is None:
        return f"the coding system '{system}' is not known; use {', '.join(SHAPES)}."
    if not shape.fullmatch(code):
        return _misshapen(code, system, shape)
    if system in CHECKED and not check_digit_holds(code):
        return f"'{code}' has a wrong check digit: a spreadsheet may have rounded it."
    return ""


def _misshapen(code: str, system: str, shape: re.Pattern[str]) -> str:
    """What has probably happened to a code that has the wrong shape."""
    if not code:
        return "there is no code."
    if SCIENTIFIC.fullmatch(code):
        return f"'{code}' is in scientific notation: a spreadsheet has lost its digits."
    if code.endswith(".0"):
        return f"'{code}' was read as a number: a spreadsheet has added '.0'."
    lost = shape.fullmatch(f"0{code}")
    why = ": a spreadsheet has dropped its leading zero" if lost else ""
    return f"'{code}' is not a code of {system}{why}."
