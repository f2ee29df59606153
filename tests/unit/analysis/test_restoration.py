"""Two years of activity set side by side."""

from datetime import date

import pyarrow as pa
import pytest

from phm_core.analysis.restoration import restored
from phm_core.charts import restoration as pictures
from phm_core.definitions.questions import ActivityBy
from phm_core.governance.door import DOOR
from phm_core.governance.released import Released


def year(people, reached, events, *, ends=2026):
    """An answer of two groups and two months; None is hidden, 0 people is nobody."""
    groups = [
        {"group": str(at), "label": str(at), "known": True, "people": n, "reached": x,
         "mark": "none" if n == 0 else "" if x is not None else "suppressed"}
        for at, (n, x) in enumerate(zip(people, reached, strict=True))
    ]  # fmt: skip
    months = [
        {"group": str(at), "label": str(at), "known": True, "events": n, "people": n,
         "month": date(ends, month, 1), "mark": "" if n is not None else "suppressed"}
        for at, of_group in enumerate(events)
        for month, n in enumerate(of_group, 1)
    ]  # fmt: skip
    return Released(
        question=ActivityBy(None, "gp", "ethnicity_group", 2),
        purpose="planning",
        snapshot="s1",
        as_at=date(ends, 2, 28),
        synthetic=True,
        facts={},
        tables={
            "groups": pa.Table.from_pylist(groups),
            "months": pa.Table.from_pylist(months),
        },
        notes=(),
        carried={},
        covered=None,
        rule="Counts are exact.",
        sentence="Activity.",
        key=repr((groups, months)),
        door=DOOR,
    )


THEN = year([1000, 1000], [500, 500], [[300, 200], [400, 400]], ends=2024)


def test_a_group_that_is_reached_less_is_named_and_another_is_not():
    now = year([2000, 1000], [800, 505], [[300, 600], [400, 420]])
    found = restored(now, THEN)
    first, second = found.groups.to_pylist()
    assert first["value"] == pytest.approx((800 / 2000) / (500 / 1000))
    assert first["ratio"] == pytest.approx((900 / 2000) / (500 / 1000))
    assert (first["rate_now"], first["rate_then"]) == (450, 500)
    assert (first["compared"], second["compared"]) == ("lower", "similar")
    month = found.months.to_pylist()[1]
    assert month["value"] == pytest.approx((600 / 2000) / (200 / 1000))
    assert month["baseline"] == date(2024, 2, 1)
    title = pictures.finding(found, "GP contacts", "ethnic group")
    assert title.endswith("fewer people reached in ethnic group 0")


@pytest.mark.parametrize(
    ("now", "mark"),
    [
        (year([0, 1000], [0, 500], [[0, 0], [400, 400]]), "none"),
        (year([20, 1000], [None, 500], [[None, None], [400, 400]]), "suppressed"),
    ],
)
def test_nobody_or_a_hidden_count_is_a_stated_null(now, mark):
    found = restored(now, THEN)
    first = found.groups.to_pylist()[0]
    assert (first["value"], first["lower"], first["ratio"]) == (None, None, None)
    assert first["mark"] == mark
    assert "no group is clearly" in pictures.finding(found, "GP", "ethnic group")


def test_no_activity_in_the_baseline_has_no_ratio():
    then = year([1000, 1000], [0, 500], [[0, 0], [400, 400]], ends=2024)
    found = restored(THEN, then)
    assert found.groups.to_pylist()[0]["ratio"] is None
    assert found.months.to_pylist()[0]["value"] is None
    assert found.months.to_pylist()[0]["mark"]
