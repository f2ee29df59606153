"""Exact answers about cohorts as sets: how many, rule by rule, and shared."""

from dataclasses import dataclass

from phm_core.definitions.nodes import Criterion
from phm_core.engine.answers.base import Answer, Integers


@dataclass(frozen=True, repr=False)
class HowMany(Answer):
    """People for whom the cohort is true; unknown; everyone in the population."""

    people: int
    unknown: int
    population: int


@dataclass(frozen=True, repr=False)
class Rule:
    """One rule of a cohort and what it does.

    `criterion` names or describes it. `alone`: people it is true for, taken by itself.
    `unknown`: people for whom it cannot be told. `remaining`: left after this and every
    rule before it. `gained_if_dropped`: people more without it than with it.
    """

    criterion: Criterion
    alone: int
    unknown: int
    remaining: int
    gained_if_dropped: int


@dataclass(frozen=True, repr=False)
class Attrition(Answer):
    """A cohort rule by rule: enabled rules in their order."""

    people: int
    unknown: int
    population: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, repr=False)
class Difference:
    """People in exactly one of two cohorts, by the groups of one attribute."""

    attribute: str
    title: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    only_first: Integers
    only_second: Integers


@dataclass(frozen=True, repr=False)
class Overlap(Answer):
    """People in both of each pair: `both` (cohorts, cohorts), sizes on the diagonal.

    `union`: in at least one of them. `difference` is filled for exactly two cohorts.
    """

    names: tuple[str, ...]
    both: Integers
    union: int
    population: int
    difference: tuple[Difference, ...]


@dataclass(frozen=True, repr=False)
class Conditions(Answer):
    """Long-term conditions held together: `both` (conditions, conditions).

    The diagonal counts people with each. `held`: people with 0, 1, 2, ... of them.
    """

    conditions: tuple[str, ...]
    titles: tuple[str, ...]
    both: Integers
    held: Integers
    people: int


@dataclass(frozen=True, repr=False)
class Crosstab(Answer):
    """People of a cohort by two attributes: `people` (rows, columns)."""

    rows: str
    row_title: str
    row_groups: tuple[str, ...]
    row_labels: tuple[str, ...]
    columns: str
    column_title: str
    column_groups: tuple[str, ...]
    column_labels: tuple[str, ...]
    people: Integers
