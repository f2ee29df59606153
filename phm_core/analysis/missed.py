"""Who should be on a list but is not: groups of which little is known."""

from collections import Counter
from dataclasses import dataclass

from phm_core.governance.released import Released
from phm_core.methods import proportion

PERCENT = 100


@dataclass(frozen=True)
class Missed:
    """One group of those who could be found.

    not_known: people of whom nothing was recorded by which they could be found.
    under_tested: this share is surely greater than that of all others together (95%
    Wilson intervals that do not meet).
    """

    by: str
    label: str
    eligible: int
    listed: int
    not_known: int
    withheld: int
    under_tested: bool

    @property
    def listed_percent(self) -> float:
        """Found of those who could be, in percent."""
        return PERCENT * self.listed / self.eligible if self.eligible else 0.0

    @property
    def not_known_percent(self) -> float:
        """Not known of those who could be found, in percent."""
        return PERCENT * self.not_known / self.eligible if self.eligible else 0.0


def missed(released: Released) -> tuple[Missed, ...]:
    """Each group of a reach, and whether it is tested less than the others."""
    rows = released.tables["groups"].to_pylist()
    eligible, unknown = Counter[str](), Counter[str]()
    for row in rows:
        eligible[row["by"]] += row["eligible"]
        unknown[row["by"]] += row["not_known"]
    own = proportion(
        [row["not_known"] for row in rows], [row["eligible"] for row in rows]
    )
    others = proportion(
        [unknown[row["by"]] - row["not_known"] for row in rows],
        [eligible[row["by"]] - row["eligible"] for row in rows],
    )
    return tuple(
        Missed(
            by=row["by"],
            label=row["label"],
            eligible=row["eligible"],
            listed=row["listed"],
            not_known=row["not_known"],
            withheld=row["withheld"],
            # A limit that is missing is greater than nothing.
            under_tested=bool(own.lower[place] > others.upper[place]),
        )
        for place, row in enumerate(rows)
    )
