"""Names as people write them, and practices that are not ordinary practices."""

import re

import pandas as pd

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9']*")
_KEPT = {"PCN", "NHS", "GP", "SAS", "STP", "ICB", "ICS", "CIC", "LLP", "UK", "APMS"}
_SMALL = {"AND", "OF", "THE", "IN", "AT", "ON", "FOR", "UPON", "UNDER", "WITH", "LE"}
_ABBREVIATED = {"DR", "DRS", "MR", "MRS", "MS", "ST", "CTR", "PTNR", "PTNRS", "LTD"}
_VOWELS = re.compile(r"[AEIOUY]")

# Special-allocation practices take patients removed from other lists: a list with
# no geography of its own. NHS England names them so; nothing else tells them apart.
SPECIAL_ALLOCATION = (
    r"\bSAS\b|special[ -]+allocation|violent[ -]+patient|zero[ -]+tolerance"
    r"|safe[ -]+haven[ -]+scheme"
)


def written_name(text: str) -> str:
    """Turn a name in capitals into ordinary writing; leave others as they are."""
    if text != text.upper():
        return text
    return _WORD.sub(lambda word: _written(word.group(), word.start()), text)


def _written(word: str, start: int) -> str:
    initials = not _VOWELS.search(word) and word not in _ABBREVIATED
    if word in _KEPT or initials or any(letter.isdigit() for letter in word):
        return word
    if word in _SMALL and start:
        return word.lower()
    return word.capitalize()


def is_special(names: pd.Series) -> pd.Series:
    """Whether each practice is a special-allocation practice, by its name."""
    return names.str.contains(SPECIAL_ALLOCATION, case=False, regex=True)
