"""Activity now against the same months of a baseline year, group by group."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import Estimates, restoration, risk_ratio

PER = 1_000
WIDER = 0.998


@dataclass(frozen=True, eq=False)
class Restored:
    """Two years of activity of the same groups, each of the people there at its end.

    groups: group, label, known, people and people_then, events per 1,000 now and then,
    value, lower, upper (people reached, now over then), ratio of events, side (higher
    or lower where the 99.8% interval of people reached leaves 1 out), mark. months:
    events now over then in each month of the year, with the interval as if events were
    independent.
    """

    now: Released
    then: Released
    groups: pa.Table
    months: pa.Table


def shown(table: pa.Table) -> bool:
    """Whether any of these groups, or months, can be set beside the baseline."""
    return table["value"].null_count < len(table)


@kept_by_answer
def restored(now: Released, then: Released) -> Restored:
    """Set two answers of ActivityBy side by side, month by month of the year."""
    both = [_Year(released) for released in (now, then)]
    return Restored(now, then, _groups(*both), _months(*both))


class _Year:
    """One answer as arrays: people and reached (groups,), events (groups, months)."""

    def __init__(self, released: Released) -> None:
        self.groups: list[dict[str, Any]] = released.tables["groups"].to_pylist()
        self.months: list[dict[str, Any]] = released.tables["months"].to_pylist()
        self.people = _numbers(self.groups, "people")
        self.reached = _numbers(self.groups, "reached")
        self.events = _numbers(self.months, "events").reshape(len(self.groups), -1)


def _numbers(rows: list[dict[str, Any]], name: str) -> np.ndarray:
    return np.array([row[name] for row in rows], dtype=float)


def _groups(now: _Year, then: _Year) -> pa.Table:
    usual, wide = (
        risk_ratio((now.reached, now.people), (then.reached, then.people), **level)
        for level in ({}, {"confidence": WIDER})
    )
    of_events = restoration(
        (now.events.sum(axis=1), now.people), (then.events.sum(axis=1), then.people)
    )
    rows: list[dict[str, Any]] = []
    for at, group in enumerate(now.groups):
        mark = group["mark"] or then.groups[at]["mark"]
        rows.append(
            {name: group[name] for name in ("group", "label", "known", "people")}
            | {"people_then": then.groups[at]["people"], "order": at}
            | {f"rate_{when}": _plain(year.events[at].sum() / year.people[at] * PER)
               for when, year in (("now", now), ("then", then)) if year.people[at]}
            | _ends(usual, at)
            | {"ratio": _plain(of_events.value[at]), "compared": _side(wide, at)}
            | {"mark": mark if np.isnan(usual.value[at]) else ""}
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _months(now: _Year, then: _Year) -> pa.Table:
    found = restoration(
        (now.events, now.people[:, None]), (then.events, then.people[:, None])
    )
    rows: list[dict[str, Any]] = []
    flat = found.value.ravel()
    for at, cell in enumerate(now.months):
        place = np.unravel_index(at, found.value.shape)
        empty = not cell["events"] and not then.months[at]["events"]
        rows.append(
            {name: cell[name] for name in ("group", "label", "known")}
            | {"month": cell["month"], "baseline": then.months[at]["month"]}
            | {"events": cell["events"], "events_then": then.months[at]["events"]}
            | _ends(found, place)
            | {"mark": "" if not np.isnan(flat[at]) else cell["mark"]
               or then.months[at]["mark"] or ("none" if empty else "small")}
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _ends(found: Estimates, at: Any) -> dict[str, float | None]:
    return {
        name: _plain(getattr(found, name)[at]) for name in ("value", "lower", "upper")
    }


def _side(found: Estimates, at: int) -> str:
    if np.isnan(found.lower[at]) or np.isnan(found.upper[at]):
        return ""
    if found.lower[at] > 1:
        return "higher"
    return "lower" if found.upper[at] < 1 else "similar"


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
