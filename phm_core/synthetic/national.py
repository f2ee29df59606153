"""Published national figures that the synthetic world is held to.

The sources stand beside each figure in national.json; how diseases spread is in
disease.yaml.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.strict_yaml import read_yaml

HERE = Path(__file__).parent
AGE_KNOTS = np.array([8.0, 29.0, 50.0, 69.0, 86.0])
AGE_BANDS = ((0, 18), (18, 40), (40, 60), (60, 80), (80, 101))
AGES = np.arange(101)
REGISTER_FLOOR = {"DM": 17, "CKD": 18, "DEP": 18, "EP": 18, "NDH": 18, "OB": 18}
REGISTER_FLOOR |= {"AST": 6, "RA": 16, "OST": 50}
LIST_TYPES = {0: "TOTAL", 6: "06OV", 16: "16OV", 17: "17OV", 18: "18OV", 50: "50OV"}


@dataclass(frozen=True)
class Disease:
    """What is known of one condition's spread."""

    condition_id: str
    register: str | None
    percent: dict[str, tuple[float, ...]]
    gradient: float | None
    ethnicity: tuple[float, ...]
    shared: float
    family: str

    @property
    def youngest(self) -> int:
        """Youngest age that its register counts."""
        return REGISTER_FLOOR.get(self.register or "", 0)


@cache
def figures() -> dict[str, Any]:
    """Every published figure, as in national.json."""
    return json.loads((HERE / "national.json").read_text(encoding="utf-8"))


@cache
def diseases() -> dict[str, Disease]:
    """Every condition by id, in the order of disease.yaml."""
    text = (HERE / "disease.yaml").read_text(encoding="utf-8")
    raw = read_yaml(text, source="disease.yaml").value
    return {
        name: Disease(
            condition_id=name,
            register=entry.get("register"),
            percent={sex: tuple(entry[sex]) for sex in ("female", "male")},
            gradient=entry.get("gradient"),
            ethnicity=(1.0, *entry["ethnicity"]),
            shared=entry["shared"],
            family=entry["family"],
        )
        for name, entry in raw.items()
    }


@cache
def age_share(decile: int) -> NDArray[np.float64]:
    """Share of residents at each single year of age in a deprivation tenth."""
    bands = figures()["age_pct_by_imd2019_decile_mid2020"]["deciles"][str(decile)]
    return single_years(np.array(bands))


def single_years(bands: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread 5-year bands (0 to 4 ... 90 and over) over single years 0 to 100."""
    years = np.repeat(bands / 5, 5)[: AGES.size].astype(float)
    tail = bands[-1] * 0.80 ** np.arange(11)
    years = np.concatenate([years[:90], tail / tail.sum() * bands[-1]])
    return years / years.sum()


@cache
def england_ages() -> dict[str, NDArray[np.float64]]:
    """Residents of England by single year of age and sex."""
    source = figures()["england_mid2023_population"]
    out = {}
    for sex in ("female", "male"):
        bands = np.array(list(source[sex].values()), dtype=float)
        out[sex] = single_years(bands) * bands.sum()
    return out
