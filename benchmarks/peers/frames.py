"""The refresh, the overlap and the rates in pandas, with every column prepared."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.cohort import RISKS, RISKS_NEEDED
from benchmarks.peers.shown import Rule, Shown
from benchmarks.people import GROUPS, Everyone

Flags = NDArray[np.bool_]


class Refresh:
    """Works out what the builder shows from frames of booleans and categories."""

    def __init__(self, everyone: Everyone) -> None:
        self._counted = everyone.counted
        self._must, self._may = everyone.must, everyone.may
        self._groups, self._conditions = everyone.groups, everyone.conditions

    def refresh(self) -> Shown:
        """Count, rules and profile."""
        must = self._rules(self._must, self._may)
        may = self._rules(self._may, self._must)
        whole = np.logical_and.reduce(must)
        people = int(whole.sum())
        return Shown(
            people=people,
            unknown=int(np.logical_and.reduce(may).sum()) - people,
            rules=self._each(must, may, people),
            groups=self._profile(whole),
            conditions=self._held(whole),
        )

    def _rules(self, of: pd.DataFrame, other: pd.DataFrame) -> list[Flags]:
        """The rules by one bound; `other` is the bound of what is negated."""
        found = [
            of["forty"],
            of["diabetes"] | of["hypertension"] | of["kidney"] | of["heart"],
            of["deprived"],
            ~(other["dementia"] | other["palliative"]),
            of["pressure"],
            of["unplanned"],
            sum(of[name].astype("int8") for name in RISKS) >= RISKS_NEEDED,
            ~other["anticoagulant"],
        ]
        return [rule.to_numpy() & self._counted for rule in found]

    def _each(
        self, must: list[Flags], may: list[Flags], people: int
    ) -> tuple[Rule, ...]:
        before, after = [self._counted], [self._counted]
        for rule in must:
            before.append(before[-1] & rule)
        for rule in reversed(must):
            after.append(after[-1] & rule)
        after.reverse()
        return tuple(
            Rule(
                alone=int(rule.sum()),
                unknown=int(may[i].sum()) - int(rule.sum()),
                remaining=int(before[i + 1].sum()),
                gained=int((before[i] & after[i + 1]).sum()) - people,
            )
            for i, rule in enumerate(must)
        )

    def _held(self, whole: Flags) -> dict[str, int]:
        people = self._conditions[whole].sum()
        return {str(name): int(many) for name, many in people.items()}

    def _profile(self, whole: Flags) -> dict[str, dict[str, int]]:
        cohort = self._groups[whole]
        found = {}
        for name in GROUPS:
            people = cohort[name].value_counts(sort=False)
            known = people[(people > 0) & (people.index != "unknown")]
            found[name] = known.to_dict()
        return found
