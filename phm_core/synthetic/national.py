"""Published national figures that the synthetic world is held to.

The sources stand beside each figure in national.json and in the conditions of the
catalogue; what else makes people differ in illness is in disease.yaml.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import Band, Condition
from phm_core.strict_yaml import read_yaml

HERE = Path(__file__).parent
AGE_KNOTS = np.array([8.0, 29.0, 50.0, 69.0, 86.0])
AGE_BANDS = ((0, 18), (18, 40), (40, 60), (60, 80), (80, 101))
AGES = np.arange(101)
ROUNDED_ZERO = 0.04
LIST_TYPES = {0: "TOTAL", 6: "06OV", 16: "16OV", 17: "17OV", 18: "18OV", 50: "50OV"}


@dataclass(frozen=True)
class Disease:
    """What is known of one condition's spread.

    `percent` by sex is recorded prevalence in the bands of AGE_BANDS, `youngest` the
    youngest age that its published register counts.
    """

    condition_id: str
    register: str | None
    percent: dict[str, tuple[float, ...]]
    gradient: float | None
    ethnicity: tuple[float, ...]
    shared: float
    family: str
    years: float
    youngest: int


@cache
def figures() -> dict[str, Any]:
    """Every published figure, as in national.json."""
    return json.loads((HERE / "national.json").read_text(encoding="utf-8"))


@cache
def diseases() -> dict[str, Disease]:
    """Every condition by id, in the order of disease.yaml."""
    text = (HERE / "disease.yaml").read_text(encoding="utf-8")
    raw = read_yaml(text, source="disease.yaml").value
    conditions = load_catalogue().conditions
    return {name: _disease(conditions[name], entry) for name, entry in raw.items()}


def _disease(condition: Condition, entry: dict[str, Any]) -> Disease:
    """Join what the catalogue declares with what only synthetic people need."""
    bands = condition.age_rates.bands
    qof = condition.qof
    return Disease(
        condition_id=condition.id,
        register=qof.code if qof else None,
        percent={
            "female": tuple(_unrounded(band.female, band) for band in bands),
            "male": tuple(_unrounded(band.male, band) for band in bands),
        },
        gradient=entry.get("gradient"),
        ethnicity=(1.0, *entry["ethnicity"]),
        shared=entry["shared"],
        family=entry["family"],
        years=entry["years"],
        youngest=qof.minimum_age if qof else 0,
    )


def _unrounded(percent: float | None, band: Band) -> float:
    """A rate as given; where others of the band have some, 0.0 is a rounded little."""
    return percent or (ROUNDED_ZERO if band.persons else 0.0)


@cache
def age_share(decile: int) -> NDArray[np.floating]:
    """Share of residents at each single year of age in a deprivation tenth."""
    bands = figures()["age_pct_by_imd2019_decile_mid2020"]["deciles"][str(decile)]
    return single_years(np.array(bands))


def single_years(bands: NDArray[np.floating]) -> NDArray[np.floating]:
    """Spread 5-year bands (0 to 4 ... 90 and over) over single years 0 to 100."""
    years = np.repeat(bands / 5, 5)[: AGES.size].astype(float)
    tail = bands[-1] * 0.80 ** np.arange(11)
    years = np.concatenate([years[:90], tail / tail.sum() * bands[-1]])
    return years / years.sum()


@cache
def england_ages() -> dict[str, NDArray[np.floating]]:
    """Residents of England by single year of age and sex."""
    source = figures()["england_mid2023_population"]
    out = {}
    for sex in ("female", "male"):
        bands = np.array(list(source[sex].values()), dtype=float)
        out[sex] = single_years(bands) * bands.sum()
    return out
