"""One measure over areas, in the same columns whichever question gave it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.beside import england
from phm_core.analysis.subject import Subject
from phm_core.area import WHOLE, Area, Lens, Level
from phm_core.definitions.questions import Incidence, PublishedRate, Question, Rate
from phm_core.errors import RefusedInput
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

Ask = Callable[[Question], Released]
Kind = Literal["prevalence", "incidence"]
Basis = Literal["adjusted", "crude"]

# Columns of each measure in the released table: value, lower, upper.
ADJUSTED = ("adjusted", "adjusted_lower", "adjusted_upper")
CRUDE = ("crude", "crude_lower", "crude_upper")
RATIO = ("observed_expected", "oe_lower", "oe_upper")
RATE = ("rate", "lower", "upper")
FEWEST_AREAS = 4


@dataclass(frozen=True)
class Choice:
    """What to measure, by which areas, of whose people, adjusted for age or crude."""

    subject: Subject
    per: Level
    area: Area = WHOLE
    lens: Lens = Lens.REGISTERED
    kind: Kind = "prevalence"
    basis: Basis = "adjusted"


@dataclass(frozen=True)
class Together:
    """How two measures of areas go together, with its interval and number of areas."""

    r: float
    lower: float
    upper: float
    areas: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True, eq=False)
class Measured:
    """A measure over areas.

    areas: code, name, people, count, value, lower, upper, expected, imd, share_core20,
    rankable, compared, mark, reason; whole: the same in one row. ratio: the value is
    observed over expected. unit follows a number. decimals: how it is written.
    """

    released: Released
    choice: Choice
    name: str
    unit: str
    decimals: int
    areas: pa.Table
    whole: dict[str, float | None]
    adjusted: Together | None
    crude: Together | None
    england: float | None

    @property
    def together(self) -> Together | None:
        """The correlation of deprivation with what is shown."""
        return self.crude if self.choice.basis == "crude" else self.adjusted

    @property
    def younger_where_deprived(self) -> bool:
        """Whether age and sex let expect fewer cases in more deprived areas."""
        table = self.areas.filter(pc.field("rankable"))
        imd, expected, people = (
            table[name].to_numpy(zero_copy_only=False).astype(float)
            for name in ("imd", "expected", "people")
        )
        both = np.isfinite(imd + expected + people) & (people > 0)
        if both.sum() < FEWEST_AREAS:
            return False
        share = expected[both] / people[both]
        return float(np.cov(imd[both], share)[0, 1]) < 0

    @property
    def ratio(self) -> bool:
        """Whether the value is observed over expected."""
        return self.unit == ""


def measure(ask: Ask, choice: Choice, *, has_people: bool) -> Measured:
    """Ask for a measure by area: from people, or from published registers alone."""
    if not has_people:
        return _published(ask, choice)
    if choice.kind == "incidence" and choice.subject.condition:
        return _incidence(ask, choice)
    return _share(ask, choice)


def _share(ask: Ask, choice: Choice) -> Measured:
    released = ask(
        Rate(
            of=choice.subject.definition,
            among=choice.subject.among,
            per=choice.per,
            area=choice.area,
            lens=choice.lens,
        )
    )
    crude = choice.basis == "crude"
    what = "prevalence" if choice.subject.indicator is None else "share"
    return _measured(
        released,
        choice,
        name=f"Crude {what}" if crude else f"Age-adjusted {what}",
        unit="%",
        columns=CRUDE if crude else ADJUSTED,
        england=england(ask, choice.subject) if crude else None,
    )


def _incidence(ask: Ask, choice: Choice) -> Measured:
    released = ask(
        Incidence(
            condition=choice.subject.id,
            per=choice.per,
            area=choice.area,
            lens=choice.lens,
        )
    )
    crude = choice.basis == "crude"
    return _measured(
        released,
        choice,
        name="New cases, crude" if crude else "New cases, age-adjusted",
        unit=" per 1,000 a year",
        columns=RATE if crude else ADJUSTED,
        england=None,
    )


def _published(ask: Ask, choice: Choice) -> Measured:
    condition = choice.subject.register
    if condition is None:
        raise RefusedInput(
            f"'{choice.subject.title}' needs people, and this snapshot has published "
            "figures only. Make demo people with 'python -m phm_core demo'."
        )
    released = ask(PublishedRate(condition, choice.per, area=choice.area))
    crude = choice.basis == "crude"
    england = released.facts.get("england")
    return _measured(
        released,
        choice,
        name="Crude published prevalence" if crude else "Observed over expected",
        unit="%" if crude else "",
        columns=CRUDE if crude else RATIO,
        england=float(england) if crude and england is not None else None,
    )


@kept_by_answer
def _measured(
    released: Released,
    choice: Choice,
    *,
    name: str,
    unit: str,
    columns: tuple[str, str, str],
    england: float | None,
) -> Measured:
    whole = _plain(released.tables["whole"], columns).to_pylist()[0]
    areas = _plain(released.tables["areas"], columns)
    if choice.basis == "crude":
        areas = _compared(areas, whole["value"])
    return Measured(
        released=released,
        choice=choice,
        name=name,
        unit=unit,
        decimals=1 if unit == "%" else 2,
        areas=areas,
        whole=whole,
        adjusted=_together(released, "adjusted"),
        crude=_together(released, "crude"),
        england=england,
    )


def _plain(table: pa.Table, columns: tuple[str, str, str]) -> pa.Table:
    """The released table with the chosen measure as value, lower, upper."""
    names = dict(zip(("value", "lower", "upper"), columns, strict=True))
    given = {"people": "person_years", "count": "new_cases"}
    out: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name in ("code", "name", "people", "count"):
        known = name if name in table.column_names else given[name]
        out[name] = table[known]
    out |= {name: table[column] for name, column in names.items()}
    nothing = pa.nulls(table.num_rows, pa.float64())
    for name in ("expected", "imd", "share_core20"):
        out[name] = table[name] if name in table.column_names else nothing
    out |= {name: table[name] for name in ("rankable", "compared", "mark", "reason")}
    out["mark"] = _mark(table["mark"], out["value"])
    return pa.Table.from_pydict(out)


def _compared(areas: pa.Table, usual: float | None) -> pa.Table:
    """The side of each crude figure: what was released compares the adjusted one."""
    lower: list[Any] = areas["lower"].to_pylist()
    upper: list[Any] = areas["upper"].to_pylist()
    sides = [
        ""
        if usual is None or low is None
        else "higher"
        if low > usual
        else "lower"
        if high < usual
        else "similar"
        for low, high in zip(lower, upper, strict=True)
    ]
    at = areas.column_names.index("compared")
    return areas.set_column(at, "compared", pa.array(sides, pa.string()))


def _mark(mark: pa.ChunkedArray, value: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The mark, only where this measure has no value."""
    return pc.if_else(pc.is_valid(value), "", pc.fill_null(mark, pa.scalar("")))


def _together(released: Released, name: str) -> Together | None:
    facts = released.facts
    ends = [facts.get(f"correlation_{name}{end}") for end in ("", "_lower", "_upper")]
    if any(end is None for end in ends):
        return None
    r, lower, upper = (float(end) for end in ends if end is not None)
    return Together(r, lower, upper, int(facts.get("correlation_areas") or 0))
