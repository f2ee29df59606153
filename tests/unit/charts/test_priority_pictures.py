"""What the pictures of a clinical priority say, and where they keep silent."""

from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.by_groups import _side
from phm_core.charts.by_groups import finding as of_groups
from phm_core.charts.finder_faces import _face, not_counted
from phm_core.charts.finders import left_out_sentence, yield_sentence
from phm_core.charts.registers import ABOVE, BELOW, WITHIN
from phm_core.charts.registers import _side as register_side
from phm_core.charts.registers import finding as of_registers

FINDER = load_catalogue().casefinders["undiagnosed_hypertension"]
ROW = {"finder": FINDER.id, "without": "", "eligible": 2000.0, "listed": 150.0}


@pytest.mark.parametrize(
    ("recorded", "said"), [(9, BELOW), (10, WITHIN), (20, WITHIN), (21, ABOVE)]
)
def test_a_register_is_judged_by_its_range(recorded: float, said: str) -> None:
    assert register_side(recorded, 10, 20) == said


def test_a_finder_says_whom_it_leaves_out() -> None:
    finders = load_catalogue().casefinders
    told = left_out_sentence(finders["af_no_anticoagulant"])
    assert told.startswith("**Left out of those found:** palliative care. ")
    whole = finders["high_intensity_users"]
    assert not whole.exclusions
    assert left_out_sentence(whole) == ""


def test_what_is_not_shown_is_not_judged() -> None:
    assert register_side(None, 10, 20) == ""
    assert of_registers([{"title": "Asthma", "said": ""}]).startswith("Too few people")


def test_registers_below_their_range_are_named() -> None:
    rows = [{"title": "Asthma", "said": BELOW}, {"title": "COPD", "said": ABOVE}]
    told = "Of 2 registers, 1 holds fewer people than expected: Asthma"
    assert of_registers(rows) == told
    assert "none holds fewer" in of_registers(rows[1:])


@pytest.mark.parametrize(
    ("better", "low", "high", "said"),
    [
        ("higher", 10, 19, "worse"),
        ("lower", 10, 19, "better"),
        ("none", 10, 19, "lower"),
        ("higher", 21, 30, "better"),
        ("none", 21, 30, "higher"),
        ("higher", 10, 20, "similar"),
        ("higher", float("nan"), 20, ""),
    ],
)
def test_a_group_is_judged_where_its_interval_leaves_everyone_out(
    better: str, low: float, high: float, said: str
) -> None:
    assert _side(better, low, high, 20.0) == said
    assert _side(better, low, high, None) == ""


def test_the_group_that_is_worse_most_often_comes_first() -> None:
    rows = [{"label": "Asian", "said": "worse"}, {"label": "Other", "said": "similar"}]
    rows += [{"label": "Black", "said": "worse"}] * 2
    told = (
        "Of 3 figures, clearly worse than for everyone: 2 in 'Black' and 1 in 'Asian'"
    )
    assert of_groups(rows, 3) == told
    assert "none is clearly worse" in of_groups(rows[1:2], 3)


def test_a_tile_with_people_who_cannot_wait_leads_to_them() -> None:
    urgent = _face(ROW | {"red_flags": 12.0}, FINDER)
    assert urgent.lane == "red_flags"
    assert "tile out" in urgent.looks
    assert "Cannot wait: 12. Blood pressure 180/120" in urgent.looks
    assert "7.5% of 2,000 adults" in urgent.looks


def test_a_tile_says_when_nothing_or_nobody_is_shown() -> None:
    hidden = _face(ROW | {"red_flags": None, "listed": None}, FINDER)
    assert (hidden.lane, "not shown" in hidden.looks) == ("list", True)


def test_finders_that_cannot_be_counted_are_named_with_their_reason_once() -> None:
    finders = load_catalogue().casefinders
    rows = [
        ROW | {"finder": name, "without": "No records." if name != FINDER.id else ""}
        for name in ("undiagnosed_diabetes", FINDER.id, "af_no_anticoagulant")
    ]
    found: Any = SimpleNamespace(tables={"finders": pa.Table.from_pylist(rows)})
    assert not_counted(found, finders) == [
        "Not counted: Possible diabetes; AF, no anticoagulant. No records."
    ]


@pytest.mark.parametrize(
    "finder", load_catalogue().casefinders.values(), ids=lambda one: one.id
)
def test_a_yield_is_told_with_its_interval_and_source_or_as_not_known(
    finder: CaseFinder,
) -> None:
    told = yield_sentence(finder)
    known = finder.known_yield
    if known is None:
        assert told.endswith("no published yield is known.")
        return
    assert f"of 100 people reviewed, {known.per_100:g} " in told
    assert known.source.year is not None
    assert f"({known.source.url})" in told


def test_a_yield_is_not_part_of_what_a_review_answers_for() -> None:
    other = FINDER.model_copy(update={"known_yield": None})
    assert FINDER.known_yield is not None
    assert other.content == FINDER.content
