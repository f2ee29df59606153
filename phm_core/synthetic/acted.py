"""What teams did in a month about people whom a case finder finds: a planted truth.

Some of those with raised HbA1c and no diagnosis are coded as diabetic, some decline the
test and some are tested again and are well, so that a list can be seen to close itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import MONTH, Window
from phm_core.synthetic.later import diagnose
from phm_core.synthetic.results import LAB, result
from phm_core.synthetic.world import Events, World

ACTED_ON = 0.35
"""Share of those found whom their team sees in a month."""
CODED, DECLINED = 0.7, 0.85
"""Up to this share of them is coded, up to that has declined; the others are well."""
RAISED, WELL = 48, 40
MONTHS_BACK = 34
"""A result that is older may leave the window of the finder by the end of the month."""
Found = Mapping[tuple[str, str], Sequence[Events]]
Who = NDArray[np.integer]


def acted_on(world: World, window: Window, found: Found) -> tuple[World, list[Events]]:
    """The world with what was done in a window, and what was written down besides.

    found: the events so far. Diagnoses are written with all others of the window.
    """
    rng = world.rng("acted on", window)
    able = _findable(world, window, found)
    seen = able[rng.random(able.size) < ACTED_ON]
    draw = rng.random(seen.size)
    coded = seen[draw < CODED]
    declined = seen[(draw >= CODED) & (draw < DECLINED)]
    well = seen[draw >= DECLINED]
    for name in ("diabetes", "diabetes_type_2"):
        diagnose(world, name, coded, window, world.rng("coded", window))
    world = replace(
        world, acted=(*world.acted, *_planted(world, coded, declined, well))
    )
    return world, list(_written(world, window, declined, well, rng))


def _written(
    world: World, window: Window, declined: Who, well: Who, rng: np.random.Generator
) -> Iterator[Events]:
    def days(who: Who) -> NDArray[np.int32]:
        drawn = rng.integers(window.start + 1, window.end + 1, who.size)
        return drawn.astype(np.int32)

    said: dict[str, object] = {"outcome": "declined"}
    yield Events("process", "hba1c_check", declined, days(declined), said)
    # Later than any other test of the month, so that it is the latest.
    last = np.full(well.size, window.end, dtype=np.int32)
    world.ill.hidden["diabetes"][well] = False
    yield result("hba1c", well, last, np.full(well.size, float(WELL)), LAB)


def _findable(world: World, window: Window, found: Found) -> Who:
    """People on the list of the finder all through the window."""
    tests = found.get(("measurement", "hba1c"), ())
    who = np.concatenate([one.who for one in tests])
    when = np.concatenate([one.day for one in tests])
    values = np.concatenate([np.asarray(one.columns["value"]) for one in tests])
    order = np.lexsort((values, when, who))
    last = order[np.append(np.diff(who[order]) > 0, True)]
    fresh = when[last] > window.start - MONTHS_BACK * MONTH
    raised = who[last[fresh & (values[last] >= RAISED)]]
    able = np.zeros(len(world.people), dtype=bool)
    able[raised] = True
    able &= world.ill.hidden["diabetes"] & world.people.current(window.end)
    able &= world.age > 18
    for unlisted in (
        world.ill.entries["diabetes"].who,
        *(one.who for one in found.get(("sharing_flag", "sharing_flag"), ())),
    ):
        able[unlisted] = False
    return np.flatnonzero(able)


def _planted(
    world: World, coded: Who, declined: Who, well: Who
) -> Iterator[Mapping[str, Any]]:
    """Whom it was done for, by what was done."""
    practices = world.pack.practices["practice_code"].to_numpy()
    for what, who in (("coded", coded), ("declined", declined), ("well", well)):
        for one in who.tolist():
            yield {
                "what": what,
                "pseudonym": f"{int(world.people.pseudonym[one]):016x}",
                "practice": str(practices[world.people.practice[one]]),
            }


def actions_of(world: World) -> Iterator[dict[str, Any]]:
    """The truth as it stands in the manifest; nothing before any month has passed."""
    if world.acted:
        yield {
            "id": "coded_actions",
            "what": "Some people with HbA1c of 48 or more and no diagnosis were coded, "
            "declined the test, or were tested again and are well.",
            "level": "person",
            "where": sorted({one["practice"] for one in world.acted}),
            "size": f"{ACTED_ON:.0%} of those found, each month",
            "found_by": "A worklist of possibly undiagnosed diabetes, opened again",
            "finder": "undiagnosed_diabetes",
            "people": list(world.acted),
        }
