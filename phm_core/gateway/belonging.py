"""Where somebody belongs: from organisations to their practices and small areas."""

from collections.abc import Iterable

import pandas as pd

from phm_core.area import Area, Level
from phm_core.engine.membership import UNALLOCATED
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.governance.access import Belonging, Scope

NO_PCN = (Level.PCN, UNALLOCATED)
"""Practices in no PCN: nobody belongs to it."""


def belonging(public: PublicTables, areas: Iterable[Area]) -> Belonging:
    """The practices and the small areas of some organisations, as they are now.

    Raises RefusedInput for an area that is not there.
    """
    own = tuple(sorted(set(areas), key=str))
    practices: set[str] = set()
    lsoas: set[str] = set()
    for area in own:
        known = public.known_names(area.level)
        if area.code not in known:
            raise RefusedInput(
                f"There is no {area.level.title} with the code '{area.code}'."
                f"{did_you_mean(area.code, known)}"
            )
        practices |= _of(public.practice_members(area.level), area, "practice_code")
        lsoas |= _of(public.lsoa_members(area.level), area, "lsoa21")
    return Belonging(own, frozenset(practices), frozenset(lsoas))


def organisations(public: PublicTables, levels: Iterable[Level]) -> dict[str, str]:
    """Organisations of some levels that people may belong to: 'level:code' to name."""
    return {
        str(Area(level, code)): name
        for level in levels
        if level in public.levels
        for code, name in public.names(level).items()
        if (level, code) != NO_PCN
    }


def within(public: PublicTables, scope: Scope) -> frozenset[str] | None:
    """Areas, 'level:code', all of whose people a scope lets through; None is all."""
    if scope.practices is not None:
        members, column, own = public.practice_members, "practice_code", scope.practices
    elif scope.lsoas is not None:
        members, column, own = public.lsoa_members, "lsoa21", scope.lsoas
    else:
        return None
    return frozenset(
        str(Area(level, str(code)))
        for level in public.levels
        if level != Level.ICS
        for code, rows in members(level).groupby("code")
        if set(rows[column]) <= own
    )


def _of(members: pd.DataFrame, area: Area, column: str) -> set[str]:
    rows = members[members["code"] == area.code]
    return set(rows[column])
