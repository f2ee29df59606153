"""Levels of geography and the areas at them.

A neighbourhood is the footprint of an integrated neighbourhood team (about 50,000
people). It need not nest in primary care networks or Places. A small area is a
lower-layer super output area (LSOA) of 2021. A built Place is put together in the app
from areas of the other levels.
"""

from dataclasses import dataclass
from enum import StrEnum

from phm_core.errors import RefusedInput, did_you_mean


class Level(StrEnum):
    """A level at which people are counted."""

    ICS = "ics"
    PLACE = "place"
    BUILT_PLACE = "built_place"
    NEIGHBOURHOOD = "neighbourhood"
    PCN = "pcn"
    PRACTICE = "practice"
    UPPER_TIER = "upper_tier"
    DISTRICT = "district"
    WARD = "ward"
    LSOA = "lsoa"

    # A level is a word before it is a string: its title is its name, not str.title.
    @property
    def title(self) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Name of one area at this level, as it stands in a sentence."""
        return LEVEL_TITLES[self][0]

    @property
    def plural(self) -> str:
        """Name of several areas at this level."""
        return LEVEL_TITLES[self][1]


LEVEL_TITLES = {
    Level.ICS: ("whole system", "whole system"),
    Level.PLACE: ("Place", "Places"),
    Level.BUILT_PLACE: ("built Place", "built Places"),
    Level.NEIGHBOURHOOD: ("neighbourhood", "neighbourhoods"),
    Level.PCN: ("PCN", "PCNs"),
    Level.PRACTICE: ("practice", "practices"),
    Level.UPPER_TIER: ("council area", "council areas"),
    Level.DISTRICT: ("district", "districts"),
    Level.WARD: ("ward", "wards"),
    Level.LSOA: ("small area", "small areas"),
}


class Lens(StrEnum):
    """Whose people an area has: those registered at its practices, or living in it."""

    REGISTERED = "registered"
    RESIDENT = "resident"


# Which levels can be counted through which lens; a built Place as its parts allow.
LENSES: dict[Level, tuple[Lens, ...]] = {
    Level.ICS: (Lens.REGISTERED, Lens.RESIDENT),
    Level.PLACE: (Lens.REGISTERED, Lens.RESIDENT),
    Level.BUILT_PLACE: (Lens.REGISTERED, Lens.RESIDENT),
    Level.NEIGHBOURHOOD: (Lens.REGISTERED, Lens.RESIDENT),
    Level.PCN: (Lens.REGISTERED, Lens.RESIDENT),
    Level.PRACTICE: (Lens.REGISTERED,),
    Level.UPPER_TIER: (Lens.RESIDENT,),
    Level.DISTRICT: (Lens.RESIDENT,),
    Level.WARD: (Lens.RESIDENT,),
    Level.LSOA: (Lens.RESIDENT,),
}


@dataclass(frozen=True)
class Area:
    """One area: a level and the code that it has there."""

    level: Level
    code: str

    @classmethod
    def parse(cls, text: str) -> "Area":
        """Read 'level:code', the form used in links; 'ics' alone is the whole system.

        Raises RefusedInput when the level is unknown or the code is missing.
        """
        level, _, code = text.partition(":")
        if level not in list(Level):
            raise RefusedInput(
                f"There is no level called '{level}' in '{text}'."
                f"{did_you_mean(level, list(Level))} Levels are {', '.join(Level)}."
            )
        if not code and level != Level.ICS:
            raise RefusedInput(
                f"'{text}' names a level but no area. Write it as {level}:CODE."
            )
        return cls(Level(level), code)

    def __str__(self) -> str:
        return f"{self.level}:{self.code}" if self.code else str(self.level)


WHOLE = Area(Level.ICS, "")
