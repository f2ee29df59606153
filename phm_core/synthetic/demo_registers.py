"""Published figures of the Demo ICS: lists by age and sex, and the 21 registers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national, rates
from phm_core.synthetic.chance import generator
from phm_core.synthetic.demo_gazetteer import STEEPER
from phm_core.synthetic.demo_need import Need

YEARS = ("2023-24", "2024-25")
EARLIER = 0.965
"""The earlier year's registers as a share of the later year's."""
PRACTICE_SPREAD = 0.09
"""Standard deviation of how thoroughly practices find and code, on the log scale."""
SEX_ORDER = ("female", "male")
BAND_STARTS = (*range(0, 95, 5), 95)
AGE_BANDS = (*(f"{low}-{low + 4}" for low in BAND_STARTS[:-1]), "95+")


@dataclass(frozen=True)
class Lists:
    """Registered people: (practices, 2 sexes, 101 ages, 10 tenths), expected."""

    people: NDArray[np.floating]
    ethnic: NDArray[np.floating]
    """Share of each ethnic group by practice and tenth: (practices, 10, 5)."""


def lists(need: Need, registered: NDArray[np.integer]) -> Lists:
    """Expected registered people of every practice by sex, age and tenth."""
    areas = need.residents.size
    inside, outside = registered[:areas], registered[areas:].sum(axis=0)
    tenths = np.eye(10)[need.tenth - 1]
    people = np.einsum("lp,lsa,ld->psad", inside, need.ages, tenths, optimize=True)
    whole = inside.sum(axis=0)
    grown = 1 + outside / np.maximum(whole, 1)
    share = need.ethnicity / need.ethnicity.sum(axis=1, keepdims=True)
    ethnic = np.einsum("lp,le,ld->pde", inside, share, tenths, optimize=True)
    ethnic /= np.maximum(ethnic.sum(axis=2, keepdims=True), 1e-9)
    return Lists(people * grown[:, None, None, None], ethnic)


def list_sizes(table: Lists, seed: int) -> NDArray[np.integer]:
    """Published list by practice, sex and age band; shape (practices, 2, 20)."""
    rng = generator(seed, "lists")
    by_age = table.people.sum(axis=3)
    bands = np.add.reduceat(by_age, BAND_STARTS, axis=2)
    totals = np.round(bands.sum(axis=(1, 2))).astype(int)
    sizes = [
        rng.multinomial(total, (row / row.sum()).ravel()).reshape(row.shape)
        if total
        else np.zeros(row.shape, dtype=int)
        for total, row in zip(totals, bands, strict=True)
    ]
    return np.stack(sizes)


@dataclass(frozen=True)
class Registers:
    """One condition's published register and list at every practice, by year."""

    condition_id: str
    list_type: str
    register: Mapping[str, NDArray[np.integer]]
    list_size: Mapping[str, NDArray[np.integer]]


def registers(
    table: Lists, found: dict[str, NDArray[np.floating]], seed: int
) -> list[Registers]:
    """The 21 registers of every practice.

    `found` gives a factor by condition and practice for what is found and coded.
    """
    out = []
    ratio_one = np.ones(table.people.shape[0])
    for condition_id, disease in national.diseases().items():
        if disease.register is None:
            continue
        rng = generator(seed, f"register {condition_id}")
        expected, eligible = _expected(table, condition_id, disease.youngest)
        spread = rng.lognormal(0, PRACTICE_SPREAD, expected.size)
        factor = spread * found.get(condition_id, ratio_one)
        others = np.isnan(found["null"]) & (expected > 0)
        # Nothing differs in a null practice: it finds what the others find on average.
        factor = np.where(
            others, factor, np.average(factor[others], weights=expected[others])
        )
        factor = factor * _to_england(disease, expected.sum() / eligible.sum())
        size = {year: np.round(eligible).astype(np.int64) for year in YEARS}
        size[YEARS[0]] = np.round(eligible * 0.993).astype(np.int64)
        chance = np.clip(expected * factor / np.maximum(eligible, 1), 0, 0.9)
        counts = {
            YEARS[1]: rng.binomial(size[YEARS[1]], chance),
            YEARS[0]: rng.binomial(size[YEARS[0]], chance * EARLIER),
        }
        kind = national.LIST_TYPES[disease.youngest]
        out.append(Registers(condition_id, kind, counts, size))
    return out


def _to_england(disease: national.Disease, crude: float) -> float:
    """Factor that gives the county England's crude register.

    Where ages are published by CVDPREVENT, those are kept and the total follows.
    """
    if disease.register in rates.PUBLISHED_BY_AGE:
        return 1.0
    totals = national.figures()["qof_2024_25_england"][disease.register]
    return totals["register"] / totals["list_size"] / crude


def _expected(
    table: Lists, condition_id: str, youngest: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Expected register and its list by practice, at the national rates."""
    people = table.people[:, :, youngest:, :]
    chance = rates.prevalence(condition_id, STEEPER)[:, youngest:, :]
    mix = np.einsum("pde,de->pd", table.ethnic, rates.ethnic_ratio(condition_id))
    by_tenth = np.einsum("psad,sad->pd", people, chance)
    return (by_tenth * mix).sum(axis=1), people.sum(axis=(1, 2, 3))


def levelled(table: Lists, null: NDArray[np.floating]) -> Lists:
    """The lists as risk sees them: in null practices the whole county's mix.

    People of a null practice keep their ages, and get the county's deprivation and
    ethnicity at each age, so that only chance sets the practice apart.
    """
    county = table.people.sum(axis=0)
    mix = county / np.maximum(county.sum(axis=2, keepdims=True), 1e-9)
    by_tenth = table.people.sum(axis=(1, 2))
    ethnic = np.einsum("pd,pde->de", by_tenth, table.ethnic)
    ethnic /= ethnic.sum(axis=1, keepdims=True)
    is_null = ~np.isnan(null)
    people, groups = table.people.copy(), table.ethnic.copy()
    people[is_null] = people[is_null].sum(axis=3, keepdims=True) * mix
    groups[is_null] = ethnic
    return Lists(people, groups)
