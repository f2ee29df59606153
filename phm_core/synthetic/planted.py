"""The planted truths: what is hidden in the synthetic data for the app to find."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window, day
from phm_core.synthetic.demo_area import UNDERDIAGNOSED
from phm_core.synthetic.pack import UNALLOCATED, Pack

DIP = (date(2025, 11, 1), date(2026, 3, 31))
DIP_KEEPS = 0.35
STATIN_MOST_DEPRIVED = 0.55
STATIN_LEAST_DEPRIVED = 0.88
STATIN_EVEN = 0.73
PROGRAMME_BEGAN = date(2025, 6, 1)
PROGRAMME_KEEPS = 0.55
PROGRAMME_REACH = 0.55
CLUSTER_EXTRA = 0.30
"""Share of people with diabetes there who lack a diagnosis, beyond the usual."""


@dataclass(frozen=True)
class Plan:
    """Where each truth lies, by practice number; empty when nothing is planted."""

    cluster: tuple[int, ...] = ()
    dip: tuple[int, ...] = ()
    programme: tuple[int, ...] = ()
    gradient: bool = False
    null: tuple[int, ...] = ()
    truths: tuple[dict[str, Any], ...] = field(default=())

    def statin_chance(self, tenth: NDArray[np.integer]) -> NDArray[np.floating]:
        """Chance that a person due a statin has one, by deprivation tenth."""
        if not self.gradient:
            return np.full(tenth.size, STATIN_EVEN)
        return np.interp(tenth, (1, 10), (STATIN_MOST_DEPRIVED, STATIN_LEAST_DEPRIVED))

    def dip_window(self) -> Window:
        """Days of the dip."""
        return Window(day(DIP[0]) - 1, day(DIP[1]), "dip")


NOTHING = Plan()


def plan_for(pack: Pack) -> Plan:
    """Choose where the truths of an area lie: by list size, never by chance."""
    table = pack.practices
    sizes = pack.lists.sum(axis=(1, 2))
    usable = ~table["closed"] & ~table["special"] & (table["pcn_code"] != UNALLOCATED)
    if pack.null_place is not None:
        usable &= table["place_code"] != pack.null_place
    cluster = _cluster(pack, usable.to_numpy(), sizes)
    by_pcn = table[usable].assign(size=sizes[usable]).groupby("pcn_code")["size"].sum()
    taken = set(table["pcn_code"].iloc[list(cluster)])
    ranked = [code for code in by_pcn.sort_values().index[::-1] if code not in taken]
    dip = _members(pack, ranked[0]) if ranked else ()
    programme = _members(pack, ranked[1]) if len(ranked) > 1 else dip
    null = np.flatnonzero(table["place_code"] == pack.null_place)
    plan = Plan(
        cluster, dip, programme, gradient=True, null=tuple(int(n) for n in null)
    )
    return replace(plan, truths=_truths(pack, plan, ranked))


def _cluster(
    pack: Pack, usable: NDArray[np.bool_], sizes: NDArray[np.floating]
) -> tuple[int, ...]:
    codes = pack.practices["practice_code"]
    known = np.flatnonzero(codes.isin(UNDERDIAGNOSED))
    if known.size == len(UNDERDIAGNOSED):
        return tuple(int(number) for number in known)
    largest = np.argsort(-np.where(usable, sizes, 0), kind="stable")[:2]
    return tuple(int(number) for number in largest)


def _members(pack: Pack, pcn: str) -> tuple[int, ...]:
    return tuple(int(n) for n in np.flatnonzero(pack.practices["pcn_code"] == pcn))


def _truths(pack: Pack, plan: Plan, ranked: list[str]) -> tuple[dict[str, Any], ...]:
    codes = pack.practices["practice_code"]
    truths = [
        {
            "id": "undiagnosed_diabetes",
            "what": "Two practices have far more people with HbA1c of 48 or more and "
            "no diagnosis of diabetes than the others.",
            "level": "practice",
            "where": [codes[number] for number in plan.cluster],
            "size": f"{CLUSTER_EXTRA:.0%} of those with diabetes, beyond the usual 15%",
            "found_by": "Share without a diagnosis among people with latest HbA1c of "
            "48 mmol/mol or more or a diagnosis, by practice",
        },
        {
            "id": "blood_pressure_dip",
            "what": "One PCN took far fewer blood pressures for five months.",
            "level": "pcn",
            "where": ranked[:1],
            "from": DIP[0].isoformat(),
            "to": DIP[1].isoformat(),
            "size": f"{1 - DIP_KEEPS:.0%} fewer",
            "found_by": "Monthly blood pressure checks by PCN (theme_month bp_check)",
        },
        {
            "id": "statin_gradient",
            "what": "Among people due a statin, the most deprived get one least often.",
            "level": "deprivation",
            "where": ["imd_decile"],
            "size": f"about {STATIN_MOST_DEPRIVED:.0%} in decile 1; "
            f"{STATIN_LEAST_DEPRIVED:.0%} in decile 10, less where nothing differs",
            "found_by": "Statin issued in 12 months among people with coronary heart "
            "disease, stroke, peripheral arterial disease or diabetes at 40 and over",
        },
        {
            "id": "crude_against_adjusted",
            "what": "Atrial fibrillation falls with deprivation when crude and rises "
            "when adjusted for age.",
            "level": "lsoa",
            "where": ["atrial_fibrillation"],
            "size": "age-adjusted ratio of decile 1 to decile 10 about 1.3",
            "found_by": "Map of deprivation against prevalence, crude and adjusted",
        },
        {
            "id": "frailty_programme",
            "what": "Frail people who joined a proactive care programme had fewer "
            "emergency admissions afterwards; frail people elsewhere did not.",
            "level": "pcn",
            "where": ranked[1:2] or ranked[:1],
            "from": PROGRAMME_BEGAN.isoformat(),
            "size": f"{1 - PROGRAMME_KEEPS:.0%} fewer",
            "found_by": "Emergency admissions before and after the first "
            "proactive_care process, against frail people without one",
        },
    ]
    if plan.null:
        truths.append(
            {
                "id": "null_area",
                "what": "One Place in which nothing differs from the whole beyond "
                "chance at equal age and sex.",
                "level": "place",
                "where": [pack.null_place],
                "size": "none",
                "found_by": "Compare: no difference stands out there",
            }
        )
    return tuple(truths)
