"""Releases published registers by area. They are public: nothing is hidden."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, limits, marks, text, whole
from phm_core.gateway.england import scale
from phm_core.gateway.ground import (
    area_columns,
    deprivation,
    deprivation_columns,
    not_ranked_note,
    rankable,
)
from phm_core.gateway.shares import correlation_of
from phm_core.gateway.strata import PERCENT, WIDER
from phm_core.governance.rule import EXACT
from phm_core.methods import Estimates, compare, isr, proportion

NO_FIGURES = "No published figures for the practices here."
EXPECTED_NOTE = (
    "Expected: cases if England's rates by age and sex applied to the people "
    "registered here, scaled to England's published total. Observed over expected "
    "takes age into account; the published percentage does not."
)
NAN = np.array([np.nan])


def published(asked: Asked, answer: answers.PublishedRate) -> Parts:
    """A published register by area: crude, and observed over expected."""
    condition = asked.catalogue.conditions[answer.condition]
    times = scale(condition)
    total = (
        np.array([answer.whole_register]),
        np.array([answer.whole_list_size]),
        NAN + 0 if np.isnan(answer.whole_expected) else answer.whole_expected * times,
    )
    shown = _Shown(answer.register, answer.list_size, answer.expected * times)
    against = _Shown(total[0], total[1], np.atleast_1d(total[2]))
    areas = answer.areas
    table = pa.table(
        area_columns(areas)
        | shown.columns(against)
        | {
            "practices_counted": whole(answer.practices_counted),
            "practices_total": whole(answer.practices_total),
        }
        | deprivation_columns(answer.ground, EXACT)
        | rankable(areas)
    )
    whole_table = pa.table(
        {"code": text([""]), "name": text(["Whole"])}
        | against.columns(against)
        | deprivation_columns(answer.whole_ground, EXACT)
        | {"rankable": pa.array([False])}
    )
    return Parts(
        facts=_facts(answer, shown),
        tables={"areas": table, "whole": whole_table},
        notes=_notes(answer),
    )


class _Shown:
    """Register, list and expected cases of some areas, with what follows from them."""

    def __init__(self, register: np.ndarray, people: np.ndarray, awaited: np.ndarray):
        self.empty = people == 0
        self.register = np.where(self.empty, np.nan, register)
        self.people = np.where(self.empty, np.nan, people)
        self.awaited = awaited
        self.crude = proportion(self.register, self.people, per=PERCENT)
        self.ratio = isr(self.register, awaited)

    def columns(self, against: "_Shown") -> dict[str, pa.Array]:
        """The columns of a table of areas, compared with the whole."""
        nothing = np.full(len(self.empty), np.nan)
        benchmark = against.ratio.value[0]
        wider = isr(self.register, self.awaited, confidence=WIDER)
        found = marks(np.zeros(len(self.empty), dtype=bool), empty=self.empty)
        return {
            "people": whole(self.people),
            "count": whole(self.register),
            **limits("crude", self.crude),
            **{f"adjusted{end}": decimal(nothing) for end in ("", "_lower", "_upper")},
            "expected": decimal(self.awaited, 1),
            "observed_expected": decimal(self.ratio.value, 3),
            "oe_lower": decimal(self.ratio.lower, 3),
            "oe_upper": decimal(self.ratio.upper, 3),
            "compared": text(compare(self.ratio, benchmark).position),
            "compared_998": text(compare(wider, benchmark).position),
            "mark": text(found),
            "reason": text(NO_FIGURES if mark else "" for mark in found),
        }


def _facts(answer: answers.PublishedRate, shown: _Shown):
    imd = deprivation(answer.ground, EXACT)["imd"]
    imd = np.where(answer.areas.rankable, imd, np.nan)
    facts = correlation_of("crude", imd, shown.crude.value)
    facts |= correlation_of("adjusted", imd, shown.ratio.value)
    facts["correlation_areas"] = facts.pop("correlation_crude_areas")
    england = _england(answer)
    return facts | {
        "year": answer.year,
        "list_type": answer.list_type,
        "practices_counted": int(answer.practices_counted.sum()),
        "practices_total": int(answer.practices_total.sum()),
        "standard": "expected",
        "england": None if england is None else float(england.value),
    }


def _england(answer: answers.PublishedRate) -> Estimates | None:
    if answer.england_register is None or not answer.england_list_size:
        return None
    return proportion(answer.england_register, answer.england_list_size, per=PERCENT)


def _notes(answer: answers.PublishedRate) -> tuple[str, ...]:
    counted, total = answer.practices_counted.sum(), answer.practices_total.sum()
    missing = int(total - counted)
    lacking = f"Left out, having no figures: {missing} of {total} practices."
    return (
        f"Published register, {answer.year}.",
        EXPECTED_NOTE,
        *((lacking,) if missing else ()),
        *not_ranked_note(answer.areas),
    )
