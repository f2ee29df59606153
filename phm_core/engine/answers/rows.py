"""Exact answers with one row a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.base import Answer


@dataclass(frozen=True, repr=False)
class People(Answer):
    """A page of people, ordered by person_id: each column a list or array (rows,).

    `total`: people in the cohort. `withheld`: of these, people who are never listed
    because of a sensitive or dissent flag; they are on no page.
    """

    columns: Mapping[str, Any]
    total: int
    withheld: int
    page: int
    pages: int


@dataclass(frozen=True, repr=False)
class Identified(Answer):
    """Current patients by their pseudonyms: person ids (rows,), in the order asked for.

    `withheld`: of those asked for, people who are never listed.
    """

    pseudonyms: tuple[str, ...]
    ids: NDArray[np.int64]
    withheld: int


@dataclass(frozen=True, repr=False)
class Features(Answer):
    """One row a person of the cohort: columns of arrays (rows,), `pseudonym` first."""

    columns: Mapping[str, Any]
    people: int
