"""Deprivation, age, ethnicity and rurality of the Demo ICS's small areas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import demo_gazetteer as gazetteer
from phm_core.synthetic import national, rates
from phm_core.synthetic.chance import generator
from phm_core.synthetic.demo_land import Land

NATIONAL_SMALL_AREAS = 33_755
TENTH_SHARE = np.array([14, 12, 11, 10, 10, 10, 9, 9, 8, 7]) / 100
"""A little more deprived than England, as coastal and port counties are."""
DOMAINS = (
    "income",
    "employment",
    "education",
    "health",
    "crime",
    "housing_and_services",
    "environment",
)
DOMAIN_TIES = (0.95, 0.92, 0.85, 0.9, 0.75, -0.05, 0.35)
"""Correlation of each domain with the whole; barriers and environment go their own."""
RURALITY = {
    "city": "Urban: Nearer to a major town or city",
    "suburb": "Urban: Nearer to a major town or city",
    "coast": "Urban: Further from a major town or city",
    "town": "Urban: Further from a major town or city",
    "countryside": "Smaller rural: Further from a major town or city",
}
MEAN_RESIDENTS = 1_660


@dataclass(frozen=True)
class Need:
    """Who lives in each small area; `ages` is (areas, 2 sexes, 101 single years)."""

    rank: NDArray[np.integer]
    tenth: NDArray[np.integer]
    score: NDArray[np.floating]
    domains: dict[str, NDArray[np.integer]]
    residents: NDArray[np.integer]
    ethnicity: NDArray[np.integer]
    ages: NDArray[np.floating]
    rurality: tuple[str, ...]


def assess(land: Land, seed: int) -> Need:
    """Give every small area its deprivation and its residents."""
    rng = generator(seed, "need")
    latent = _latent(land, rng)
    rank = _national_rank(latent, rng)
    tenth = np.minimum(rank * 10 // (NATIONAL_SMALL_AREAS + 1), 9) + 1
    residents = np.clip(rng.normal(MEAN_RESIDENTS, 240, rank.size), 1_050, 2_600)
    residents = residents.astype(np.int64)
    kinds = [gazetteer.SETTLEMENTS[owner].kind for owner in land.settlement]
    return Need(
        rank=rank,
        tenth=tenth,
        score=np.round(72 * (1 - rank / NATIONAL_SMALL_AREAS) ** 1.9 + 2.2, 3),
        domains=_domains(latent, rng),
        residents=residents,
        ethnicity=_ethnicity(tenth, residents, kinds, rng),
        ages=_ages(tenth, land, rng),
        rurality=tuple(RURALITY[kind] for kind in kinds),
    )


def _latent(land: Land, rng: np.random.Generator) -> NDArray[np.floating]:
    """Deprivation before ranking: the town's own, a smooth field, a little chance."""
    waves = rng.normal(0, 1 / 4.0, (6, 2))
    phases = rng.uniform(0, 2 * np.pi, 6)
    smooth = np.sin(land.centres @ waves.T * 2.2 + phases).sum(axis=1) * 0.22
    town = np.array([s.deprived for s in gazetteer.SETTLEMENTS])[land.settlement]
    latent = town + smooth + rng.normal(0, 0.38, town.size)
    null = [s.name in ("Quillham", "Wrenbridge") for s in gazetteer.SETTLEMENTS]
    # Some estates at either end in the Place where nothing else differs.
    wide = np.where(np.array(null)[land.settlement], rng.normal(0, 0.7, town.size), 0)
    return latent + wide


def _national_rank(
    latent: NDArray[np.floating], rng: np.random.Generator
) -> NDArray[np.integer]:
    """National ranks, 1 = most deprived, in the shares that TENTH_SHARE states."""
    order = np.argsort(np.argsort(-latent))
    edges = np.concatenate([[0], np.cumsum(TENTH_SHARE)])
    place = (order + rng.uniform(0.05, 0.95, latent.size)) / latent.size
    national_place = np.interp(place, edges, np.arange(11) / 10)
    return np.maximum(1, np.round(national_place * NATIONAL_SMALL_AREAS)).astype(
        np.int64
    )


def _domains(
    latent: NDArray[np.floating], rng: np.random.Generator
) -> dict[str, NDArray[np.integer]]:
    standard = (latent - latent.mean()) / latent.std()
    out = {}
    for name, tie in zip(DOMAINS, DOMAIN_TIES, strict=True):
        noise = rng.normal(0, 1, latent.size)
        out[name] = _national_rank(tie * standard + np.sqrt(1 - tie**2) * noise, rng)
    return out


def _ethnicity(
    tenth: NDArray[np.integer],
    residents: NDArray[np.integer],
    kinds: list[str],
    rng: np.random.Generator,
) -> NDArray[np.integer]:
    """People of each group; the mix follows deprivation nationally, city above all."""
    share = rates.ethnic_share()[tenth - 1]
    urban = np.array([{"city": 1.35, "suburb": 1.1}.get(kind, 0.85) for kind in kinds])
    others = share[:, 1:] * urban[:, None] * rng.gamma(9, 1 / 9, (tenth.size, 4))
    mix = np.column_stack([np.maximum(1 - others.sum(axis=1), 0.3), others])
    mix /= mix.sum(axis=1, keepdims=True)
    return np.stack(
        [rng.multinomial(n, p) for n, p in zip(residents, mix, strict=True)]
    )


def _ages(
    tenth: NDArray[np.integer], land: Land, rng: np.random.Generator
) -> NDArray[np.floating]:
    """Share of residents by sex and year of age: as the tenth, tilted by the town."""
    older = np.array([s.older for s in gazetteer.SETTLEMENTS])[land.settlement]
    older = 0.14 + 0.42 * older + rng.normal(0, 0.08, tenth.size)
    base = np.stack([national.age_share(int(value)) for value in tenth])
    tilt = np.exp(older[:, None] * (national.AGES[None, :] - 45) / 40)
    people = base * tilt
    people /= people.sum(axis=1, keepdims=True)
    england = national.england_ages()
    women = england["female"] / (england["female"] + england["male"])
    return np.stack([people * women, people * (1 - women)], axis=1)
