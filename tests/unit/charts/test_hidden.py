"""A figure that is hidden is never drawn as nothing, nor explained as a small one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import pyarrow as pa
import pytest

from phm_core.charts import words
from phm_core.charts.overlap import overlap
from phm_core.charts.profile import breakdown, pyramid
from phm_core.governance.released import Released

WHERE = "registered in Eldenmouth"


@dataclass(eq=False)
class Answer:
    """Just as much of an answer as a chart reads."""

    tables: dict[str, pa.Table]
    as_at: date = date(2026, 10, 31)
    facts: dict[str, Any] = field(
        default_factory=lambda: {
            "others": 900,
            "mean_age": None,
            "others_mean_age": None,
        }
    )


def released(**tables: list[dict[str, Any]]) -> Released:
    """The answer with these tables."""
    found = {name: pa.Table.from_pylist(rows) for name, rows in tables.items()}
    return cast(Released, Answer(found))


def test_two_cohorts_with_a_hidden_part_are_not_said_to_overlap_little() -> None:
    pair = {"both": None, "first_only": None, "second_only": 40, "mark": "suppressed"}
    drawn = overlap(released(pairs=[pair]), "Frail", "Old", WHERE)
    assert "Few people" not in drawn.title
    assert drawn.sheet.written() == [
        ("In both", "hidden"),
        ("Only in Frail", "hidden"),
        ("Only in Old", "40"),
    ]


def test_a_hidden_share_has_a_sign_of_its_own() -> None:
    row = {"breakdown": "sex", "title": "Sex", "order": 0, "ratio_lower": None,
           "others_share": 50.0}  # fmt: skip
    rows = [
        row | {"label": "Female", "share": None, "mark": "suppressed"},
        row | {"label": "Male", "share": 0.0, "mark": ""},
    ]
    drawn = breakdown(released(breakdowns=rows), "sex", WHERE)
    signs = [layer for layer in drawn.spec["layer"] if "transform" in layer]
    assert [sign["mark"]["text"] for sign in signs] == ["hidden"]
    assert drawn.subtitle.endswith(f"People {WHERE}, 31 October 2026.")


@pytest.mark.parametrize(("mark", "notes"), [("suppressed", 1), ("", 0)])
def test_the_pyramid_says_what_its_crosses_are_where_it_has_any(
    mark: str, notes: int
) -> None:
    rows = [{"age_band": "0-4", "order": 0, "sex": "female", "share": None,
             "others_share": 2.0, "people": None, "mark": mark}]  # fmt: skip
    assert len(pyramid(released(pyramid=rows), WHERE).notes) == notes


def test_a_long_label_goes_on_in_a_second_line() -> None:
    text = "1. on the register for atrial fibrillation"
    assert words.in_lines(text) == "1. on the register for atrial|fibrillation"
