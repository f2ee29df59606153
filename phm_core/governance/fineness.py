"""How many people the areas of a level have, from many to few."""

from phm_core.area import Level

FINENESS = {
    Level.ICS: 0,
    Level.PLACE: 1,
    Level.UPPER_TIER: 1,
    Level.DISTRICT: 2,
    Level.NEIGHBOURHOOD: 3,
    Level.PCN: 3,
    Level.PRACTICE: 4,
    Level.WARD: 4,
    Level.LSOA: 5,
    # It may be made of a single small area.
    Level.BUILT_PLACE: 5,
}


def coarser(first: Level | None, second: Level | None) -> Level | None:
    """The level with the larger areas; None stands for any level."""
    given = [level for level in (first, second) if level is not None]
    return min(given, key=lambda level: FINENESS[level], default=None)


def finer_than(level: Level, lowest: Level | None) -> bool:
    """Whether areas of a level are smaller than the smallest that are allowed."""
    return lowest is not None and FINENESS[level] > FINENESS[lowest]
