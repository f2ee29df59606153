"""P13: what the one door costs a warm count: permission, audit, protection."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks.cohort import COHORT
from benchmarks.ground import Ground
from benchmarks.result import FAIL, PASS, Result, seconds
from benchmarks.timing import PASSES_OF_QUICK, Timing, side_by_side
from phm_core.area import Area, Level
from phm_core.definitions import Definition
from phm_core.definitions.questions import HowMany, Question, Rate
from phm_core.engine.policy import Rows
from phm_core.governance.door import DOOR
from phm_core.governance.permission import permit
from phm_core.settings import Settings
from phm_core.start import House, open_house

GOAL = "the door costs a warm count <= 5 ms, by the clock"
MOST = 0.005


def run(ground: Ground) -> list[Result]:
    """The same cohort in other words each time, so that nothing is answered before."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        house = open_house(settings, ground.snapshot.path)
        live = _compared(house, ground, HowMany)
        settled = _compared(house, ground, lambda each: Rate(each, Level.PCN))
    cost = live["door"].wall - live["engine"].wall
    more = settled["door"].wall - settled["engine"].wall
    return [
        Result(
            "P13",
            GOAL,
            seconds(live["door"].wall),
            f"the engine alone {seconds(live['engine'].wall)}",
            f"{seconds(cost)} more",
            PASS if cost <= MOST else FAIL,
            live["engine"].wall / live["door"].wall,
            f"two commits to disk among it; a share by PCN, which is settled and "
            f"compared with what was released before: {seconds(more)} more than "
            f"{seconds(settled['engine'].wall)}",
        )
    ]


def _compared(
    house: House, ground: Ground, question: Callable[[Definition], Question]
) -> dict[str, Timing]:
    """A question through the door, and to the engine about the same people."""
    place = Area(Level.PLACE, min(house.public.names(Level.PLACE)))
    scope = house.scope("place_team", areas=(place,))
    terms = permit(
        question(COHORT), scope, catalogue=house.catalogue, snapshot=house.snapshot
    )
    rows = Rows(scope.practices, scope.lsoas, terms.opt_outs, scope.datasets)
    asked = map(question, _named())
    return side_by_side(
        {
            "door": lambda: house.gateway.ask(next(asked), scope),
            "engine": lambda: ground.engine.answer(next(asked), rows).open(DOOR),
        },
        PASSES_OF_QUICK,
    )


def _named() -> Iterator[Definition]:
    for number in count():
        yield COHORT.model_copy(update={"name": f"Cohort {number}"})
