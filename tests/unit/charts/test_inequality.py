"""Pictures and sentences of inequality from answers made by hand."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from phm_core.analysis.by_group import Asking, by_group
from phm_core.analysis.slope import gaps, slope
from phm_core.analysis.subject import of_indicator
from phm_core.catalogue.load import load_catalogue
from phm_core.charts import inequality as pictures
from phm_core.charts import inequality_words as words
from phm_core.charts.svg import svg
from phm_core.definitions import Definition
from phm_core.definitions.nodes import Age
from phm_core.definitions.questions import RateBy
from phm_core.governance.door import DOOR
from phm_core.governance.released import Released
from phm_core.methods import Estimates, proportion

WHO = Definition(name="Treated", criteria=Age(min=0))


CRUDE = ("crude", "crude_lower", "crude_upper", "crude_998_lower", "crude_998_upper")


def answer(counts, people, *, by="deprivation_quintile", names=None, known=None):
    """A released answer with these counts; None is a hidden group."""
    names = names or [str(at + 1) for at in range(len(counts))]
    known = known or [True] * len(counts)
    rows = []
    shown = [(x, n) for x, n in zip(counts, people, strict=True) if x is not None]
    for x, n, name, sure in zip(counts, people, names, known, strict=True):
        made = proportion([x or 0], [n], per=100)
        wide = proportion([x or 0], [n], per=100, confidence=0.998)
        figures = [one[0] for one in (made.value, made.lower, made.upper,
                                      wide.lower, wide.upper)]  # fmt: skip
        if x is None or not n:
            figures = [None] * 5
        mark = "suppressed" if x is None else "" if n else "none"
        rows.append(
            {"group": name, "label": name, "known": sure, "people": n, "count": x}
            | dict(zip(CRUDE, figures, strict=True))
            | {"mark": mark, "reason": mark}
        )
    table = pa.Table.from_pylist(rows)
    total = proportion([sum(x for x, _ in shown)], [sum(n for _, n in shown)], per=100)
    whole = [{"people": int(total.denominator[0]), "count": int(total.numerator[0]),
              "crude": total.value[0], "crude_lower": total.lower[0],
              "crude_upper": total.upper[0], "crude_998_lower": total.lower[0],
              "crude_998_upper": total.upper[0], "mark": "", "reason": ""}]  # fmt: skip
    return Released(
        question=RateBy(WHO, (by,)),
        purpose="planning",
        snapshot="s1",
        as_at=date(2026, 10, 31),
        synthetic=True,
        facts={},
        tables={
            "groups": _with_adjusted(table),
            "whole": _with_adjusted(pa.Table.from_pylist(whole)),
        },
        notes=(),
        carried={},
        covered=None,
        rule="Counts are exact.",
        sentence="Treated.",
        key=repr((by, rows, whole)),
        door=DOOR,
    )


def _with_adjusted(table: pa.Table) -> pa.Table:
    for end in ("", "_lower", "_upper", "_998_lower", "_998_upper"):
        table = table.append_column(
            f"adjusted{end}", pa.nulls(table.num_rows, pa.float64())
        )
    return table


def read(counts, people, *, better="none", **more):
    given = {"title": "Treated", "people": "people treated", "better": better}
    indicator = load_catalogue().indicators["hypertension_controlled"]
    subject = of_indicator(indicator.model_copy(update=given))
    asking = Asking(subject, "crude")
    return by_group(answer(counts, people, **more), asking)


FALLING = [560, 610, 690, 740, 800]
LEVEL = [500, 503, 498, 501, 499]
EACH = [1000] * 5


def test_a_slope_that_chance_cannot_explain_is_said_from_end_to_end():
    found = slope(*[read(FALLING, EACH, better="higher")] * 2)
    # The least squares line through five equal fifths at 0.1, 0.3, ... 0.9.
    assert found.sii.value[0] == pytest.approx(30.5)
    assert found.ends == pytest.approx((52.75, 83.25))
    assert found.rii.value[0] == pytest.approx(83.25 / 52.75)
    assert words.slope(found) == (
        "Treated (crude) is lower the more deprived people are: along the line from "
        "53% at the most deprived end to 83% at the least"
    )
    assert "worse off" in words.indices(found)


def test_where_nothing_is_clear_nothing_is_claimed():
    level = read(LEVEL, EACH, better="higher")
    found, gap = slope(level, level), gaps(level)
    assert "does not clearly rise or fall" in words.slope(found)
    assert "No clear difference" in words.gaps(gap)
    assert words.people(gap, level) == ""
    assert "no group clearly differs" in words.differing(level, "fifth")


def test_the_gap_and_the_people_who_would_close_it():
    fifths = read(FALLING, EACH, better="higher")
    gap = gaps(fifths)
    assert gap.absolute.value[0] == pytest.approx(-24)
    assert gap.relative.value[0] == pytest.approx(0.7)
    assert gap.people.value[0] == pytest.approx(240)
    assert words.gaps(gap).startswith(
        "The most deprived fifth is 24.0 percentage points lower than the least"
    )
    assert words.people(gap, fifths).startswith("240 more people treated in the most")


def test_a_tenth_without_a_figure_makes_way_for_fifths():
    tenths = read([*FALLING, None, *FALLING[1:]], [1000] * 10)
    fifths = read(FALLING, EACH)
    assert not slope(tenths, fifths).tenths
    assert slope(fifths, fifths).tenths


def test_too_few_groups_and_hidden_ones_give_a_stated_null():
    few = read([10, 20, 30, 0, 0], [100, 100, 100, 0, 0])
    hidden = read([None, *FALLING[1:]], EACH)
    assert "a slope needs 5 groups" in slope(few, few).reason
    assert "no figure" in slope(hidden, hidden).reason
    for found in (few, hidden):
        made = slope(found, found)
        assert "no slope can be given" in words.slope(made)
        assert "cannot be compared" in words.gaps(gaps(found))
        picture = pictures.slope(made, gaps(found), "registered in Town")
        assert set(picture.data["groups"]["fitted"].to_pylist()) == {None}


def test_why_there_is_no_figure_is_said_in_words():
    none = np.full(1, np.nan)
    for reason, said in (("small", "too few for a rate"), ("No slope.", "No slope.")):
        found = Estimates(none, none, none, none, none, "", np.array([reason]))
        assert words.headline(found) == ("not given", said)


def test_those_not_known_are_drawn_and_do_not_bend_the_line():
    names = [*"12345", "unknown"]
    known = [True] * 5 + [False]
    with_them = read([*FALLING, 5], [*EACH, 50], names=names, known=known)
    found = slope(with_them, with_them)
    assert found.sii.value[0] == pytest.approx(-30.5)
    picture = pictures.slope(found, gaps(with_them), "registered in Town")
    assert picture.data["groups"]["group"].to_pylist()[-1] == "unknown"
    assert "Not known: 50 people (1.0% of all); among them 10.0%" in " ".join(
        picture.notes
    )


def test_groups_that_differ_are_named_and_empty_ones_left_out():
    found = read(
        [700, 500, 300, 0], [1000, 10_000, 1000, 0], by="ethnicity_group",
        names=["asian", "white", "black", "other"],
    )  # fmt: skip
    assert words.differing(found, "ethnic group") == (
        "Treated (crude), against 12.5% of everyone: higher in asian and black; lower "
        "in white"
    )
    picture = pictures.groups(found, "registered in Town", "ethnic group")
    assert picture.data["groups"].num_rows == 3
    assert any("nobody is in them: 1" in note for note in picture.notes)


def test_over_time_a_change_is_claimed_only_where_it_is_clear():
    then, now = read(LEVEL, EACH), read(FALLING, EACH)
    same = (
        (date(2024, 1, 1), slope(then, then)),
        (date(2025, 1, 1), slope(then, then)),
    )
    steeper = (*same[:1], (date(2026, 1, 1), slope(now, now)))
    assert "not clearly steeper" in pictures.over_time(same, "in Town").title
    assert "is steeper than on 1 January 2024" in (
        pictures.over_time(steeper, "in Town").title
    )


def test_what_has_no_figure_is_said_within_the_drawing_however_low_it_is():
    found = read([None, *FALLING[1:]], EACH)
    picture = pictures.slope(slope(found, found), gaps(found), "registered in Town")
    assert picture.subtitle.endswith("register, registered in Town, 31 October 2026.")
    low = replace(picture, spec={**picture.spec, "height": 120})
    [y] = re.findall(
        r"translate\([\d.]+,([\d.]+)\) rotate\(270\)[^>]*>hidden<", svg(low)
    )
    assert float(y) <= 120
