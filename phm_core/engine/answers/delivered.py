"""Exact answers about what was delivered."""

from dataclasses import dataclass

from phm_core.engine.answers.base import Answer


@dataclass(frozen=True, repr=False)
class DeliveredTable:
    """One table: its first and its last day, None where it is of fewer than a few.

    after_death: people whose records go on after their death.
    """

    name: str
    first: int | None
    newest: int | None
    after_death: int


@dataclass(frozen=True, repr=False)
class Delivered(Answer):
    """Every table that is held, and people who died."""

    tables: tuple[DeliveredTable, ...]
    died: int
    after_death: int
