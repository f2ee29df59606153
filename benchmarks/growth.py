"""P9: ten times the events, and a memory limit of 1 GB."""

from dataclasses import replace

import numpy as np

from benchmarks.cold import LEAVES, cold
from benchmarks.ground import Ground
from benchmarks.result import FAIL, PASS, Result, seconds
from benchmarks.timing import PASSES_OF_SLOW, side_by_side
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.index import PeopleIndex

GOAL = "10 x the events -> <= 11 x the time; a 1 GB memory limit costs <= 2 x"
TIMES, GROWTH_GOAL, LIMIT_GOAL = 10, 11.0, 2.0


def run(ground: Ground) -> list[Result]:
    """Answer the cold leaves for a tenth of the people, for all, and with a limit."""
    few = ground.people // TIMES
    tenth = replace(ground, people=few, folder=ground.folder.parent / str(few))
    leaves = [ground.expanded(wire) for wire in LEAVES.values()]
    ways = {
        "tenth": PeopleIndex(DuckTables(tenth.snapshot)),
        "all": PeopleIndex(DuckTables(ground.snapshot)),
        "limited": PeopleIndex(DuckTables(ground.snapshot, "1GB")),
    }
    for leaf in leaves:
        free, limited = (
            cold(ways[way], leaf, ground.day) for way in ("all", "limited")
        )
        assert np.array_equal(free.must, limited.must)

    def answer(index: PeopleIndex) -> None:
        for leaf in leaves:
            cold(index, leaf, ground.day)

    found = side_by_side(
        {way: lambda index=index: answer(index) for way, index in ways.items()},
        PASSES_OF_SLOW,
    )
    events = ground.events / tenth.events
    growth = found["all"].wall / found["tenth"].wall
    cost = found["limited"].wall / found["all"].wall
    met = growth <= GROWTH_GOAL * events / TIMES and cost <= LIMIT_GOAL
    return [
        Result(
            "P9",
            GOAL,
            seconds(found["all"].wall),
            f"a tenth {seconds(found['tenth'].wall)}; "
            f"1 GB {seconds(found['limited'].wall)}",
            f"{growth:.1f} x for {events:.1f} x the events; limit {cost:.2f} x",
            PASS if met else FAIL,
            1 / growth,
            f"{tenth.events:,} and {ground.events:,} events; {len(leaves)} cold leaves",
        )
    ]
