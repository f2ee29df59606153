"""Ids of which a spreadsheet took the leading zeros away, beside others that have them.

Both are one person's: where a delivery holds both, zeros are read of neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from phm_core.onboarding.loading.profile import Profile, Seen

OWN_ID = "local_id"
BUT_ZEROS = "^0*(.+)$"
Maps = list[dict[str, Any]]


def without_zeros(tables: Maps, profiles: Iterable[Profile]) -> Maps:
    """Maps that read ids without zeros, where they stand with them and without."""
    named = {one.source: {seen.read: seen for seen in one.readable} for one in profiles}
    seen = [_id_of(table, named) for table in tables]
    ids = [[value for value, _ in one.samples] for one in seen if one is not None]
    width = next((len(one[0]) for one in ids if _padded(one)), 0)
    if not any(_shortened(one, width) for one in ids):
        return tables
    both = zip(tables, seen, strict=True)
    return [_picked(table) if one is not None and _digits(one) else table
            for table, one in both]  # fmt: skip


def _id_of(
    table: Mapping[str, Any], named: Mapping[str, Mapping[str, Seen]]
) -> Seen | None:
    """The column that a map reads ids from, where it takes it as it is."""
    how = table["columns"].get(OWN_ID)
    return named[table["from"]].get(how) if isinstance(how, str) else None


def _padded(ids: Sequence[str]) -> bool:
    """Whether ids are numbers of one length, with zeros before some of them."""
    numbers = bool(ids) and all(map(str.isdecimal, ids))
    return numbers and len({*map(len, ids)}) == 1 and any(i[0] == "0" for i in ids)


def _shortened(ids: Sequence[str], width: int) -> bool:
    """Whether ids are such numbers without those zeros."""
    numbers = all(map(str.isdecimal, ids)) and not any(i[0] == "0" for i in ids)
    lengths = {*map(len, ids)}
    return numbers and bool(lengths) and min(lengths) < width >= max(lengths)


def _digits(seen: Seen) -> bool:
    return all(value.isdecimal() for value, _ in seen.samples)


def _picked(table: Mapping[str, Any]) -> dict[str, Any]:
    columns = table["columns"]
    how = {"column": columns[OWN_ID], "pick": BUT_ZEROS}
    return {**table, "columns": {**columns, OWN_ID: how}}
