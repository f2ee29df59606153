"""Which column of a table fits which of ours: by its name, and by what is in it."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Given, Intake
from phm_core.onboarding.loading.coded import holds_codes
from phm_core.onboarding.loading.kinds import MEASURED, UNIT_OF, VALUE_OF
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.spellings import plain, spelt, stands_for, words_of

LEAST = 6
"""A shorter name, such as date or code, is found in too many others."""
FITS = {
    "nhs_number": ("NHS number",),
    "date": ("date",),
    "number": ("number", "whole number", "pair of numbers", MEASURED, "text"),
    "integer": ("whole number",),
    "flag": ("yes or no",),
    "small_area": ("small area",),
    "practice": ("practice code", "text"),
}
"""Kinds of cell that a column of a type may have; any, where nothing is said."""
SHAPED = {"small_area": "small area", "practice": "practice code"}
"""What says by its shape alone which column of ours it is."""
HINT = re.compile(r"[(\[][^)\]]*[)\]]")
"""What a heading says in brackets, such as Sex (M/F)."""
DAY_OF = re.compile("_?dt$")
"""What ends the names of days in SAS, such as birthdt."""
FELT = {"complaint", "reason", "symptom", "symptoms", "presenting", "family"}
"""Words of what somebody came with, or others have: no diagnosis of theirs."""
OUTCOME = "outcome"
CODES = ("SNOMED CT code", "ICD-10 code", "LOINC code")


def columns_for(one: Profile, intake: Intake, catalogue: Catalogue) -> dict[str, Any]:
    """Our columns that a table can fill: the best of its own for each."""
    pairs = [
        (score, given, seen)
        for given in intake.columns
        for seen in one.readable
        if (score := _weighed(given, seen, catalogue, one)) > 0
    ]
    pairs.sort(key=lambda pair: -pair[0])
    found: dict[str, Any] = {}
    used: set[str] = set()
    for _, given, seen in pairs:
        if given.name in found or seen.read in used:
            continue
        used.add(seen.read)
        found[given.name] = how_read(given, seen)
    person = catalogue.intake["person"]
    about_people = {
        words_of(word)
        for given in person.columns
        if given.type == "date"
        for word in (given.name, *given.also_called)
    }
    dates = [
        seen
        for seen in one.columns
        if seen.kind == "date" and words_of(seen.name) not in about_people
    ]
    for given in intake.columns:
        # The only date of a table of records is when they happened.
        alone = len(dates) == 1 and dates[0].read not in used
        if given.name in ("date", "start") and given.name not in found and alone:
            found[given.name] = how_read(given, dates[0])
    if "code" not in found:
        found.pop("term", None)
    else:
        # A column called type names no entry where not one of its words does.
        for given in intake.columns:
            if given.type == "entry" and not _names_any(given, one, found, catalogue):
                found.pop(given.name, None)
    return {g.name: found[g.name] for g in intake.columns if g.name in found}


def _names_any(
    given: Given, one: Profile, found: Mapping[str, Any], catalogue: Catalogue
) -> bool:
    """Whether the column found for an entry has the name of one among its values."""
    words = spelt(given, catalogue)
    return any(
        stands_for(value, words)
        for seen in one.readable
        if seen.read == found.get(given.name)
        for value, _ in seen.samples
    )


def _weighed(given: Given, seen: Seen, catalogue: Catalogue, one: Profile) -> float:
    """How well a column fits; a key that only points gives way to what it points to."""
    score = _score(given, seen, catalogue, one.whose)
    says = seen.kind in CODES or seen.kind in SHAPED.values()
    return score / 2 if seen.read in one.points and not says else score


def _score(
    given: Given, seen: Seen, catalogue: Catalogue, whose: Container[str]
) -> float:
    """How well a column fits one of ours: by its name, and by what is in it."""
    if seen.kind == "nothing" or not _kind_fits(given, seen):
        return 0.0
    names = {plain(word) for word in (given.name, *given.also_called)}
    whole = DAY_OF.sub("_date", plain(seen.name))
    bare = seen.name if holds_codes(seen.name) else HINT.sub(" ", seen.name)
    if any(alike(name, names) for name in (seen.name, bare, whole)):
        # Of two columns of codes, the one whose codes have the shape of their system.
        sure = given.type == "code" and seen.kind in CODES
        return 2.1 if sure else 2.0 + _narrowly(given, seen, catalogue)
    if given.type == "nhs_number" or (given.type == "local_id" and seen.name in whose):
        return 1.5
    if given.type == "entry":
        words = spelt(given, catalogue)
        felt = FELT.intersection(words_of(seen.name))
        known = _mostly(seen, lambda value: stands_for(value, words)) and not felt
        return 1.2 if known else 0.0
    if given.name == OUTCOME:
        words = _outcomes(catalogue)
        return 1.3 if _mostly(seen, lambda value: value.casefold() in words) else 0.0
    return _by_form(given, seen, names)


def _by_form(given: Given, seen: Seen, names: Iterable[str]) -> float:
    """How well a column fits by the shape of its cells, or by a part of its name."""
    if seen.kind == SHAPED.get(given.type):
        return 1.5
    after = given.type == "code" and holds_codes(seen.name)
    inside = any(_inside(word, plain(seen.name)) for word in names)
    return 1.0 if after or inside else 0.0


def _mostly(seen: Seen, known: Callable[[str], object]) -> bool:
    """Whether the few values of a column are known, in half of its rows or more."""
    rows = sum(rows for value, rows in seen.values if known(value))
    return rows > 0 and rows * 2 >= seen.filled


def _outcomes(catalogue: Catalogue) -> set[str]:
    """What processes come to, in small letters."""
    return {
        word.casefold()
        for one in catalogue.processes.values()
        for outcome in one.outcomes
        for word in (outcome.id, outcome.title)
    }


def alike(name: str, names: Iterable[str]) -> bool:
    """Whether a name is one of some, whatever its marks and the order of its words."""
    named = plain(name)
    return any(
        named.replace("_", "") == one.replace("_", "")
        or words_of(named) == words_of(one)
        for one in names
    )


def _narrowly(given: Given, seen: Seen, catalogue: Catalogue) -> float:
    """More where a column knows the words that there are, and few others.

    Of broad ethnic groups alone the column for those in detail knows all words, too.
    """
    if given.type != "word" or not seen.filled:
        return 0.0
    words = spelt(given, catalogue)
    known = sum(rows for value, rows in seen.values if stands_for(value, words))
    return known / seen.filled / 10 - len(given.words) / 10_000


def _inside(word: str, named: str) -> bool:
    """Whether a name that says something is a part of another, between its words."""
    return len(word) >= LEAST and f"_{word}_" in f"_{named}_"


def _kind_fits(given: Given, seen: Seen) -> bool:
    if given.type == "code":
        return seen.kind in (*CODES, "whole number", "text", "yes or no")
    wanted = FITS.get(given.type)
    return wanted is None or seen.kind in wanted


def how_read(given: Given, seen: Seen) -> Any:
    """A column as a mapping names it, with how its dates or numbers are written."""
    usual = ("", "year-month-day", "day/month/year", "day-month-year")
    if given.type == "date" and seen.form not in usual:
        return {"column": seen.read, "dates": [seen.form]}
    if given.type == "number" and seen.kind == MEASURED:
        return {"column": seen.read, "pick": VALUE_OF}
    return seen.read


def unit_of(one: Profile, how: Any) -> dict[str, Any] | None:
    """The unit that stands in the cells of a column of values, if one does."""
    name = how.get("column") if isinstance(how, dict) else how
    measured = any(s.read == name and s.kind == MEASURED for s in one.readable)
    return {"column": name, "pick": UNIT_OF} if measured else None
