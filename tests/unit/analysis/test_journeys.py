"""What clearly stands around contacts, and what chance alone would give."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pyarrow as pa

from phm_core.analysis.journeys import (
    DAYS,
    Laid,
    Told,
    clearly_changed,
    clearly_denser,
)

AMONG = 2_000
SERVICES = ("gp", "outpatient", "community", "nhs111")


class Answer:
    """Stands for a released answer: the tables alone are read."""

    def __init__(self, around: pa.Table) -> None:
        self.tables = {"around": around, "aspects": pa.table({"aspect": ["x"]})}


def laid(contacts: dict[str, dict[str, int | None]], effect: float = 1.0) -> Laid:
    """Contacts by service and window, each window of 2,000 contacts."""
    rows = []
    for setting, by_window in contacts.items():
        for window in DAYS:
            count = by_window[window]
            rows.append(
                {
                    "setting": setting,
                    "title": setting,
                    "window": window,
                    "among": AMONG,
                    "contacts": count,
                    "per_100": None if count is None else 100 * count / AMONG,
                    "effect": None if count is None else effect,
                }
            )
    empty: Any = None
    return Laid(cast("Any", Answer(pa.Table.from_pylist(rows))), empty, empty)


def steady(a_day: float) -> dict[str, int | None]:
    return {window: round(a_day * days) for window, days in DAYS.items()}


def test_a_service_used_more_after_than_before_is_named():
    contacts = {name: steady(20) for name in SERVICES}
    contacts["outpatient"] = contacts["outpatient"] | {"after_30": 800}
    contacts["community"] = contacts["community"] | {"after_30": 400}
    found = clearly_changed(laid(contacts))
    assert found == {"more": ["outpatient"], "fewer": ["community"]}


def test_contacts_that_lie_in_few_people_are_not_called_clear():
    contacts = {name: steady(20) for name in SERVICES}
    contacts["outpatient"] = contacts["outpatient"] | {"after_30": 720}
    assert clearly_changed(laid(contacts))["more"] == ["outpatient"]
    assert clearly_changed(laid(contacts, effect=6.0))["more"] == []


def test_the_nearest_days_are_compared_with_those_around_them():
    contacts = {name: steady(20) for name in SERVICES}
    contacts["nhs111"] = contacts["nhs111"] | {"before_2": 120}
    contacts["gp"] = contacts["gp"] | {"same_day": 60, "after_2": 5}
    found = clearly_denser(laid(contacts))
    assert found == {"before_2": ["nhs111"], "same_day": ["gp"], "after_2": []}


def test_hidden_counts_are_not_compared():
    contacts = {name: steady(20) for name in SERVICES}
    contacts["gp"] = dict.fromkeys(DAYS)
    contacts["nhs111"] = contacts["nhs111"] | {"before_30": None, "before_2": 400}
    found = clearly_denser(laid(contacts))
    assert all("gp" not in titles for titles in found.values())
    assert found["before_2"] == []


def test_chance_alone_names_a_service_in_few_of_two_hundred_worlds():
    rng = np.random.default_rng(8)
    changed = denser = 0
    for _ in range(200):
        contacts: dict[str, dict[str, int | None]] = {}
        for at, name in enumerate(SERVICES):
            before, after, same = (
                rng.poisson(40 / (1 + at), days) for days in (30, 30, 1)
            )
            contacts[name] = {
                "before_30": int(before.sum()),
                "before_2": int(before[-2:].sum()),
                "same_day": int(same.sum()),
                "after_2": int(after[:2].sum()),
                "after_30": int(after.sum()),
            }
        world = laid(contacts)
        changed += any(clearly_changed(world).values())
        denser += any(clearly_denser(world).values())
    assert changed <= 20
    assert denser <= 20


def told(*shares: float) -> Told:
    rows = [
        {"label": str(at), "share": share, "share_lower": share - 2,
         "share_upper": share + 2, "events": round(share)}
        for at, share in enumerate(shares)
    ]  # fmt: skip
    return Told("arrival", "Way of arrival", "arrive", pa.Table.from_pylist(rows))


def test_the_commonest_value_is_named_only_where_it_is_clear():
    clear = told(20, 60).leading
    assert clear is not None
    assert clear["label"] == "1"
    assert told(49, 51).leading is None
    assert told().leading is None
    only = told(5).leading
    assert only is not None
    nobody = replace(told(0.0), title="x")
    assert nobody.leading is None
