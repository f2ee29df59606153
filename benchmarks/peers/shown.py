"""What a refresh of the builder shows, in a form that can be compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule: true alone, unknown, left after it, gained if it were dropped."""

    alone: int
    unknown: int
    remaining: int
    gained: int


@dataclass(frozen=True)
class Shown:
    """The count, rule by rule, and who the people are; groups that are not empty."""

    people: int
    unknown: int
    rules: tuple[Rule, ...]
    groups: dict[str, dict[str, int]]
    conditions: dict[str, int]
