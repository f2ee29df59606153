"""The areas most like one of them, and why."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from phm_core.analysis.features import FEATURES, Feature, area_features
from phm_core.area import Area
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.methods import similar_areas

MOST = 10
KEPT = 64
ALIKE, UNLIKE = 2, 1
TOLD_APART = 1.0  # robust standard deviations


@dataclass(frozen=True)
class Reason:
    """One feature of both areas, in its own unit."""

    feature: Feature
    own: float
    theirs: float


@dataclass(frozen=True)
class Peer:
    """A similar area: how far away, in what alike, in what most unlike.

    distance: 0 is the same in everything; 1 is a typical difference in every feature.
    unlike: empty where nothing is far apart.
    """

    code: str
    name: str
    distance: float
    alike: tuple[Reason, ...]
    unlike: tuple[Reason, ...]


@dataclass(frozen=True)
class Peers:
    """The areas most like one, nearest first; `left_out`: features that say nothing."""

    nearest: tuple[Peer, ...]
    left_out: tuple[str, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the similar areas."""
        return frozenset(peer.code for peer in self.nearest)


def similar(public: PublicTables, area: Area, *, number: int = MOST) -> Peers:
    """The areas of the same level nearest to one by what their people are like.

    Raises RefusedInput for an area that is never ranked, or where there are fewer than
    three areas to choose from.
    """
    return _similar(public, area, number, public.built.built.revision())


@lru_cache(maxsize=KEPT)
def _similar(public: PublicTables, area: Area, number: int, built: int) -> Peers:
    """The same, kept as long as no built Place changes."""
    del built
    table = area_features(public, area.level)
    codes = table["code"].tolist()
    if area.code not in codes:
        raise RefusedInput(
            f"Similar areas are found for areas that may be ranked; '{area.code}' is "
            "not one of them. Choose another area."
        )
    if len(codes) <= number:
        number = max(len(codes) // 2, 1)
    found = similar_areas(
        table[[feature.id for feature in FEATURES]].to_numpy(float),
        [feature.id for feature in FEATURES],
        codes.index(area.code),
        weights=np.array([feature.weight for feature in FEATURES]),
        number=number,
    )
    by_id = {feature.id: feature for feature in FEATURES}
    nearest = []
    for place, position in enumerate(found.area.tolist()):
        reasons = [
            (abs(r.apart), Reason(by_id[r.feature], r.own, r.theirs))
            for r in found.reasons(place)
        ]
        far = [reason for apart, reason in reasons if apart >= TOLD_APART]
        nearest.append(
            Peer(
                code=codes[position],
                name=table["name"].iloc[position],
                distance=float(found.distance[place]),
                alike=tuple(reason for _, reason in reasons[:ALIKE]),
                unlike=tuple(far[-UNLIKE:]),
            )
        )
    left_out = tuple(by_id[name].title for name in found.left_out)
    return Peers(tuple(nearest), left_out)
