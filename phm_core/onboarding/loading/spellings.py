"""How names and words are compared, whatever their capitals, spaces and marks."""

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given

MARKS = "[^a-z0-9]+"
FLOAT = re.compile(r"^([0-9]+)[.]0$")
BETWEEN = re.compile(MARKS)
SMALL_WORDS = ("of", "the", "")
AROUND = {
    "has", "is", "on", "flag", "ind", "indicator", "yn", "dx", "diag", "diagnosis",
    "diagnosed", "register", "ltc", "last", "latest", "recent", "most", "value",
    "result", "reading", "score",
}  # fmt: skip
"""Words around the name of an entry in that of a column, such as Diabetes_flag."""
AROUND_DAYS = AROUND | {"date", "day", "first", "recorded", "onset", "since", "of"}
"""The same of a day, such as Date of diabetes diagnosis."""
NAMES = 20_000
"""Names of which the words are kept, since each is compared with every other."""
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(NAMES)
def plain(name: str) -> str:
    """A name in small letters with one underscore between its words."""
    return BETWEEN.sub("_", HUMP.sub("_", name).casefold()).strip("_")


@lru_cache(NAMES)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in whatever order: DateBirth is date_of_birth."""
    return tuple(sorted(w for w in plain(name).split("_") if w not in SMALL_WORDS))


def bare(name: str, around: Container[str] = AROUND) -> str:
    """A plain name without the words around that of an entry."""
    words = plain(name).split("_")
    while len(words) > 1 and words[0] in around:
        words = words[1:]
    while len(words) > 1 and words[-1] in around:
        words = words[:-1]
    return "_".join(words)


def spelt(given: Given, catalogue: Catalogue) -> dict[str, str]:
    """What each word stands for that a column may hold; nothing for other columns."""
    return words(given) if given.family is None else entries(given, catalogue)


def words(given: Given) -> dict[str, str]:
    """The allowed word that each spelling stands for; ours stands for itself."""
    known = {word.casefold(): word for word in given.words}
    for word, others in given.words.items():
        for other in others:
            known.setdefault(other.casefold(), word)
    return known


def without_marks(known: Mapping[str, str]) -> dict[str, str]:
    """Spellings with one underscore for the marks between words, where that is one."""
    found: dict[str, str | None] = {}
    for spelling, word in known.items():
        alike = BETWEEN.sub("_", spelling).strip("_")
        found[alike] = word if found.get(alike, word) == word else None
    return {alike: word for alike, word in found.items() if alike and word}


def stands_for(word: str, known: Mapping[str, str]) -> str | None:
    """What a word stands for, whatever its capitals and the marks between its parts."""
    folded = FLOAT.sub(r"\1", word.casefold())
    alike = BETWEEN.sub("_", folded).strip("_")
    return known.get(folded) or without_marks(known).get(alike)


def entries(given: Given, catalogue: Catalogue) -> dict[str, str]:
    """The entries that a column may name: by id and titles, then by other names."""
    found: dict[str, str] = {}
    if given.family is None:
        return found
    for identity, entry in catalogue.family(given.family).items():
        for word in (identity, identity.replace("_", " "), entry.title, entry.label):
            found.setdefault(word.casefold(), identity)
    for identity, entry in catalogue.family(given.family).items():
        for word in getattr(entry, "also_called", ()):
            found.setdefault(word.casefold(), identity)
    return found


def pairs_of(columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Our column and the source's, of those that take one as it is."""
    for ours, how in columns.items():
        name = how if isinstance(how, str) else how.get("column")
        if isinstance(name, str):
            yield ours, name
