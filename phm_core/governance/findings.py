"""What a reader could learn from a table of exact counts: for whoever releases it."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.governance.disclosure import release_vector
from phm_core.governance.rule import Rule

# Small as for every purpose that sees aggregates; the others stand there as they are.
LEAVING = Rule(8, 1)
NOTHING = "No count is between 1 and 7."


def findings(table: pa.Table) -> tuple[str, ...]:
    """Sentences on every column of whole numbers: small counts, and what tells them.

    Each column is taken as a list of groups whose total is known, as it is to whoever
    can count everybody.
    """
    said = [
        sentence
        for name in table.column_names
        if pa.types.is_integer(table[name].type)
        and (sentence := _of_column(name, _counts(table, name)))
    ]
    return tuple(said) or (NOTHING,)


def _counts(table: pa.Table, name: str) -> NDArray[np.int64]:
    return table[name].drop_null().to_numpy().astype(np.int64)


def _of_column(name: str, counts: NDArray[np.int64]) -> str:
    if not counts.size or (counts < 0).any():
        return ""
    small = LEAVING.hides(counts)
    if not small.any():
        return ""
    shown = release_vector(counts, LEAVING, total=int(counts.sum()))
    more = int((shown.marks != "").sum() - small.sum())
    told = (
        f" Hiding those alone would not do: {more} more would have to be hidden, since "
        "the total tells them."
        if more > 0
        else ""
    )
    return f"{name}: {int(small.sum())} of {counts.size} counts are 1 to 7.{told}"
