"""People among whom nothing is planted, and no area differs but by chance.

For tests of what the app says of noise: whatever stands out here is a false alarm.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from phm_core.synthetic.making import Order, Progress, publish_people, quiet
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.planted import NOTHING


def nothing_differs(pack: Pack) -> Pack:
    """The same places with no reason to differ, for the making of people.

    Every practice has the whole area's ages, sexes and ethnic groups, and nothing
    follows deprivation from place to place: each person's risk is that of somebody of
    the same age from anywhere. Registers are as chance has it, not as published, and
    no practice has closed. Only sizes are kept. The published tables of the area pack
    are not changed: compare people with people.
    """
    still_open = np.flatnonzero(~pack.practices["closed"])
    number = dict(zip(still_open.tolist(), range(still_open.size), strict=True))
    homes = pack.homes[pack.homes["practice"].isin(number)]
    lists = pack.lists[still_open]
    whole = lists.sum(axis=0) / lists.sum()
    everyone = pack.ethnic.mean(axis=0, keepdims=True)
    return replace(
        pack,
        practices=pack.practices.iloc[still_open].reset_index(drop=True),
        lists=lists.sum(axis=(1, 2))[:, None, None] * whole,
        homes=homes.assign(practice=homes["practice"].map(number)),
        ethnic=np.repeat(everyone, len(pack.areas), axis=0),
        registers=pack.registers.iloc[:0],
        null_place=None,
        steeper=1.0,
        level=True,
    )


def publish_null_people(
    pack: Pack, order: Order, into: Path, progress: Progress = quiet
) -> Path:
    """Make people among whom nothing differs and publish them below a folder."""
    return publish_people(nothing_differs(pack), NOTHING, order, into, progress)
