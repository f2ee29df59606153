"""P1: the count of a composed cohort."""

from benchmarks.cohort import COHORT, LEAVES
from benchmarks.ground import Ground
from benchmarks.peers import arrays, sql
from benchmarks.result import FAIL, PASS, Result, both, seconds
from benchmarks.timing import PASSES_OF_QUICK, side_by_side
from phm_core.definitions.questions import HowMany
from phm_core.engine import answers
from phm_core.engine.bits import size

GOAL = (
    "composed cohort count <= 1.3 x hand-written NumPy on the same operands; "
    ">= 50 x faster than one DuckDB SQL over the Parquet"
)
NUMPY_GOAL, SQL_GOAL = 1.3, 50.0


def run(ground: Ground) -> list[Result]:
    """Count the cohort four ways."""
    index, day = ground.engine.index, ground.day
    leaves = {name: ground.leaf(wire) for name, wire in LEAVES.items()}
    scope = ground.scope(COHORT).people
    tree = ground.expanded({"all": COHORT.to_wire()["criteria"]["all"]})
    query = sql.Cohort(ground)

    def composed() -> tuple[int, int]:
        found = index.bounds(tree, day).within(scope)
        sure = size(found.must)
        return sure, size(found.may) - sure

    def by_hand() -> tuple[int, int]:
        return arrays.count(leaves, scope)

    answer = ground.ask(HowMany(of=COHORT), answers.HowMany)
    assert composed() == by_hand() == (answer.people, answer.unknown)
    assert query.count() == answer.people
    quick = side_by_side(
        {
            "ours": composed,
            "numpy": by_hand,
            "question": lambda: ground.ask(HowMany(of=COHORT), answers.HowMany),
        },
        passes=PASSES_OF_QUICK,
    )
    slow = side_by_side({"ours": composed, "sql": query.count})
    dearer = quick["ours"].times(quick["numpy"])
    faster = slow["sql"].times(slow["ours"])
    met = dearer[0] <= NUMPY_GOAL and faster[0] >= SQL_GOAL
    return [
        Result(
            "P1",
            GOAL,
            seconds(quick["ours"].cpu),
            f"NumPy {seconds(quick['numpy'].cpu)}; SQL {seconds(slow['sql'].cpu)}",
            f"{both(dearer, 'NumPy ')}; SQL {both(faster)}",
            PASS if met else FAIL,
            faster[0],
            f"{answer.people:,} people, {answer.unknown:,} unknown; the whole question "
            f"with scope and look-up {seconds(quick['question'].cpu)}",
        )
    ]
