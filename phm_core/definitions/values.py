"""Value types that criteria share: strict numbers, ids, lists that may be one."""

from collections.abc import Iterable
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator, Field, Strict


def mapping(value: object) -> dict[str, Any] | None:
    """The value as a mapping by word, or None when it is something else."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def _one_or_many(value: Any) -> Any:
    """Let a single word stand where a list is expected; refuse an empty list."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(cast(list[Any], value))
    return value


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first of each value: order never matters, repeats never count."""
    return tuple(dict.fromkeys(values))


def _finite(value: Any) -> Any:
    """Refuse true, false and quoted text where a number is meant."""
    if isinstance(value, bool | str):
        raise ValueError(f"must be a number, not {value!r:.60}")
    return value


Whole = Annotated[int, Strict(), Field(ge=0, le=100_000)]
Positive = Annotated[int, Strict(), Field(ge=1, le=100_000)]
Months = Annotated[int, Strict(), Field(ge=1, le=1_800)]
Years = Annotated[int, Strict(), Field(ge=0, le=130)]
Decile = Annotated[int, Strict(), Field(ge=1, le=10)]
Number = Annotated[float, BeforeValidator(_finite), Field(allow_inf_nan=False)]
Id = Annotated[str, Strict(), Field(min_length=1, max_length=100)]
Ids = Annotated[
    tuple[Id, ...],
    BeforeValidator(_one_or_many),
    AfterValidator(_no_repeats),
    Field(min_length=1, max_length=20_000),
]
Prefixes = Annotated[
    tuple[Annotated[str, Strict(), Field(pattern=r"^[A-Z][A-Z0-9.]{0,7}$")], ...],
    BeforeValidator(_one_or_many),
    AfterValidator(_no_repeats),
    Field(min_length=1, max_length=500),
]


def exactly_one(values: dict[str, Any], what: str) -> str:
    """Return the one key that was given.

    Raises ValueError, with the choices, when none or several were given.
    """
    given = [key for key, value in values.items() if value is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one {what} of {', '.join(values)}")
    return given[0]


def in_order(low: float | None, high: float | None, names: Iterable[str]) -> None:
    """Raise ValueError when a lower bound lies above its upper bound."""
    if low is not None and high is not None and low > high:
        first, second = names
        raise ValueError(f"{first} ({low:g}) is above {second} ({high:g})")
