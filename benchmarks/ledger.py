"""P12: a settled count compared with a thousand groups that were released before."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.ground import SEED, Ground
from benchmarks.result import Result, at_most, both, seconds
from benchmarks.timing import PASSES_OF_SLOW, side_by_side
from phm_core.engine.bits import Words, everybody, from_ids, size
from phm_core.store.database import open_database
from phm_core.store.ledger import Ledger, People, Pool, digest

GOAL = "the ledger <= 1.5 x XOR and popcount of 1,000 earlier groups in memory"
TIMES = 1.5
EARLIER, ALIKE = 1_000, 10
FEW = 8
NEW = 0.2
NOW = datetime(2026, 10, 31, 9, 0, tzinfo=UTC)
POOL = Pool("organisation", "snapshot")


def run(ground: Ground) -> list[Result]:
    """Enter groups into a ledger of a thousand, ten of them exactly as large."""
    people = ground.people
    everyone = everybody(people)
    rng = np.random.default_rng(SEED)

    def group(share: float) -> Words:
        return from_ids(rng.choice(people, int(people * share), replace=False), people)

    shares = [*rng.uniform(0.005, 0.5, EARLIER - ALIKE), *[NEW] * ALIKE]
    earlier = [group(share) for share in shares]

    def alone(new: Words) -> bool:
        return all(size(new ^ other) not in range(1, FEW) for other in earlier)

    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'app.db'}")
        ledger = Ledger(database, lambda: NOW)

        def entered(new: Words) -> bool:
            return ledger.enter(
                POOL, People(new, everyone, digest(new)), fewer_than=FEW
            )

        for each in earlier:
            entered(each)
        fresh = group(NEW)
        near = earlier[0] ^ from_ids(np.arange(FEW - 1), people)
        for new in (fresh, near):
            assert entered(new) == alone(new)
        unseen = iter([group(NEW) for _ in range(PASSES_OF_SLOW + 1)])
        found = side_by_side(
            {"ours": lambda: entered(next(unseen)), "memory": lambda: alone(fresh)},
            PASSES_OF_SLOW,
        )
        database.dispose()
    ratio = found["ours"].times(found["memory"])
    return [
        Result(
            "P12",
            GOAL,
            seconds(found["ours"].cpu),
            f"NumPy in memory {seconds(found['memory'].cpu)}",
            both(ratio),
            at_most(ratio[0], TIMES),
            1 / ratio[0],
            f"ours enters it in the app database too; {ALIKE} groups are as large",
        )
    ]
