"""People, registers, use and readings, counted again from a published snapshot."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from phm_core.period import months_before
from phm_core.snapshot import Snapshot
from phm_core.synthetic import national
from phm_core.synthetic.calendar import day

Flags = NDArray[np.bool_]
Days = NDArray[np.integer]
LONG_AGO = -(2**20)
NOT_LONG_TERM = ("falls", "frailty", "homelessness", "palliative_care")
NOT_LONG_TERM = (*NOT_LONG_TERM, "non_diabetic_hyperglycaemia")


@dataclass(frozen=True)
class Observed:
    """A snapshot's people as columns; `now` are registered and living."""

    snapshot: Snapshot
    person: pd.DataFrame

    @cached_property
    def now(self) -> Flags:
        """Registered and living on the as-at date."""
        table, on = self.person, pd.Timestamp(self.snapshot.as_at)
        here = table["registered_on"] <= on
        here &= table["deregistered_on"].isna() | (table["deregistered_on"] > on)
        return (here & (table["died_on"].isna() | (table["died_on"] > on))).to_numpy()

    @cached_property
    def age(self) -> NDArray[np.integer]:
        """Completed years."""
        return self.person["age"].to_numpy(dtype=np.int64)

    def has(self, condition: str) -> Flags:
        """Whether the latest entry of a condition is a diagnosis."""
        ids, days, kind = self.events("condition", condition, "date", "kind")
        diagnosed, resolved = self._latest(ids, days, kind == "diagnosis")
        return (diagnosed > resolved) & (diagnosed > LONG_AGO)

    def _latest(
        self, ids: NDArray[np.integer], days: Days, first: Flags
    ) -> tuple[Days, Days]:
        out = []
        for mine in (first, ~first):
            latest = np.full(len(self.person), LONG_AGO, dtype=np.int32)
            np.maximum.at(latest, ids[mine], days[mine])
            out.append(latest)
        return out[0], out[1]

    def events(
        self, table: str, kind: str, date: str, value: str | None = None
    ) -> tuple[NDArray[np.integer], Days, NDArray[Any]]:
        """Ids, days and one more column of the events of a kind."""
        path = self.snapshot.path / table / f"{kind}.parquet"
        names = ["person_id", date, *([value] if value else [])]
        if not path.exists():
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing.astype(np.int32), nothing
        found = pq.read_table(path, columns=names)
        days = pc.cast(found[date], pa.int32()).to_numpy()
        extra = found[value].to_numpy() if value else np.zeros(days.size)
        return found["person_id"].to_numpy(), days, extra

    def recent(self, table: str, kind: str, months: int) -> NDArray[np.integer]:
        """Events of a kind in the last months, by person."""
        date = "start" if table == "activity" else "date"
        ids, days, _ = self.events(table, kind, date)
        since = day(months_before(self.snapshot.as_at, months))
        return np.bincount(ids[days > since], minlength=len(self.person))

    def latest_value(self, measure: str, months: int) -> NDArray[np.floating]:
        """Latest value in the last months; NaN where there is none."""
        ids, days, value = self.events("measurement", measure, "date", "value")
        since = day(months_before(self.snapshot.as_at, months))
        kept = days > since
        # Rows are sorted by person and date, so the last one written is the latest.
        out = np.full(len(self.person), np.nan)
        out[ids[kept]] = value[kept]
        return out

    def register(self, condition: str) -> Flags:
        """On the disease register, by its rule."""
        disease = national.diseases()[condition]
        found = self.now & (self.age >= disease.youngest)
        if condition == "obesity":
            return found & self._obese()
        found &= self.has(condition)
        if condition == "asthma":
            kinds = ("asthma_medicine", "ics", "saba")
            found &= sum(self.recent("medication", kind, 12) for kind in kinds) > 0
        elif condition == "epilepsy":
            found &= self.recent("medication", "antiepileptic", 6) > 0
        elif condition == "non_diabetic_hyperglycaemia":
            found &= ~self.has("diabetes")
        return found

    def _obese(self) -> Flags:
        bmi = self.latest_value("bmi", 12)
        lower = self.person["ethnicity_group"].isin(["asian", "black"])
        lower |= self.person["ethnicity"].isin(
            [
                "mixed_white_and_asian",
                "mixed_white_and_black_african",
                "mixed_white_and_black_caribbean",
                "other_arab",
            ]
        )
        return np.where(lower, bmi >= 27.5, bmi >= 30)

    @cached_property
    def registers(self) -> dict[str, Flags]:
        """Every disease register with a published one."""
        names = national.diseases()
        return {name: self.register(name) for name, d in names.items() if d.register}

    @cached_property
    def long_term(self) -> NDArray[np.integer]:
        """How many of the 35 long-term conditions each person has."""
        names = [name for name in national.diseases() if name not in NOT_LONG_TERM]
        return np.sum([self.has(name) for name in names], axis=0)


def observe(snapshot: Snapshot) -> Observed:
    """Read what the bars are counted from."""
    person = pq.read_table(snapshot.path / "person.parquet").to_pandas(
        date_as_object=False
    )
    return Observed(snapshot, person)
