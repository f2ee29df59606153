"""Releases measures by month: each month of a level is protected as one table."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.engine.answers.base import Flags
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import (
    NO_DATA,
    NOT_HELD,
    SUPPRESSED,
    Floats,
    decimal,
    reasons,
    text,
    whole,
)
from phm_core.gateway.ground import not_ranked_note
from phm_core.gateway.sentences import measure_title
from phm_core.gateway.shares import vector_of
from phm_core.governance.rule import Rule
from phm_core.methods import Estimates, crude_rate, proportion
from phm_core.period import long_date

PERCENT, PER_THOUSAND = 100.0, 1_000.0
EVENTS_NOTE = (
    "Events of each calendar month per 1,000 people registered; the last month may not "
    "be over."
)


def series(asked: Asked, answer: answers.Series) -> Parts:
    """A measure by area and month, and of the whole system."""
    indicator = answer.by_area.measure in asked.catalogue.indicators
    shown = _shown(answer.by_area, answer.whole, asked.rule, share=indicator)
    table = _areas_table(answer.areas, answer.chosen, shown)
    own = _shown(answer.whole, answer.whole, asked.rule, share=indicator)
    everyone = _rows(own, np.array([True]), [""], ["Whole system"])
    return Parts(
        facts={"unit": "percent" if indicator else "per 1,000 people a month"},
        tables={"series": table, "whole": pa.table(everyone)},
        notes=(
            *(_notes(answer) if indicator else (EVENTS_NOTE,)),
            *not_ranked_note(answer.areas),
        ),
    )


def histories(asked: Asked, answer: answers.Histories) -> Parts:
    """Several indicators of one area by month."""
    parts = []
    for by_area, everyone in zip(answer.by_area, answer.whole, strict=True):
        share = by_area.measure in asked.catalogue.indicators
        shown = _shown(by_area, everyone, asked.rule, share=share)
        table = _areas_table(answer.areas, answer.chosen, shown)
        name = text([by_area.measure] * table.num_rows)
        parts.append(table.add_column(0, "indicator", name))
    missing = [measure_title(one, asked.vocabulary) for one in answer.missing]
    notes = (f"No history in this data: {', '.join(missing)}.",) if missing else ()
    tables = {"series": pa.concat_tables(parts)} if parts else {}
    return Parts(facts={}, tables=tables, notes=(*_notes(answer), *notes))


def _notes(answer: answers.Series | answers.Histories) -> tuple[str, ...]:
    day = long_date(answer.as_at)
    return (
        "Counted when the data was published, for planning: people who had opted out "
        f"by {day} are left out of every month. Areas are as on {day}; a person counts "
        "at the practice where they were registered then.",
    )


class _Shown:
    """What may be shown of one measure: every array is (areas, months)."""

    def __init__(
        self, months: Sequence[object], people: Floats, count: Floats, *, share: bool
    ) -> None:
        self.months = months
        self.people = people
        self.count = count
        self.estimates: Estimates = (
            proportion(count, people, per=PERCENT)
            if share
            else crude_rate(count, people, per=PER_THOUSAND)
        )
        self.marks = np.full(people.shape, "", dtype="<U10")


def _shown(
    by_area: answers.Monthly, everyone: answers.Monthly, rule: Rule, *, share: bool
) -> _Shown:
    at = {month: place for place, month in enumerate(everyone.months)}
    places = [at[month] for month in by_area.months]
    people = _released(by_area.among, everyone.among[0, places], rule)
    counted = _released(by_area.counted, everyone.counted[0, places], rule)
    hidden = np.isnan(people) | np.isnan(counted)
    unknown = np.broadcast_to(~by_area.known, hidden.shape)
    count = np.where(unknown, np.nan, counted)
    shown = _Shown(by_area.months, people, count, share=share)
    shown.marks = np.select(
        [by_area.among == 0, unknown, hidden],
        [NO_DATA, NOT_HELD, SUPPRESSED],
        default="",
    )
    return shown


def _released(counts: np.ndarray, totals: np.ndarray, rule: Rule) -> Floats:
    """Counts (areas, months), each month protected with the count of the whole."""
    found = rule.rounded(counts).astype(np.float64)
    for month in np.flatnonzero(rule.hides(counts).any(axis=0)):
        released = vector_of(counts[:, month], int(totals[month]), rule)
        found[:, month] = released.values
    return found


def _areas_table(areas: answers.AreaList, chosen: Flags, shown: _Shown) -> pa.Table:
    kept = np.flatnonzero(chosen)
    codes, names = ([one[i] for i in kept] for one in (areas.codes, areas.names))
    columns = _rows(shown, chosen, codes, names)
    ranked = np.repeat(areas.rankable[chosen], len(shown.months))
    return pa.table(columns | {"rankable": pa.array(ranked.tolist(), pa.bool_())})


def _rows(
    shown: _Shown, chosen: Flags, codes: list[str], names: list[str]
) -> dict[str, pa.Array]:
    def flat(values: np.ndarray) -> np.ndarray:
        return values[chosen].ravel()

    many = len(shown.months)
    found = [str(mark) for mark in flat(shown.marks)]
    return {
        "code": text(np.repeat(np.array(codes, object), many)),
        "name": text(np.repeat(np.array(names, object), many)),
        "month": pa.array(list(shown.months) * len(codes), pa.date32()),
        "count": whole(flat(shown.count)),
        "people": whole(flat(shown.people)),
        "value": decimal(flat(shown.estimates.value)),
        "lower": decimal(flat(shown.estimates.lower)),
        "upper": decimal(flat(shown.estimates.upper)),
        "mark": text(found),
        "reason": reasons(found),
    }
