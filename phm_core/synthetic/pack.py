"""An area pack as arrays: what the people of an area must add up to."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from phm_core.errors import RefusedInput
from phm_core.period import months_before
from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.synthetic import rates
from phm_core.synthetic.demo_gazetteer import ICB_NAME, NULL_PLACE, STEEPER
from phm_core.synthetic.national import AGES

NEEDED = ("organisation", "list_size", "small_area", "registration_by_lsoa")
UNALLOCATED = "U"
SEXES = ("female", "male")
CLOSED_WITHIN_MONTHS = 60
OLDEST_BAND_FADES = 0.78


@dataclass(frozen=True)
class Pack:
    """What is known of an area; practices in the order of Place, PCN and code.

    Practices that closed lately are among them, `closed`, with nobody on their list.
    `lists` is people by practice, sex and single year of age. `homes` has a row for
    each practice and small area: practice number, small-area number (-1 when not
    known) and patients.
    """

    path: Path
    id: str
    name: str
    practices: pd.DataFrame
    lists: NDArray[np.floating]
    homes: pd.DataFrame
    areas: pd.DataFrame
    ethnic: NDArray[np.floating]
    registers: pd.DataFrame
    null_place: str | None
    steeper: float
    """Power on the ratios between deprivation tenths; 1 in a real area."""
    level: bool = False
    """Whether nothing differs between its areas but by chance."""

    @property
    def total(self) -> int:
        """People on all lists together."""
        return round(float(self.lists.sum()))


def read_pack(path: Path) -> Pack:
    """Read an area pack for the making of people.

    Raises RefusedInput when a table that people are made from is missing.
    """
    snapshot = open_snapshot(path)
    for table in NEEDED:
        if not snapshot.has(table):
            raise RefusedInput(
                f"'{path}' has no table '{table}', so people cannot be made for it. "
                "Build the area pack again with that source."
            )
    every = _table(snapshot, "organisation")
    sizes = _table(snapshot, "list_size")
    practices = _ordered(every, sizes, snapshot.as_at)
    areas = _table(snapshot, "small_area")
    demo = snapshot.manifest.name == ICB_NAME
    return Pack(
        path=snapshot.path,
        id=snapshot.id,
        name=snapshot.manifest.name,
        practices=practices,
        lists=_lists(sizes, practices),
        homes=_homes(_table(snapshot, "registration_by_lsoa"), practices, areas),
        areas=areas,
        ethnic=_ethnic(areas),
        registers=_registers(snapshot),
        null_place=NULL_PLACE if demo else None,
        steeper=STEEPER if demo else 1.0,
    )


def _table(snapshot: Snapshot, name: str) -> pd.DataFrame:
    return pd.concat([pq.read_table(p).to_pandas() for p in snapshot.files(name)])


def _ordered(every: pd.DataFrame, sizes: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Practices with a list, and those lately closed, by Place, PCN and code."""
    newest = every.sort_values("valid_from").drop_duplicates(
        "practice_code", keep="last"
    )
    listed = newest["practice_code"].isin(sizes["practice_code"])
    open_now = newest["valid_to"].isna() & listed
    since = months_before(as_at, CLOSED_WITHIN_MONTHS)
    closed = newest["valid_to"].notna() & (newest["valid_to"] > since) & ~listed
    kept = newest[open_now | closed].assign(closed=closed)
    order = kept.fillna({"place_code": "~", "pcn_code": UNALLOCATED})
    order = order.sort_values(["place_code", "pcn_code", "practice_code"])
    return kept.loc[order.index].reset_index(drop=True)


def _lists(sizes: pd.DataFrame, practices: pd.DataFrame) -> NDArray[np.floating]:
    number = dict(zip(practices["practice_code"], practices.index, strict=True))
    out = np.zeros((len(practices), 2, AGES.size))
    known = sizes[sizes["practice_code"].isin(number)]
    rows = zip(
        known["practice_code"], known["age_band"], known["sex"], known["patients"],
        strict=True,
    )  # fmt: skip
    for practice, band, sex, patients in rows:
        share = _within(str(band))
        targets = SEXES if sex == "unknown" else (sex,)
        for target in targets:
            out[number[practice], SEXES.index(target)] += (
                patients * share / len(targets)
            )
    return out


def _within(band: str) -> NDArray[np.floating]:
    """Share of a band's people at each single year of age."""
    low, _, high = band.rstrip("+").partition("-")
    share = np.zeros(AGES.size)
    start = int(low)
    if high:
        share[start : int(high) + 1] = 1
    else:
        share[start:] = OLDEST_BAND_FADES ** np.arange(AGES.size - start)
    return share / share.sum()


def _homes(
    registered: pd.DataFrame, practices: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    number = dict(zip(practices["practice_code"], practices.index, strict=True))
    place = dict(zip(areas["lsoa21"], range(len(areas)), strict=True))
    known = registered[registered["practice_code"].isin(number)]
    table = pd.DataFrame(
        {
            "practice": known["practice_code"].map(number).astype(int),
            "area": known["lsoa21"].map(place).fillna(-1).astype(int),
            "patients": known["patients"],
        }
    )
    return table.sort_values(["practice", "area"], ignore_index=True)


def _ethnic(areas: pd.DataFrame) -> NDArray[np.floating]:
    """Share of each ethnic group by small area; England's for its tenth if unknown."""
    names = [f"ethnicity_{group}" for group in rates.ETHNIC_GROUPS]
    tenth = areas["imd_decile"].fillna(5).to_numpy(dtype=int)
    fallback = rates.ethnic_share()[tenth - 1]
    if not set(names) <= set(areas.columns):
        return fallback
    counts = areas[names].to_numpy(dtype=float, na_value=np.nan)
    total = counts.sum(axis=1, keepdims=True)
    known = np.isfinite(total) & (total > 0)
    safe = np.where(known, total, 1.0)
    return np.where(known, np.nan_to_num(counts) / safe, fallback)


def _registers(snapshot: Snapshot) -> pd.DataFrame:
    """Newest published registers; an empty table where none are given."""
    if not snapshot.has("published_register"):
        columns = ["practice_code", "condition_id", "register", "list_size"]
        return pd.DataFrame(columns=columns)
    table = _table(snapshot, "published_register").dropna(subset=["register"])
    return table[table["year"] == table["year"].max()]
