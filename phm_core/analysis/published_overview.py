"""An area described by what is published: lists by age and sex, deprivation, registers.

For a snapshot without people. Published figures are shown as they are: no rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd
import pyarrow as pa

from phm_core.area import Area, Lens, Level
from phm_core.definitions.questions import PublishedRate
from phm_core.engine.public import AGE_BANDS, PublicTables
from phm_core.governance.released import Released

PERCENT = 100.0
CORE20 = 2
OLD = AGE_BANDS.index("65-69")
UNKNOWN = "Not known"
FIGURES = (
    "crude", "crude_lower", "crude_upper", "observed_expected", "oe_lower", "oe_upper",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PublishedOverview:
    """Tables of one area; `others` are the rest of the whole system, 0 for the whole.

    pyramid: age_band, order, sex, people, share, others_share. deprivation: label,
    order, people, share, others_share. registers: title, people, list, crude (with
    interval), england, observed_expected (with interval), of one `year`. Shares are in
    percent.
    """

    people: int
    others: int
    pyramid: pa.Table
    deprivation: pa.Table
    registers: pa.Table
    year: str

    @property
    def aged_65(self) -> tuple[float | None, float | None]:
        """Share aged 65 or over, here and in the rest."""
        return _above(self.pyramid, OLD)

    @property
    def core20(self) -> tuple[float | None, float | None]:
        """Share living in the most deprived national fifth, here and in the rest."""
        return _above(self.deprivation, 0, CORE20)


def questions(
    public: PublicTables, known: Sequence[str], level: Level
) -> list[PublishedRate]:
    """One question a condition that has a published register here."""
    published = set(public.registers.get("condition_id", ()))
    per = Level.PRACTICE if level == Level.ICS else level
    return [PublishedRate(each, per) for each in known if each in published]


def published_overview(
    public: PublicTables,
    area: Area,
    lens: Lens,
    answers: Sequence[tuple[str, Released]],
) -> PublishedOverview:
    """Describe one area from published tables. answers: title and answer a register."""
    pyramid = _pyramid(public.age_sex(area.level), area.code)
    deprivation = _deprivation(_placed(public, area.level, lens), area.code)
    counted = pyramid if len(pyramid) else deprivation
    return PublishedOverview(
        people=int(counted["people"].sum()),
        others=int(counted["others"].sum()),
        pyramid=pa.Table.from_pandas(pyramid, preserve_index=False),
        deprivation=pa.Table.from_pandas(deprivation, preserve_index=False),
        registers=_registers(area, answers),
        year=str(answers[0][1].facts["year"]) if answers else "",
    )


def _pyramid(lists: pd.DataFrame, code: str) -> pd.DataFrame:
    by = ["age_band", "sex"]
    found = _beside(lists.rename(columns={"patients": "people"}), code, by)
    order = {band: i for i, band in enumerate(AGE_BANDS)}
    return found.assign(order=found["age_band"].map(order)).sort_values(
        ["order", "sex"]
    )


def _placed(public: PublicTables, level: Level, lens: Lens) -> pd.DataFrame:
    """People of each area (code) by the deprivation of where they live."""
    deciles = public.small_areas[["lsoa21", "imd_decile"]]
    if lens == Lens.RESIDENT:
        people = public.mapped[["lsoa21", "population"]]
        found = public.lsoa_members(level).merge(people, on="lsoa21")
        found = found.rename(columns={"population": "people"})
    else:
        members = public.practice_members(level)
        found = members.merge(public.registrations, on="practice_code")
        found = found.rename(columns={"patients": "people"})
    found = found.merge(deciles, on="lsoa21", how="left")
    return found.assign(order=found["imd_decile"].fillna(0).astype(int))


def _deprivation(placed: pd.DataFrame, code: str) -> pd.DataFrame:
    found = _beside(placed, code, ["order"])
    ends = {1: "1 (most deprived)", 10: "10 (least deprived)", 0: UNKNOWN}
    label = [ends.get(decile, str(decile)) for decile in found["order"].tolist()]
    last = found["order"].replace(0, len(AGE_BANDS))
    return found.assign(label=label, order=last - 1).sort_values("order")


def _beside(table: pd.DataFrame, code: str, by: list[str]) -> pd.DataFrame:
    """People of one area by group, beside those of all the others."""
    here = table["code"] == code
    found = pd.DataFrame(
        {
            "people": table[here].groupby(by)["people"].sum(),
            "others": table[~here].groupby(by)["people"].sum(),
        }
    ).fillna(0)
    for name, share in (("people", "share"), ("others", "others_share")):
        total = found[name].sum()
        found[share] = PERCENT * found[name] / total if total else float("nan")
    return found.astype({"people": "int64", "others": "int64"}).reset_index()


def _registers(area: Area, answers: Sequence[tuple[str, Released]]) -> pa.Table:
    rows = [row for title, each in answers if (row := _register(area, title, each))]
    rows.sort(key=lambda row: -cast(float, row["crude"]))
    names = ("title", "people", "count", *FIGURES, "england")
    return pa.table({name: [row[name] for row in rows] for name in names})


def _register(area: Area, title: str, released: Released) -> dict[str, object] | None:
    whole = area.level == Level.ICS
    table = released.tables["whole" if whole else "areas"].to_pylist()
    row = next((row for row in table if whole or row["code"] == area.code), None)
    if row is None or row["crude"] is None:
        return None
    figures = {name: row[name] for name in ("people", "count", *FIGURES)}
    return figures | {"title": title, "england": released.facts["england"]}


def _above(
    table: pa.Table, low: int, high: int | None = None
) -> tuple[float | None, float | None]:
    rows = table.to_pylist()
    if not rows:
        return None, None
    kept = [
        r for r in rows if low <= r["order"] and (high is None or r["order"] < high)
    ]
    shares = []
    for name in ("share", "others_share"):
        values = [row[name] for row in kept]
        shares.append(None if None in values or not values else sum(values))
    return shares[0], shares[1]
