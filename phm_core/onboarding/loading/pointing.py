"""Tables that only say what a key in others stands for: codes, organisations, wards.

A supplier that gives every code or practice a key of its own sends a table of them
beside: what its columns say is said of every row that points to one of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from phm_core.onboarding.loading.linking import BARE, KEYS, MOST, different, held, own
from phm_core.onboarding.loading.linking import Column as Place
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.spellings import plain


def pointed(profiles: Sequence[Profile]) -> list[Profile]:
    """The profiles, those of people's records with the columns they point to."""
    keys = list(_keys(profiles))
    return [
        replace(one, beside=tuple(_beside(one, profiles, keys))) if one.whose else one
        for one in profiles
    ]


def _keys(profiles: Sequence[Profile]) -> Iterator[Place]:
    """Columns by which the rows of a table that is about nobody are told apart."""
    for number, one in enumerate(profiles):
        rows = one.table.rows
        for seen in () if one.whose else one.columns:
            if own(seen, rows) and different(one, seen.name) == rows:
                yield Place(number, seen.name)


def _beside(
    one: Profile, profiles: Sequence[Profile], keys: Sequence[Place]
) -> Iterator[Seen]:
    """What the tables say that a table points to, each by one of its columns."""
    taken: set[int] = set()
    for seen in one.columns:
        key = None if seen.name in one.whose else _key(seen, profiles, keys)
        if key is None or key.table in taken:
            continue
        taken.add(key.table)
        other = profiles[key.table]
        for said in other.columns:
            if said.name != key.name:
                yield replace(said, table=other.source, on=(seen.name, key.name))


def _key(
    seen: Seen, profiles: Sequence[Profile], keys: Sequence[Place]
) -> Place | None:
    """The key that a column points to: called alike, and its values are there."""
    if seen.kind not in KEYS or not seen.samples:
        return None
    values = [value for value, _ in seen.samples]
    for key in keys:
        table = profiles[key.table]
        if _alike(seen.name, key.name, table.table.name):
            asked = Place(-1, seen.name)
            if held(table, key.name, [(asked, values)])[asked] >= MOST * len(values):
                return key
    return None


def _alike(column: str, key: str, table: str) -> bool:
    """Whether a column is called as the key, or as the table whose key is a bare Id."""
    ours, theirs = plain(column), plain(key)
    if theirs not in BARE:
        return ours == theirs
    whole = f"_{plain(table)}"
    return any(
        whole.removesuffix("s").endswith(f"_{ours.removesuffix(f'_{bare}')}")
        for bare in BARE
        if ours.endswith(f"_{bare}")
    )
