"""Answers about published figures of indicators, of England and of areas."""

import pandas as pd

from phm_core.area import WHOLE, Lens, Level
from phm_core.definitions.questions import Comparators
from phm_core.engine import answers
from phm_core.engine.answering.published import areas_of, published_only
from phm_core.engine.answers import Figure
from phm_core.engine.public import PublicTables
from phm_core.engine.published import summed

ENGLAND = "england"
REGISTER = "prevalence:"
COUNTS = ("numerator", "denominator")


@published_only.register
def _(question: Comparators, public: PublicTables, _catalogue: object):
    figures: list[Figure] = []
    for indicator in question.indicators:
        rows = _rows(public, indicator)
        figures += _england(rows, indicator, question.year)
        if question.per is not None:
            figures += _areas(rows, indicator, question, public)
    return answers.Comparators(as_at=public.snapshot.as_at, figures=tuple(figures))


def _rows(public: PublicTables, indicator: str) -> pd.DataFrame:
    """Rows of an indicator about everybody; registers of practices among them."""
    table = public.comparators
    if table.empty:
        table = pd.DataFrame(columns=["indicator", "area_type", "period"])
    rows = table[table["indicator"] == indicator]
    for column, everybody in (("sex", "persons"), ("category", "")):
        if column in rows:
            rows = rows[rows[column].isna() | (rows[column] == everybody)]
    if indicator.startswith(REGISTER):
        return pd.concat([rows, _registers(public, indicator.removeprefix(REGISTER))])
    return rows


def _registers(public: PublicTables, condition: str) -> pd.DataFrame:
    table = public.registers
    if table.empty:
        return table
    rows = table[table["condition_id"] == condition]
    columns = {
        "practice_code": "area_code",
        "year": "period",
        "register": "numerator",
        "list_size": "denominator",
    }
    source = "Quality and Outcomes Framework, NHS England"
    return rows.rename(columns=columns).assign(area_type="practice", source=source)


def _newest(rows: pd.DataFrame, year: str) -> pd.DataFrame:
    """Rows of the year, or of the newest one."""
    wanted = year or (rows["period"].max() if len(rows) else "")
    return rows[rows["period"] == wanted]


def _england(rows: pd.DataFrame, indicator: str, year: str) -> list[Figure]:
    found = _newest(rows[rows["area_type"] == ENGLAND], year)
    return [
        Figure(
            indicator=indicator,
            year=row["period"],
            level=ENGLAND,
            code=row["area_code"],
            name="England",
            numerator=_number(row, "numerator"),
            denominator=_number(row, "denominator"),
            value=_number(row, "value"),
            lower=_number(row, "lower"),
            upper=_number(row, "upper"),
            source=_words(row.get("source")),
        )
        for row in found.head(1).to_dict("records")
    ]


def _areas(
    rows: pd.DataFrame, indicator: str, question: Comparators, public: PublicTables
) -> list[Figure]:
    """What practices publish, summed by area; nothing where people live."""
    level = question.per
    practices = _newest(rows[rows["area_type"] == str(Level.PRACTICE)], question.year)
    practices = practices.dropna(subset=list(COUNTS))
    if level is None or practices.empty:
        return []
    known = practices.rename(columns={"area_code": "practice_code"})
    known = known[["practice_code", *COUNTS]].astype(dict.fromkeys(COUNTS, float))
    by_area = summed(public, known, COUNTS, level)
    if question.area != WHOLE:
        inside = areas_of(public, level, Lens.REGISTERED, question.area)
        by_area = by_area[by_area["code"].isin(inside.codes)]
    first = practices.iloc[0]
    return [
        Figure(
            indicator=indicator,
            year=first["period"],
            level=str(level),
            code=row["code"],
            name=row["name"],
            numerator=_number(row, "numerator"),
            denominator=_number(row, "denominator"),
            value=None,
            practices=int(row["practices_counted"]),
            source=_words(first.get("source")),
        )
        for row in by_area.to_dict("records")
        if row["practices_counted"] > 0
    ]


def _number(row: dict, name: str) -> float | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else float(value)


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
