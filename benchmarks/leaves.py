"""P11: a leaf by our query beside the best SQL that we can write by hand for it."""

import numpy as np

from benchmarks.ground import Ground
from benchmarks.peers.handwritten import QUERIES, Query
from benchmarks.result import Result, at_most, seconds
from benchmarks.timing import PASSES_OF_SLOW, Timing, side_by_side
from phm_core.engine.bits import everybody, from_ids
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves import find

GOAL = (
    "a Narwhals leaf <= 1.5 x the best hand-written SQL for every kind, with equal sets"
)
TIMES = 1.5


def run(ground: Ground) -> list[Result]:
    """Ask for every kind of leaf both ways, from the files to the sets of people."""
    covered = {type(ground.expanded(one.wire)) for one in QUERIES.values()}
    assert covered == set(find.registry) - {object}, "a kind of leaf has no peer"
    found = {name: _timed(ground, query) for name, query in QUERIES.items()}
    times = {name: by["ours"].cpu / by["sql"].cpu for name, by in found.items()}
    slowest = max(times, key=lambda name: times[name])
    ours, sql = (sum(by[way].cpu for by in found.values()) for way in ("ours", "sql"))
    return [
        Result(
            "P11",
            GOAL,
            seconds(ours),
            f"DuckDB by hand {seconds(sql)}",
            f"{times[slowest]:.2f} x at most ({slowest}); {ours / sql:.2f} x in all",
            at_most(times[slowest], TIMES),
            1 / times[slowest],
            ", ".join(f"{name} {by:.2f}" for name, by in times.items()),
        )
    ]


def _timed(ground: Ground, query: Query) -> dict[str, Timing]:
    index, day = ground.engine.index, ground.day
    leaf = ground.expanded(query.wire)
    files = ground.files(*query.tables)

    def by_hand() -> Bounds:
        rows = ground.duck.execute(query.sql, {"files": files, "day": day})
        columns = rows.fetchnumpy()
        ids = np.asarray(columns["person_id"])
        if "holds" not in columns:
            inside = from_ids(ids, index.count)
            return Bounds.known(~inside if query.otherwise else inside)
        holds = np.asarray(columns["holds"], dtype=np.bool_)
        must = from_ids(ids[holds], index.count)
        return Bounds(must, must | ~from_ids(ids, index.count))

    everyone = everybody(index.count)
    mine, theirs = (
        found.within(everyone) for found in (index.query(leaf, day), by_hand())
    )
    assert np.array_equal(mine.must, theirs.must), query.sql
    assert np.array_equal(mine.may, theirs.may), query.sql
    return side_by_side(
        {"ours": lambda: index.query(leaf, day), "sql": by_hand}, PASSES_OF_SLOW
    )
