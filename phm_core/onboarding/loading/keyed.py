"""Which column of a table tells its rows apart, so that changed ones can be known."""

from collections.abc import Iterator
from dataclasses import replace

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.loading.kinds import NHS_NUMBER
from phm_core.onboarding.loading.linking import BARE, BORN, KEYS, different, own
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.scoring import columns_for
from phm_core.onboarding.loading.spellings import plain

GUID, LAST = "identifier", 2


def with_key(one: Profile, catalogue: Catalogue) -> Profile:
    """The profile with its key: of every row, no two alike, and a key by its look."""
    return replace(one, key=next(_keys(one, catalogue), ""))


def _keys(one: Profile, catalogue: Catalogue) -> Iterator[str]:
    """Columns that tell rows apart, those that look most like a key first.

    Whose a row is tells rows of the people apart alone: one record of each person
    today may be two tomorrow.
    """
    rows = one.table.rows
    people = _people(one, catalogue)
    for seen in sorted(filter(_may_be, one.columns), key=_rank):
        whose = seen.name in one.whose
        filled = own(seen, rows) or (seen.kind == NHS_NUMBER and seen.filled == rows)
        asked = filled and (people if whose else _rank(seen) < LAST)
        if asked and different(one, seen.name) == rows:
            yield seen.name


def _may_be(seen: Seen) -> bool:
    return seen.kind in (*KEYS, NHS_NUMBER)


def _rank(seen: Seen) -> int:
    """GUIDs first, then what is called a key; of people an NHS number is the last."""
    if seen.kind == NHS_NUMBER:
        return LAST + 1
    return 0 if seen.kind == GUID else 1 if _named(seen) else LAST


def _named(seen: Seen) -> bool:
    """Whether a column is called a key: ObservationGuid, RowIdentifier, entry_id."""
    words = plain(seen.name).split("_")
    return not {*BARE, "identifier"}.isdisjoint((words[0], words[-1]))


def _people(one: Profile, catalogue: Catalogue) -> bool:
    """Whether each row is about a person, and not about something that happened."""
    ours = columns_for(one, catalogue.intake["person"], catalogue)
    return any(name in ours for name in BORN)
