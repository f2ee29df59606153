"""Tables of rows of every kind: a column names a diagnosis here, a test or fact there.

Each kind is a map of its own, of the rows whose words are of that kind.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.intake import PERSON_KEYS
from phm_core.onboarding.loading.as_one import said_as_one, spellings
from phm_core.onboarding.loading.facts_told import FACT, fact_names
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for, unit_of
from phm_core.onboarding.loading.spellings import plain, spelt, stands_for, words_of

RESULT = "measurement"
ENTRIES = {
    RESULT: "measure_id",
    "condition": "condition_id",
    "medication": "medicine_id",
    "process": "process_id",
}
"""Tables of ours, by the column that names an entry."""
UNDATED = ("condition", FACT)
VALUED = (RESULT, FACT)
VALUES = {"value", "val", "result", "answer", "response", "attribute_value"}
MOST, NEARLY_ALL = 0.5, 0.9
"""Shares of the rows looked at: whose words are known; known of one kind alone."""
Kind = tuple[str, str]
"""A table of ours; of facts, also which one."""
Words = set[str]
Columns = dict[str, Any]


def mixed_tables(one: Profile, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Maps of a table in which a column names what is of several kinds, or none."""
    held = columns_for(one, catalogue.intake[RESULT], catalogue)
    fixed = {n: held[n] for n in (*PERSON_KEYS, "date", "value", "unit") if n in held}
    # Codes say more than words.
    if "code" in held or not any(key in fixed for key in PERSON_KEYS):
        return []
    for seen in one.columns:
        if "value" not in fixed and plain(seen.name) in VALUES:
            fixed["value"] = seen.name
    for seen in one.columns:
        if seen.kind == "text" and seen.name not in (*one.whose, fixed.get("value")):
            kinds = _kinds(seen, fixed, catalogue)
            share = _share(seen, kinds.values())
            alone = max((_share(seen, [words]) for words in kinds.values()), default=0)
            if share >= MOST and alone < NEARLY_ALL * share:
                return [_map(one, seen, k, kinds[k], fixed, catalogue) for k in kinds]
    return []


def _kinds(seen: Seen, fixed: Columns, catalogue: Catalogue) -> dict[Kind, Words]:
    """The words of a column by what they are of: each of the kind that knows most.

    What is a fact may be an act besides: that somebody was asked who smokes.
    """
    knows = {k: words for k, words in _known(seen, catalogue) if _whole(k, fixed)}
    found = {k: words for k, words in knows.items() if k[0] == FACT}
    knows = {k: words for k, words in knows.items() if k[0] != FACT}
    while knows:
        best = max(knows, key=lambda kind: _share(seen, [knows[kind]]))
        found[best] = knows.pop(best)
        knows = {k: words - found[best] for k, words in knows.items()}
        knows = {k: words for k, words in knows.items() if words}
    return found


def _known(seen: Seen, catalogue: Catalogue) -> Iterator[tuple[Kind, Words]]:
    said = [word for word, _ in seen.samples]
    for into, name in ENTRIES.items():
        given = catalogue.intake[into].column(name)
        known = spelt(given, catalogue)
        pairs = {word for pair in given.pairs.items() for word in spellings(*pair)}
        words = {w for w in said if stands_for(w, known) or w.casefold() in pairs}
        if words:
            yield (into, ""), words
    for called, fact in fact_names(catalogue).items():
        words = {word for word in said if words_of(word) == called}
        if words:
            yield (FACT, fact), words


def _whole(kind: Kind, fixed: Columns) -> bool:
    """Whether there is what rows of a kind must have."""
    into, _ = kind
    dated = "date" in fixed or into in UNDATED
    return dated and ("value" in fixed or into not in VALUED)


def _share(seen: Seen, several: Iterable[Words]) -> float:
    """Share of the rows looked at that have one of some words."""
    words = set().union(*several)
    known = sum(rows for word, rows in seen.samples if word in words)
    return known / max(1, sum(rows for _, rows in seen.samples))


def _map(
    one: Profile,
    seen: Seen,
    kind: Kind,
    words: Words,
    fixed: Columns,
    catalogue: Catalogue,
) -> dict[str, Any]:
    into, fact = kind
    columns = {n: how for n, how in fixed.items() if n in (*PERSON_KEYS, "date")}
    columns |= {"fact": {"constant": fact}} if fact else {ENTRIES[into]: seen.name}
    columns |= {"value": fixed["value"]} if into in VALUED else {}
    unit = fixed.get("unit") or unit_of(one, fixed.get("value"))
    columns |= {"unit": unit} if into == RESULT and unit else {}
    columns |= said_as_one(one, catalogue.intake[into], columns)
    where = [{"column": seen.name, "is": sorted(words)}]
    return {"into": into, "from": one.source, "where": where, "columns": columns}
