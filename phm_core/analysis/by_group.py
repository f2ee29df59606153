"""One measure by groups of people, in the same columns whether crude or adjusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.measured import Ask, Basis
from phm_core.analysis.subject import Subject
from phm_core.area import WHOLE, Area, Lens
from phm_core.definitions import Definition
from phm_core.definitions.questions import RateBy
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import Estimates

PERCENT = 100.0
USUAL, WIDER = 0.95, 0.998


@dataclass(frozen=True)
class Asking:
    """What is measured, of whose people, and which figure is read."""

    subject: Subject
    basis: Basis
    area: Area = WHOLE
    lens: Lens = Lens.REGISTERED

    def by(self, *groups: str | Definition) -> RateBy:
        """The question for these groups."""
        return RateBy(
            of=self.subject.definition,
            by=groups,
            among=self.subject.among,
            area=self.area,
            lens=self.lens,
        )


@dataclass(frozen=True, eq=False)
class ByGroup:
    """A measure by group, in percent.

    rows: group, label, known (and other, other_label, other_known where two are
    crossed), people, count, value, lower, upper, mark, reason. whole: the same in one
    row.
    """

    released: Released
    asking: Asking
    rows: pa.Table
    whole: dict[str, Any]

    @property
    def known(self) -> "ByGroup":
        """The same without the group of those not known."""
        return self._with(self.rows.filter(pc.field("known")))

    @property
    def peopled(self) -> "ByGroup":
        """The same without known groups in which there is nobody."""
        return self._with(
            self.rows.filter((pc.field("mark") != "none") | ~pc.field("known"))
        )

    def groups(self, names: Sequence[str]) -> "ByGroup":
        """The same groups alone, in this order."""
        where = {name: at for at, name in enumerate(self.rows["group"].to_pylist())}
        return self._with(
            self.rows.take(pa.array([where[name] for name in names], pa.int64()))
        )

    def numbers(self, name: str) -> np.ndarray:
        """A column as numbers; NaN where nothing is shown."""
        return self.rows[name].to_numpy(zero_copy_only=False).astype(float)

    def estimates(self, confidence: float = USUAL) -> Estimates:
        """Values with limits at 95% or 99.8%, ready to be compared."""
        ends = ("lower", "upper") if confidence == USUAL else ("low_998", "high_998")
        value = self.numbers("value")
        marks = np.array(
            [mark or "no figure" for mark in self.rows["mark"].to_pylist()]
        )
        return Estimates(
            value=value,
            lower=self.numbers(ends[0]),
            upper=self.numbers(ends[1]),
            numerator=self.numbers("count"),
            denominator=self.numbers("people"),
            method="Wilson" if self.asking.basis == "crude" else "Dobson",
            reason=np.where(np.isnan(value), marks, ""),
            confidence=confidence,
        )

    def _with(self, rows: pa.Table) -> "ByGroup":
        return ByGroup(self.released, self.asking, rows, self.whole)


@kept_by_answer
def by_group(released: Released, asking: Asking) -> ByGroup:
    """Read an answer by group as crude or adjusted figures."""
    whole = _plain(released.tables["whole"], asking.basis).to_pylist()[0]
    return ByGroup(
        released, asking, _plain(released.tables["groups"], asking.basis), whole
    )


def measure_by(ask: Ask, asking: Asking, *groups: str | Definition) -> ByGroup:
    """Ask for a measure by these groups."""
    return by_group(ask(asking.by(*groups)), asking)


NAMES = ("group", "label", "known", "other", "other_label", "other_known")


def _plain(table: pa.Table, basis: Basis) -> pa.Table:
    """The released table with the chosen figure as value, lower and upper."""
    kept = [name for name in NAMES if name in table.column_names]
    out: dict[str, pa.ChunkedArray | pa.Array] = {
        name: table[name] for name in (*kept, "people", "count")
    }
    out |= {
        "value": table[basis],
        "lower": table[f"{basis}_lower"],
        "upper": table[f"{basis}_upper"],
        "low_998": table[f"{basis}_998_lower"],
        "high_998": table[f"{basis}_998_upper"],
    }
    # A figure can be shown where the other one is not: then nothing explains it away.
    given = [value is not None for value in table[basis].to_pylist()]
    for name in ("mark", "reason"):
        told = zip(given, table[name].to_pylist(), strict=True)
        out[name] = pa.array(
            ["" if shown else word for shown, word in told], pa.string()
        )
    return pa.Table.from_pydict(out)
