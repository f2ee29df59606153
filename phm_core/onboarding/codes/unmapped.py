"""Codes that no list holds: most people first, with what they may be, and as a list.

What is suggested is by the words of a code and decides nothing: a person does.
"""

import re
from collections.abc import Iterable
from csv import writer
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.code_shapes import harmless
from phm_core.onboarding.durable import privately

HEADER = ("codelist", "system", "code", "term", "people", "rows", "suggestions")
FAMILIES = ("conditions", "measurements", "medicines", "processes")
CLOSE = 0.75
MOST_SUGGESTED = 3
MOST_LOOKED_AT = 2_000  # codes for which something is suggested, most people first
WORDS = re.compile(r"[a-z][a-z0-9]+")
# What terminologies add to a name, and what tells nothing.
EMPTY = frozenset((
    "disorder", "finding", "procedure", "situation", "observable", "entity", "product",
    "regime", "therapy", "of", "the", "and", "or", "in", "by", "with", "without", "for",
    "to", "mg", "ml", "tablet", "tablets", "oral", "capsule", "solution", "serum",
    "plasma", "blood", "volume", "mass", "moles", "measurement", "level",
))  # fmt: skip


@dataclass(frozen=True)
class Unmapped:
    """A code without a meaning: how many people and rows it stands with.

    suggestions: names of own lists that it may belong to, such as conditions/asthma.
    """

    system: str
    code: str
    term: str
    people: int
    rows: int
    suggestions: tuple[str, ...] = ()


class Suggester:
    """Names entries whose words a code's words are like."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._known: list[tuple[str, frozenset[str]]] = []
        for family in FAMILIES:
            for identity, entry in catalogue.family(family).items():
                names = {entry.title, entry.label, identity.replace("_", " ")}
                names |= set(getattr(entry, "examples", ()))
                for name in names:
                    self._known.append((f"{family}/{identity}", _words(name)))

    def suggest(self, term: str) -> tuple[str, ...]:
        """The entries that are most alike, the best first; often none."""
        words = _words(term)
        best: dict[str, float] = {}
        for name, known in self._known:
            score = _likeness(words, known)
            if score >= CLOSE:
                best[name] = max(score, best.get(name, 0))
        return tuple(sorted(best, key=lambda name: (-best[name], name)))[
            :MOST_SUGGESTED
        ]


def ranked(codes: Iterable[Unmapped], catalogue: Catalogue) -> list[Unmapped]:
    """Codes in the order of the people they stand with, with suggestions."""
    ordered = sorted(codes, key=lambda one: (-one.people, one.system, one.code))
    suggester = Suggester(catalogue)
    return [
        Unmapped(
            one.system, one.code, one.term, one.people, one.rows,
            suggester.suggest(one.term) if number < MOST_LOOKED_AT else (),
        )
        for number, one in enumerate(ordered)
    ]  # fmt: skip


def write_list(codes: Iterable[Unmapped], path: Path) -> None:
    """Write codes to a file as a code list that waits to be filled in."""
    with privately(path) as file:
        file.write(as_list(codes))


def as_list(codes: Iterable[Unmapped]) -> str:
    """Codes as a code list (CSV) whose first column waits to be filled in.

    Fill in `codelist` where a suggestion is right, remove the rows that are not wanted,
    and put the file among the site's code lists.
    """
    text = StringIO()
    rows = writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    for one in codes:
        words = harmless(one.code), harmless(one.term)
        cells = (one.system, *words, one.people, one.rows)
        rows.writerow(("", *cells, " ".join(one.suggestions)))
    return text.getvalue()


def _words(text: str) -> frozenset[str]:
    return frozenset(WORDS.findall(text.casefold())) - EMPTY


def _likeness(words: frozenset[str], known: frozenset[str]) -> float:
    """How much of what is known is among the words, each by its closest one."""
    if not known or not words:
        return 0
    exact = known & words
    rest = sum(max(_alike(one, other) for other in words) for one in known - exact)
    covered = (len(exact) + rest) / len(known)
    # More words than are known make it less sure.
    return covered * (1 - 0.02 * max(0, len(words) - len(known)))


def _alike(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > len(one) // 2 or one[0] != other[0]:
        return 0
    return SequenceMatcher(None, one, other).ratio()
