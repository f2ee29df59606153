"""P2: everything that the builder shows after a change, at once."""

from collections.abc import Mapping

from benchmarks.cohort import COHORT
from benchmarks.ground import Ground
from benchmarks.peers import database, frames
from benchmarks.peers.shown import Rule, Shown
from benchmarks.people import GROUPS, Everyone
from benchmarks.result import FAIL, PASS, Result, both, seconds
from benchmarks.timing import side_by_side
from phm_core.definitions.questions import Attrition, Profile
from phm_core.engine import answers

GOAL = (
    "full builder refresh <= 10 ms of CPU at 1.2 million people; >= 60 x faster than "
    "DuckDB, >= 15 x pandas, leaves answered beforehand for all"
)
CPU_GOAL, DUCKDB_GOAL, PANDAS_GOAL = 0.010, 60.0, 15.0
GOAL_PEOPLE = 1_200_000


def run(ground: Ground) -> list[Result]:
    """Refresh three ways; ours counts more than is asked of the peers."""
    everyone = Everyone(ground)
    in_memory, in_frames = (
        database.Refresh(ground.duck, everyone),
        frames.Refresh(everyone),
    )

    def ours() -> tuple[answers.Attrition, answers.Profile]:
        return (
            ground.ask(Attrition(of=COHORT), answers.Attrition),
            ground.ask(Profile(of=COHORT), answers.Profile),
        )

    answered = shown(*ours())
    assert in_memory.refresh() == answered
    assert in_frames.refresh() == answered
    found = side_by_side(
        {"ours": ours, "duckdb": in_memory.refresh, "pandas": in_frames.refresh}
    )
    mine = found["ours"]
    duckdb, pandas = (found[peer].times(mine) for peer in ("duckdb", "pandas"))
    light = mine.cpu <= CPU_GOAL * max(ground.people / GOAL_PEOPLE, 1)
    met = light and duckdb[0] >= DUCKDB_GOAL and pandas[0] >= PANDAS_GOAL
    return [
        Result(
            "P2",
            GOAL,
            f"{seconds(mine.cpu)}",
            f"DuckDB in memory {seconds(found['duckdb'].cpu)}; "
            f"pandas {seconds(found['pandas'].cpu)}",
            f"DuckDB {both(duckdb)}, pandas {both(pandas)}",
            PASS if met else FAIL,
            min(duckdb[0], pandas[0]),
            f"cohort of {answered.people:,}; ours counts every breakdown, the age "
            f"pyramid, use and cost as well, the peers {len(GROUPS)} breakdowns and "
            f"{len(answered.conditions)} conditions",
        )
    ]


def shown(attrition: answers.Attrition, profile: answers.Profile) -> Shown:
    """What the peers work out too, from our answers."""
    return Shown(
        people=attrition.people,
        unknown=attrition.unknown,
        rules=tuple(
            Rule(one.alone, one.unknown, one.remaining, one.gained_if_dropped)
            for one in attrition.rules
        ),
        groups={
            one.attribute: _known(
                dict(zip(one.groups, one.people.tolist(), strict=True))
            )
            for one in profile.breakdowns
            if one.attribute in GROUPS
        },
        conditions=dict(
            zip(profile.conditions, profile.condition_people.tolist(), strict=True)
        ),
    )


def _known(people: Mapping[str, int]) -> dict[str, int]:
    return {name: many for name, many in people.items() if many and name != "unknown"}
