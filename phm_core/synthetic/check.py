"""Does a synthetic population look like the figures it is held to?

Everything is counted again from the published files; nothing is taken from the maker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from phm_core.snapshot import open_snapshot
from phm_core.synthetic import check_national, check_use
from phm_core.synthetic.check_area import area_bars, register_bars
from phm_core.synthetic.check_observed import Observed, observe
from phm_core.synthetic.demo_gazetteer import ICB_NAME


@dataclass(frozen=True)
class Bar:
    """One figure and the limits that it should lie within."""

    what: str
    low: float
    high: float
    got: float

    @property
    def met(self) -> bool:
        """Whether the figure lies within its limits."""
        return bool(np.isfinite(self.got) and self.low <= self.got <= self.high)


def bars(path: Path) -> list[Bar]:
    """Every bar of a snapshot, in order.

    National figures are asked only of the Demo ICS, which is made to be like England;
    other areas are held to their own published figures.
    """
    observed = observe(open_snapshot(path))
    return [Bar(*found) for found in _every(observed)]


def _every(observed: Observed) -> Iterator[tuple[str, float, float, float]]:
    yield from register_bars(observed)
    yield from area_bars(observed)
    yield from check_use.use_bars(observed)
    if observed.snapshot.manifest.name == ICB_NAME:
        yield from check_national.age_bars(observed)
        yield from check_national.gradient_bars(observed)
        yield from check_national.burden_bars(observed)
