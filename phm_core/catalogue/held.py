"""What records are called, and how it is said that a snapshot has none of them."""

from functools import cache

from phm_core.catalogue.load import declared
from phm_core.catalogue.schema import Dataset


@cache
def _called() -> dict[str, str]:
    sets = declared("datasets").values()
    return {one.id: one.records for one in sets if isinstance(one, Dataset)}


def called(table: str) -> str:
    """What the records of a table are called in a sentence, such as 'diagnoses'."""
    return _called().get(table) or table.replace("_", " ")


def none_held(table: str) -> str:
    """The beginning of a sentence: 'No diagnoses are in this snapshot'."""
    return f"No {called(table)} are in this snapshot"


def not_open(table: str) -> str:
    """The same, where it is not said whether they are not there or not open."""
    return f"{none_held(table)}, or none are open to you"
