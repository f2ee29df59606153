"""Age-standardised rates of the main conditions in a Place, beside the whole system."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from phm_core.analysis.place_keeping import definition
from phm_core.analysis.subject import Subject, of_condition
from phm_core.area import Lens, Level
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions import Definition, logic
from phm_core.definitions.built_place import BuiltPlace
from phm_core.definitions.questions import Question, Rate
from phm_core.governance.released import Released

COLUMNS = pa.schema(
    [
        ("title", pa.string()),
        ("people", pa.int64()),
        ("value", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("whole", pa.float64()),
        ("compared", pa.string()),
        ("mark", pa.string()),
    ]
)

Row = dict[str, Any]


def subjects(catalogue: Catalogue) -> list[Subject]:
    """The long-term conditions that general practice keeps registers of."""
    return [
        of_condition(entry)
        for entry in catalogue.conditions.values()
        if entry.long_term and entry.qof
    ]


def questions(
    place: BuiltPlace, lens: Lens, asked: Sequence[Subject]
) -> list[Question]:
    """Two for each condition: among the people of the Place, and among everyone."""
    inside = definition(place, lens)
    found: list[Question] = []
    for subject in asked:
        of = subject.definition.model_copy(update={"population": str(lens)})
        among = _both(inside, subject.among)
        found += [
            Rate(of=of, per=Level.ICS, among=among, lens=lens),
            Rate(of=of, per=Level.ICS, among=subject.among, lens=lens),
        ]
    return found


def rates(asked: Sequence[Subject], answers: Sequence[Released]) -> pa.Table:
    """One row a condition, the most common first.

    value (with 95% interval) and whole are percent, standardised for age and sex;
    compared: higher, lower or similar by the interval, against the whole system.
    """
    pairs = zip(asked, answers[::2], answers[1::2], strict=True)
    rows = [
        _row(subject, _whole(here), _whole(whole)) for subject, here, whole in pairs
    ]
    rows.sort(key=lambda row: -(row["whole"] or 0.0))
    return pa.Table.from_pylist(rows, schema=COLUMNS)


def _row(subject: Subject, here: Row, everyone: Row) -> Row:
    usual = everyone["adjusted"]
    lower, upper = here["adjusted_lower"], here["adjusted_upper"]
    compared = ""
    if None not in (usual, lower, upper):
        higher, less = lower > usual, upper < usual
        compared = "higher" if higher else "lower" if less else "similar"
    return {
        "title": subject.title,
        "people": here["count"],
        "value": here["adjusted"],
        "lower": lower,
        "upper": upper,
        "whole": usual,
        "compared": compared,
        "mark": here["mark"],
    }


def _whole(released: Released) -> Row:
    return released.tables["whole"].to_pylist()[0]


def _both(inside: Definition, among: Definition | None) -> Definition:
    if among is None:
        return inside
    both = logic.All(of=(inside.criteria, among.criteria))
    return inside.model_copy(update={"criteria": both})
