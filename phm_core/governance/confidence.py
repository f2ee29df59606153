"""How far data carry a question: good, with care, or not fit for it."""

from collections.abc import Iterable
from typing import Literal

from phm_core.catalogue.schema import Fitness

Level = Literal["refused", "unfit", "care", "good"]
# The mark of a figure that is not shown for that.
UNFIT: Level = "unfit"
BEGINS: dict[Level, str] = {
    "refused": "Not shown, since the data are not fit for this question: ",
    "unfit": "Not fit for this question: ",
    "care": "Use with care: ",
    "good": "Good data for this question: ",
}
LABELS: dict[Level, str] = {
    "refused": "Not fit for this question",
    "unfit": "Not fit for this question",
    "care": "Use with care",
    "good": "Good data",
}
"""What is said beside a figure, in a word or two."""


def label_of(notes: Iterable[str]) -> str:
    """What is said beside a figure of data with some notes; nothing without a word."""
    level = level_of(notes)
    return "" if level is None else LABELS[level]


def judged(fitness: Fitness, value: float, words: str) -> str:
    """What is said of data that reach a value: how good, the fact, what to do.

    words: the fact, beginning small and without a full stop.
    """
    level = fits(fitness, value)
    if level == "unfit" and fitness.refuses:
        level = "refused"
    then = "" if level == "good" else f" {fitness.then}"
    return f"{BEGINS[level]}{words}.{then}"


def fits(fitness: Fitness, value: float) -> Level:
    """How far data that reach a value carry a question."""
    sign = -1 if fitness.more_is_worse else 1
    if sign * value < sign * fitness.fit:
        return "unfit"
    return "care" if sign * value < sign * fitness.good else "good"


def level_of(notes: Iterable[str]) -> Level | None:
    """The worst that some notes say of the data; None where they say nothing."""
    told = tuple(notes)
    return next(
        (
            level
            for level, begins in BEGINS.items()
            if any(note.startswith(begins) for note in told)
        ),
        None,
    )


def of_data(notes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Notes about how far data carry a question, and the others."""
    about: list[str] = []
    others: list[str] = []
    for note in notes:
        begun = any(note.startswith(begins) for begins in BEGINS.values())
        (about if begun else others).append(note)
    return tuple(about), tuple(others)
