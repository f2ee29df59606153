"""P5: every pair of long-term conditions counted."""

from benchmarks.ground import Ground
from benchmarks.people import Everyone
from benchmarks.result import Result, at_least, both, seconds
from benchmarks.timing import side_by_side
from phm_core.definitions.questions import Conditions
from phm_core.engine import answers

GOAL = "35 x 35 overlap >= 10 x faster than the SQL self-join"
TIMES = 10.0

PAIRS = """
SELECT one.condition, other.condition, count(*)
FROM held AS one
JOIN held AS other
    ON one.person_id = other.person_id AND one.condition <= other.condition
GROUP BY ALL
"""


def run(ground: Ground) -> list[Result]:
    """Count the pairs by bits, and by joining a table in memory with itself."""
    everyone = Everyone(ground)
    held = everyone.conditions[everyone.counted].to_numpy()
    people, conditions = held.nonzero()
    duck = ground.duck
    columns = {
        "person_id": people.astype("int32"),
        "condition": conditions.astype("int8"),
    }
    duck.register("columns", columns)
    duck.execute("CREATE OR REPLACE TABLE held AS SELECT * FROM columns")
    duck.unregister("columns")

    def joined() -> list[tuple[int, int, int]]:
        return duck.execute(PAIRS).fetchall()

    answer = ground.ask(Conditions(), answers.Conditions)
    pairs = {(one, other): many for one, other, many in joined()}
    for one in range(len(answer.conditions)):
        for other in range(one, len(answer.conditions)):
            assert answer.both[one, other] == pairs.get((one, other), 0)
    found = side_by_side(
        {"ours": lambda: ground.ask(Conditions(), answers.Conditions), "sql": joined}
    )
    faster = found["sql"].times(found["ours"])
    return [
        Result(
            "P5",
            GOAL,
            seconds(found["ours"].cpu),
            f"DuckDB in memory {seconds(found['sql'].cpu)}",
            both(faster),
            at_least(faster[0], TIMES),
            faster[0],
            f"{len(answer.conditions)} conditions, {len(people):,} held; ours counts "
            "people by number of conditions too",
        )
    ]
