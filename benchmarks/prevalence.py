"""P6: standardised prevalence of diabetes for every PCN and every small area."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.ground import Ground
from benchmarks.people import Everyone
from benchmarks.result import Result, at_least, both, seconds
from benchmarks.timing import side_by_side
from phm_core.area import Lens, Level
from phm_core.definitions import Definition, parse_criterion
from phm_core.definitions.questions import Rate
from phm_core.engine import answers
from phm_core.methods import ESP2013

GOAL = "standardised prevalence for every PCN and LSOA >= 10 x faster than pandas"
TIMES = 10.0
LEVELS = {Level.PCN: Lens.REGISTERED, Level.LSOA: Lens.RESIDENT}
PER = 100_000
PREVALENT = {"condition": {"is": "diabetes"}}
COHORT = Definition(name="Diabetes", criteria=parse_criterion(PREVALENT))

Rates = dict[Level, dict[str, float]]


def run(ground: Ground) -> list[Result]:
    """Standardise both ways, from people to rates."""
    by_frames = Frames(ground)

    def ours() -> Rates:
        return {
            level: standardised(
                ground.ask(Rate(of=COHORT, per=level, lens=lens), answers.Rate)
            )
            for level, lens in LEVELS.items()
        }

    mine, theirs = ours(), by_frames.rates()
    for level in LEVELS:
        # Ours lists the small areas on the map only; theirs all where anybody lives.
        codes = [code for code in mine[level] if code in theirs[level]]
        assert len(codes) >= len(mine[level]) - 1
        pair = [[rates[level][code] for code in codes] for rates in (mine, theirs)]
        assert np.allclose(pair[0], pair[1])
    found = side_by_side({"ours": ours, "pandas": by_frames.rates})
    faster = found["pandas"].times(found["ours"])
    return [
        Result(
            "P6",
            GOAL,
            seconds(found["ours"].cpu),
            f"pandas {seconds(found['pandas'].cpu)}",
            both(faster),
            at_least(faster[0], TIMES),
            faster[0],
            f"{len(theirs[Level.PCN])} PCNs, {len(theirs[Level.LSOA])} LSOAs; who "
            "has diabetes is known to both beforehand",
        )
    ]


def standardised(answer: answers.Rate) -> dict[str, float]:
    """Directly standardised rates by area from our strata, sexes alike."""
    rates = by_strata(
        answer.share.counted_strata[:, :2], answer.share.among_strata[:, :2]
    )
    return dict(zip(answer.areas.codes, rates.tolist(), strict=True))


def by_strata(counted: NDArray, among: NDArray) -> NDArray[np.float64]:
    """Rates by the standard; strata (areas, sex, age), empty ones count nought."""
    rates = counted / np.maximum(among, 1)
    return PER * (rates @ ESP2013).sum(axis=1) / (2 * ESP2013.sum())


class Frames:
    """The same in pandas, from one row a person with everything needed beside it."""

    def __init__(self, ground: Ground) -> None:
        everyone = Everyone(ground)
        groups = everyone.groups
        index, scope = ground.engine.index, ground.scope(COHORT)
        inside = index.bounds(ground.expanded(PREVALENT), ground.day)
        self._people = pd.DataFrame(
            {
                "pcn": groups["pcn"],
                "lsoa": groups["lsoa"],
                "sex": groups["sex"],
                "band": pd.Categorical(np.minimum(groups["age"] // 5, 18)),
                "counted": everyone.flags(inside.within(scope.people).must),
            }
        )[everyone.counted]

    def rates(self) -> Rates:
        """Rates by PCN and by LSOA."""
        return {Level.PCN: self._by("pcn"), Level.LSOA: self._by("lsoa")}

    def _by(self, area: str) -> dict[str, float]:
        strata = self._people.groupby([area, "sex", "band"], observed=False)["counted"]
        found = strata.agg(["sum", "size"])
        shape = (-1, 2, len(ESP2013))
        counted = found["sum"].to_numpy().reshape(shape)
        among = found["size"].to_numpy().reshape(shape)
        codes = self._people[area].cat.categories
        return dict(zip(codes, by_strata(counted, among).tolist(), strict=True))
