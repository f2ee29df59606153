"""Standardising for age and sex, from exact strata of areas.

Strata are (areas, sex, 19 age bands) with sex in the order female, male, unknown.
People of unknown sex or age are in crude figures, never in standardised ones.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from phm_core.gateway.columns import Floats
from phm_core.methods import (
    ESP2013,
    Estimates,
    dsr,
    expected,
    merge_empty_bands,
    reference_rates,
    strata_of,
)

Strata = NDArray[np.int64] | NDArray[np.float64]
KNOWN_SEXES = 2
WIDER = 0.998
PERCENT = 100.0


@dataclass(frozen=True, eq=False)
class Standardised:
    """Directly standardised figures at 95% and, for comparing, at 99.8%."""

    usual: Estimates
    wider: Estimates


def standardised(
    counted: Strata, among: Strata, everyone: Strata, *, per: float
) -> Standardised:
    """Rates with the age structure of the European Standard Population, sexes alike.

    everyone: (1 or areas, sex, age), the people of the whole: ages and sexes that
    nobody there has carry no weight. Within an area, empty bands are merged with their
    nearest.
    """
    tables = _standard_tables(counted, among, everyone)
    return Standardised(dsr(*tables, per=per), dsr(*tables, per=per, confidence=WIDER))


def standardised_shares(
    counted: Strata, among: Strata, everyone: Strata
) -> Standardised:
    """The same of people among people, in percent: no interval goes beyond 100%."""
    found = standardised(counted, among, everyone, per=PERCENT)
    return Standardised(_of_people(found.usual), _of_people(found.wider))


def usual_shares(counted: Strata, among: Strata, everyone: Strata) -> Estimates:
    """Standardised shares at 95% alone."""
    return _of_people(dsr(*_standard_tables(counted, among, everyone), per=PERCENT))


def _of_people(rates: Estimates) -> Estimates:
    """Dobson's interval is one of events, which may be more than people: cut there."""
    return replace(rates, upper=np.minimum(rates.upper, PERCENT))


def _standard_tables(
    counted: Strata, among: Strata, everyone: Strata
) -> tuple[Floats, Floats, Floats]:
    """Counts, people and weights, the sexes side by side."""
    parts = [
        _merged(counted[:, sex], among[:, sex], everyone[:, sex])
        for sex in range(KNOWN_SEXES)
    ]
    counts, weights = (strata_of(tables) for tables in zip(*parts, strict=True))
    people = strata_of([among[:, sex] for sex in range(KNOWN_SEXES)])
    return counts, people, weights


def _merged(counts: Strata, among: Strata, everyone: Strata) -> tuple[Floats, Floats]:
    weights = np.where(everyone > 0, ESP2013, 0.0)
    return merge_empty_bands(counts, among, weights)


def without_sex(strata: Strata) -> Strata:
    """Strata by age alone: everybody, of known sex or not, in the place of one sex."""
    out = np.zeros_like(strata)
    out[:, 0] = strata.sum(axis=1)
    return out


def expected_from(counted: Strata, among: Strata, people: Strata) -> Floats:
    """Cases expected in each area at the rates, by age and sex, of the whole.

    counted, among: (1, sex, age) of the whole. people: (areas, sex, age). Those of
    unknown sex are expected at the rates of unknown sex.
    """
    rates = np.nan_to_num(reference_rates(counted.ravel(), among.ravel()))
    return expected(people.reshape(len(people), rates.size), rates)
