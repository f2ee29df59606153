"""Names of the columns of a table: each there, of a length, and of its own."""

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads.limits import Limits

LONGEST_NAME = 255


def numbered(names: list[str]) -> tuple[list[str], list[str]]:
    """Names with numbers for the few columns that have none, and which those are.

    Row numbers have no name in what R and pandas write, nor what follows a last comma.
    """
    bare = [number for number, name in enumerate(names, 1) if not name]
    if 2 * len(bare) >= len(names):
        return names, []
    found = [name or f"column {number}" for number, name in enumerate(names, 1)]
    notes = [
        f"column {number} has no name in the header and is called 'column {number}'."
        for number in bare
    ]
    return found, notes


def named(names: list[str], limits: Limits) -> None:
    """Raise RefusedInput unless every column has a name of its own."""
    if len(names) > limits.columns:
        raise RefusedInput(
            f"it has {len(names):,} columns; at most {limits.columns:,} are read."
        )
    if "" in names:
        raise RefusedInput(
            f"column {names.index('') + 1} has no name in the header, nor have most. "
            "Is its first line the header? Delete what stands before it."
        )
    for number, name in enumerate(names, start=1):
        if len(name) > LONGEST_NAME:
            raise RefusedInput(
                f"the name of column {number} has {len(name):,} characters; at most "
                f"{LONGEST_NAME} are read. Is its first line the header?"
            )
        if any(letter < " " and not letter.isspace() for letter in name):
            raise RefusedInput(
                f"the name of column {number} holds a sign that nobody can see. Write "
                "the header again."
            )
    _told_apart(names)


def _told_apart(names: list[str]) -> None:
    """Raise RefusedInput for names that are the same but for capitals."""
    known: dict[str, str] = {}
    for name in names:
        other = known.setdefault(name.casefold(), "")
        if other:
            both = f"'{name}'" if name == other else f"'{other}' and '{name}'"
            raise RefusedInput(
                f"two columns are called {both}. Rename one of them in the header."
            )
        known[name.casefold()] = name
