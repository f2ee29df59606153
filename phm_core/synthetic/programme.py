"""The frailty programme that worked: who joined it, and when."""

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import NEVER, day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.planted import PROGRAMME_BEGAN, PROGRAMME_REACH
from phm_core.synthetic.world import World

WEEKS_OF_JOINING = 17
OLD_ENOUGH = 70


def joined_on(world: World) -> NDArray[np.integer]:
    """Day on which each person joined the programme; NEVER for all others."""
    rng = generator(world.seed, "programme")
    people, count = world.people, len(world.people)
    frail = world.ill.has["frailty"] & (world.age >= OLD_ENOUGH)
    there = np.isin(people.practice, world.plan.programme)
    reached = rng.random(count) < PROGRAMME_REACH
    when = day(PROGRAMME_BEGAN) + rng.integers(0, WEEKS_OF_JOINING * 7, count)
    able = frail & there & reached & world.alive_in(np.arange(count), when)
    able &= world.ill.onset("frailty") <= when
    return np.where(able, when, NEVER).astype(np.int32)
