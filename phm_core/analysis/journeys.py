"""Journeys laid out: what is told of contacts, and what clearly stands around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.catalogue.schema import CareSetting, Journey
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import false_discovery_rate, p_value

STAGES = ("arrive", "why", "leave", "when")
ANY = "any"
SHORT = ("before_2", "same_day", "after_2")
# The days that a short window is compared with.
LONG = {"before_2": "before_30", "same_day": "before_30", "after_2": "after_30"}
DAYS = {"before_30": 30, "before_2": 2, "same_day": 1, "after_2": 2, "after_30": 30}
Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Told:
    """Contacts by one thing that is recorded of each; table as it was released."""

    id: str
    title: str
    stage: str
    table: pa.Table

    @property
    def leading(self) -> Row | None:
        """The commonest value; None where it is not clearly the commonest."""
        known = [row for row in self.table.to_pylist() if row["share"] is not None]
        known.sort(key=lambda row: -row["share"])
        if not known or not known[0]["events"]:
            return None
        clear = len(known) == 1 or known[0]["share_lower"] > known[1]["share_upper"]
        return known[0] if clear else None


@dataclass(frozen=True, eq=False)
class Laid:
    """An answer of Journeys with the words of its setting."""

    released: Released
    journey: Journey
    setting: CareSetting

    @cached_property
    def told(self) -> list[Told]:
        """What is told of each contact: arriving, why, leaving, when."""
        table = self.released.tables["aspects"]
        found = [
            Told(one.id, one.title, one.stage, part)
            for one in self.journey.aspects
            if (part := table.filter(pc.field("aspect") == one.id)).num_rows
        ]
        return sorted(found, key=lambda one: STAGES.index(one.stage))

    @property
    def settings(self) -> list[str]:
        """Ids of the services."""
        names = self.released.tables["around"]["setting"].unique().to_pylist()
        return [str(name) for name in names if name != ANY]

    def windows(self, *ids: str) -> pa.Table:
        """Contacts around them in some windows, a row a service and window."""
        table = self.released.tables["around"]
        return table.filter(pc.is_in(table["window"], pa.array(ids)))

    def row(self, setting: str, window: str) -> Row:
        """One service in one window."""
        rows = self.windows(window).to_pylist()
        return next(row for row in rows if row["setting"] == setting)


@kept_by_answer
def laid_out(released: Released, journey: Journey, setting: CareSetting) -> Laid:
    """An answer with the words of its setting, the same each time."""
    return Laid(released, journey, setting)


def clearly_changed(laid: Laid) -> dict[str, list[str]]:
    """Services with clearly more, or fewer, contacts in 30 days after than before."""
    rows = [
        (laid.row(name, "after_30"), laid.row(name, "before_30"))
        for name in laid.settings
    ]
    stands = _stand_out([_apart(_side(one), _side(other)) for one, other in rows])
    found: dict[str, list[str]] = {"more": [], "fewer": []}
    for (after, before), clear in zip(rows, stands, strict=True):
        if clear:
            more = after["per_100"] > before["per_100"]
            found["more" if more else "fewer"].append(after["title"])
    return found


def clearly_denser(laid: Laid) -> dict[str, list[str]]:
    """By short window, services with clearly more contacts a day than beyond it.

    Two days are compared with the other 28 of the same side, the same day with the 30
    days before.
    """
    cases = [(name, window) for window in SHORT for name in laid.settings]
    near = [_side(laid.row(name, window)) for name, window in cases]
    far = [
        _beyond(laid, name, window, one)
        for (name, window), one in zip(cases, near, strict=True)
    ]
    pairs = list(zip(near, far, strict=True))
    stands = _stand_out([_apart(one, other) for one, other in pairs])
    found: dict[str, list[str]] = {window: [] for window in SHORT}
    for (name, window), (one, other), clear in zip(cases, pairs, stands, strict=True):
        if clear and one.rate > other.rate:
            found[window].append(laid.row(name, window)["title"])
    return found


@dataclass(frozen=True)
class _Side:
    """Contacts, and the days among which they fell; effect: how far they are alike."""

    contacts: float
    days: float
    effect: float

    @property
    def rate(self) -> float:
        """Contacts a day."""
        return self.contacts / self.days


def _side(row: Row) -> _Side:
    given = (row["contacts"], row["among"], row["effect"])
    contacts, among, effect = (np.nan if one is None else float(one) for one in given)
    return _Side(contacts, among * DAYS[row["window"]], effect)


def _beyond(laid: Laid, name: str, window: str, near: _Side) -> _Side:
    """The days around, without the short window where it lies in them."""
    wide = _side(laid.row(name, LONG[window]))
    if window == "same_day":
        return wide
    return _Side(wide.contacts - near.contacts, wide.days - near.days, wide.effect)


def _apart(one: _Side, other: _Side) -> float:
    """The p value of two rates being the same, given both counts together."""
    first, second = (side.contacts / side.effect for side in (one, other))
    if not first + second > 0:
        return np.nan
    spans = [side.days / side.effect for side in (one, other)]
    found = p_value(first, first + second, spans[0] / sum(spans))
    return float(found)


def _stand_out(p_values: list[float]) -> list[bool]:
    return false_discovery_rate(p_values).found.tolist()
