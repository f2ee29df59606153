"""Made-up areas, released as the gateway would release them."""

from datetime import date
from typing import Any

import pyarrow as pa

from phm_core.analysis.measured import Choice, Measured, measure
from phm_core.analysis.subject import of_condition
from phm_core.area import Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.questions import Question
from phm_core.governance.door import DOOR
from phm_core.governance.released import Released

CONDITION = load_catalogue().conditions["diabetes"]
AS_AT = date(2026, 10, 31)


def row(code: str, imd: float | None, adjusted: float | None, **given: Any) -> dict:
    """One area: counts follow from its share unless they are given."""
    value = 0.0 if adjusted is None else adjusted
    usual: dict[str, Any] = {
        "code": code,
        "name": f"Area {code}",
        "people": 1_000,
        "count": round(value * 10),
        "crude": value,
        "crude_lower": value - 1,
        "crude_upper": value + 1,
        "adjusted": adjusted,
        "adjusted_lower": None if adjusted is None else value - 1,
        "adjusted_upper": None if adjusted is None else value + 1,
        "expected": 80.0,
        "observed_expected": value / 8,
        "oe_lower": value / 8 - 0.1,
        "oe_upper": value / 8 + 0.1,
        "imd": imd,
        "share_core20": 20.0,
        "rankable": True,
        "compared": "similar",
        "mark": "",
        "reason": "",
    }
    return usual | given


def measured(
    rows: list[dict], *, basis: str = "adjusted", of_all: int = 80, **facts: Any
) -> Measured:
    """The rows as a measure of diabetes by PCN, the whole at 8%.

    of_all: people counted in the whole, of whom 80 are expected.
    """

    def ask(question: Question) -> Released:
        return Released(
            question=question,
            purpose="planning",
            snapshot="0123456789abcdef",
            as_at=AS_AT,
            synthetic=True,
            facts=facts,
            tables={
                "areas": pa.Table.from_pylist(rows),
                "whole": pa.Table.from_pylist([row("", 20.0, 8.0, count=of_all)]),
            },
            notes=("A note.",),
            carried={},
            covered=None,
            rule="Counts of 1 to 7 are hidden.",
            sentence="People with diabetes.",
            key=repr((question, rows, facts)),
            door=DOOR,
        )

    choice = Choice(of_condition(CONDITION), Level.PCN, basis=basis)  # type: ignore[arg-type]  # the two words of Basis
    return measure(ask, choice, has_people=True)


def correlated(crude: tuple[float, float, float], adjusted: tuple[float, float, float]):
    """The facts of two correlations, each with its interval."""
    ends = ("", "_lower", "_upper")
    facts = {f"correlation_crude{e}": v for e, v in zip(ends, crude, strict=True)}
    facts |= {
        f"correlation_adjusted{e}": v for e, v in zip(ends, adjusted, strict=True)
    }
    return facts | {"correlation_areas": 27}
