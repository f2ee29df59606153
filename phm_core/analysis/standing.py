"""Where one area stands on many indicators, and what stands out there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.schema import Indicator
from phm_core.governance.confidence import label_of
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

PERCENT = 100.0
FIFTHS = (20, 80)
JUDGED = {
    "higher": {"higher": "better", "lower": "worse"},
    "lower": {"higher": "worse", "lower": "better"},
    "none": {"higher": "higher", "lower": "lower"},
}
FIGURES = (
    "code", "name", "value", "lower", "upper", "count", "people", "side", "stands_out",
    "to_average", "to_best", "mark", "reason",
)  # fmt: skip
# What a figure of the whole cannot have: something to be compared with.
ALONE = {"side": "", "stands_out": False, "to_average": None, "to_best": None}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """Where the areas that may be ranked lie: extremes, and the middle three fifths."""

    least: float
    low: float
    high: float
    most: float


@dataclass(frozen=True)
class Prize:
    """People who would change at the average of the whole, and at the best fifth."""

    to_average: float | None
    to_best: float | None


@dataclass(frozen=True)
class Line:
    """One indicator of one area, beside the whole, the other areas and England.

    side: of the whole by the 95% interval. judgement: better, worse, higher, lower or
    similar; "" where it cannot be said. to_average, to_best: people who would change.
    data: how far the records that it depends on carry it, in a word or two.
    """

    indicator: Indicator
    code: str
    name: str
    value: float | None
    lower: float | None
    upper: float | None
    count: float | None
    people: float | None
    whole: float | None
    england: float | None
    span: Span | None
    side: str
    stands_out: bool
    to_average: float | None
    to_best: float | None
    mark: str
    reason: str
    data: str = ""

    @property
    def judgement(self) -> str:
        """The side in the words of the indicator's polarity."""
        return JUDGED[self.indicator.better].get(self.side, self.side)

    @property
    def at_least(self) -> float:
        """By how many percent of the whole it differs at the nearer end; 0 if not."""
        if not self.whole or self.lower is None or self.upper is None:
            return 0.0
        apart = max(self.lower - self.whole, self.whole - self.upper, 0.0)
        return PERCENT * apart / self.whole


@dataclass(frozen=True, eq=False)
class Standings:
    """A released answer about indicators by area, looked up by area.

    england: published values of England by indicator, in percent.
    """

    released: Released
    indicators: Mapping[str, Indicator]
    england: Mapping[str, float]

    def of(self, code: str) -> tuple[Line, ...]:
        """Every indicator of an area, in the order that was asked for."""
        return _lines(self, code)

    def read(self, code: str) -> Iterator[Line]:
        """The same, read from the answer."""
        place = self._places.get(code)
        if place is None:
            return
        table = self.released.tables["areas"]
        here = range(place, table.num_rows, len(self._places))
        rows = table.take(list(here)).to_pylist()
        yield from (self._line(row, at) for at, row in enumerate(rows))

    def of_whole(self) -> tuple[Line, ...]:
        """Every indicator of the whole system, beside nothing but England."""
        return self._alone

    def about(self, indicator: str) -> tuple[Line, ...]:
        """One indicator by the areas that may be ranked."""
        at = [row["indicator"] for row in self._wholes].index(indicator)
        areas = len(self._places)
        rows = self.released.tables["areas"].slice(at * areas, areas).to_pylist()
        return tuple(self._line(row, at) for row in rows if row["rankable"])

    def prizes(self, indicator: str) -> dict[str, Prize]:
        """What each area could gain, by code; nothing where neither side is better."""
        if self.indicators[indicator].better == "none":
            return {}
        return {
            line.code: Prize(line.to_average, line.to_best)
            for line in self.about(indicator)
        }

    def standing_out(self, code: str) -> tuple[Line, ...]:
        """What stands out in an area, the largest sure difference first."""
        out = [line for line in self.of(code) if line.stands_out]
        return tuple(sorted(out, key=lambda line: -line.at_least))

    def said_of(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """The notes about some indicators, each once."""
        every = (note for one in wanted for note in self.released.said_of(one))
        return tuple(dict.fromkeys(every))

    @cached_property
    def missing(self) -> dict[str, str]:
        """Why an indicator cannot be counted, by its id."""
        rows = self.released.tables["missing"].to_pylist()
        return {row["indicator"]: row["reason"] for row in rows}

    @cached_property
    def names(self) -> dict[str, str]:
        """Areas that may be ranked, by code."""
        first = self.released.tables["areas"].slice(0, len(self._places)).to_pylist()
        return {row["code"]: row["name"] for row in first if row["rankable"]}

    @cached_property
    def _alone(self) -> tuple[Line, ...]:
        return tuple(
            replace(self._line(row | ALONE, at), whole=None, span=None)
            for at, row in enumerate(self._wholes)
        )

    @cached_property
    def _wholes(self) -> list[dict[str, Any]]:
        return self.released.tables["whole"].to_pylist()

    @cached_property
    def _places(self) -> dict[str, int]:
        """Every indicator has the same areas in the same order."""
        table = self.released.tables["areas"]
        areas = table.num_rows // max(len(self._wholes), 1)
        codes: list[Any] = table["code"].slice(0, areas).to_pylist()
        return {code: place for place, code in enumerate(codes)}

    @cached_property
    def _spans(self) -> list[Span | None]:
        table = self.released.tables["areas"]
        values, may = (
            table[name].to_numpy(zero_copy_only=False).astype(float)
            for name in ("value", "rankable")
        )
        shape = (-1, len(self._places))
        ranked = np.where(may.reshape(shape) > 0, values.reshape(shape), np.nan)
        return [_span(row[~np.isnan(row)]) for row in ranked]

    def _line(self, row: dict[str, Any], at: int) -> Line:
        identity = row["indicator"]
        return Line(
            indicator=self.indicators[identity],
            whole=self._wholes[at]["value"],
            england=self.england.get(identity),
            span=self._spans[at],
            data=label_of(self.released.said_of(identity)),
            **{name: row[name] for name in FIGURES},
        )


@kept_by_answer
def standings(
    released: Released,
    indicators: tuple[Indicator, ...],
    england: tuple[tuple[str, float], ...] = (),
) -> Standings:
    """An answer ready to be looked up, with what England publishes by indicator."""
    by_id = {indicator.id: indicator for indicator in indicators}
    return Standings(released, by_id, dict(england))


@kept_by_answer
def _lines(found: Standings, code: str) -> tuple[Line, ...]:
    return tuple(found.read(code))


def _span(values: Floats) -> Span | None:
    if values.size == 0:
        return None
    low, high = np.percentile(values, FIFTHS)
    return Span(float(values.min()), float(low), float(high), float(values.max()))
