"""Our figure beside the published one of the same measure, and why they differ."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from phm_core.analysis.beside import QOF, QOF_EVERYONE, published_codes
from phm_core.analysis.measured import Ask, Choice, measure
from phm_core.analysis.subject import of_indicator
from phm_core.area import LENSES, WHOLE, Area, Lens, Level
from phm_core.catalogue.schema import Indicator
from phm_core.definitions.questions import Comparators
from phm_core.errors import several
from phm_core.period import long_date

ENGLAND = "england"
FINANCIAL_YEAR = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Ours:
    """Our crude share in percent, with its 95% interval; None where not shown."""

    value: float | None
    lower: float | None
    upper: float | None
    numerator: int | None
    denominator: int | None
    when: str


@dataclass(frozen=True)
class Published:
    """A published share in percent: of whom, when, by whom and by which rule.

    here: it is of the same area; otherwise of England. everyone: nobody is left out of
    the denominator for a personalised care adjustment, as in ours.
    """

    code: str
    name: str
    year: str
    value: float
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    source: str
    here: bool
    everyone: bool

    @property
    def words(self) -> str:
        """Where, when, how much and by which rule."""
        where = self.name if self.name == "England" else f"{self.name}, this area"
        of = (
            f", {self.numerator:,.0f} of {self.denominator:,.0f} people"
            if self.numerator is not None and self.denominator
            else ""
        )
        rule = (
            ""
            if self.everyone
            else ", people under a personalised care adjustment left out"
        )
        return f"{where}, {self.year}: {self.value:.1f}%{of}{rule}."


@dataclass(frozen=True)
class Reconciled:
    """Our figure and the published one of the same area, or of England.

    others: further published figures. ratio: ours over the published one. covers:
    whether our interval covers it. months: from the end of the published year to ours;
    None where the year is not a financial year. difference: why they can differ.
    """

    indicator: Indicator
    ours: Ours
    published: Published | None
    others: tuple[Published, ...]
    months: int | None
    difference: str

    @property
    def ratio(self) -> float | None:
        """Ours over the published figure; None where either is missing."""
        if self.published is None or self.ours.value is None:
            return None
        return self.ours.value / self.published.value if self.published.value else None

    @property
    def covers(self) -> bool | None:
        """Whether our interval covers the published figure; None where it has none."""
        ours = self.ours
        if self.published is None or ours.lower is None or ours.upper is None:
            return None
        return ours.lower <= self.published.value <= ours.upper

    @property
    def words(self) -> str:
        """The two figures, how they compare and why, in sentences."""
        return " ".join(
            part for part in (_ours(self.ours), _theirs(self), _compared(self)) if part
        )


def reconcile(
    ask: Ask, indicator: Indicator, area: Area = WHOLE, *, has_people: bool = True
) -> Reconciled:
    """Set an indicator of an area beside what is published of it.

    Raises RefusedInput where the snapshot has no people and no register to count from.
    """
    choice = Choice(of_indicator(indicator), per=area.level, basis="crude")
    found = measure(ask, choice, has_people=has_people)
    rows = [found.whole] if area.level == Level.ICS else found.areas.to_pylist()
    row = next((one for one in rows if one.get("code", "") in ("", area.code)), {})
    figures = _published(ask, indicator, area)
    published = indicator.published
    as_at = found.released.as_at
    return Reconciled(
        indicator=indicator,
        ours=_counted(row, long_date(as_at)),
        published=figures[0] if figures else None,
        others=tuple(figures[1:]),
        months=months_after(figures[0].year, as_at) if figures else None,
        difference=published.difference if published else "",
    )


def months_after(year: str, as_at: date) -> int | None:
    """Months from the end of a financial year such as 2024-25 to a day."""
    if not FINANCIAL_YEAR.fullmatch(year):
        return None
    ended = date(int(year[:4]) + 1, 3, 31)
    return 12 * (as_at.year - ended.year) + as_at.month - ended.month


def _counted(row: dict[str, Any], when: str) -> Ours:
    return Ours(
        value=row.get("value"),
        lower=row.get("lower"),
        upper=row.get("upper"),
        numerator=row.get("count"),
        denominator=row.get("people"),
        when=when,
    )


def _published(ask: Ask, indicator: Indicator, area: Area) -> list[Published]:
    """Figures of the area, then of England; the rule most like ours first."""
    figures = published_figures(ask, published_codes(indicator), area)
    return sorted(figures, key=lambda one: (not one.here, not one.everyone))


def published_figures(ask: Ask, codes: tuple[str, ...], area: Area) -> list[Published]:
    """What is published of an area and of England, by codes of the comparators."""
    if not codes:
        return []
    by_practice = LENSES[area.level][0] == Lens.REGISTERED
    per = area.level if by_practice else None
    rows = ask(Comparators(codes, per=per)).tables["figures"].to_pylist()
    kept = [
        row
        for row in rows
        if row["value"] is not None
        and (row["level"] == ENGLAND or row["code"] == area.code)
    ]
    plain = {code.removeprefix(QOF_EVERYONE).removeprefix(QOF) for code in codes}
    # Without adjustments in the rule, as for registers, everyone is counted anyway.
    adjusted = len(plain) < len(codes)
    return [
        Published(
            **{name: row[name] for name in _SAME},
            code=row["indicator"],
            here=row["level"] != ENGLAND,
            everyone=not adjusted or row["indicator"].startswith(QOF_EVERYONE),
        )
        for row in kept
    ]


_SAME = (
    "name", "year", "value", "lower", "upper", "numerator", "denominator", "source",
)  # fmt: skip


def _ours(ours: Ours) -> str:
    if ours.value is None:
        return "Ours is not shown: too few people."
    people = several(ours.denominator or 0, "person", "people")
    return (
        f"Ours, {ours.when}: {ours.value:.1f}% ({ours.lower:.1f} to "
        f"{ours.upper:.1f}), {ours.numerator:,} of {people}."
    )


def _theirs(found: Reconciled) -> str:
    if found.published is None:
        return "Nothing is published of it in this snapshot."
    return f"Published: {found.published.words}"


def _compared(found: Reconciled) -> str:
    if found.ratio is None or found.covers is None or found.published is None:
        return ""
    side = (
        "our interval covers it"
        if found.covers
        else "ours is higher"
        if found.ratio > 1
        else "ours is lower"
    )
    apart = f" Ours is {found.months} months later." if found.months else ""
    return (
        f"Ours over published is {found.ratio:.2f}; {side}.{apart} {found.difference}"
    )
