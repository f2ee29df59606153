"""Entries made in a while: the newest of each kind for each person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine.answers import Entry
from phm_core.engine.bits import Ids
from phm_core.engine.here import Here
from phm_core.engine.latest import days_of
from phm_core.engine.listing import Piece
from phm_core.errors import NotHeld, NotPermitted

# What tells most of why somebody was moved comes first.
FAMILIES = (
    "condition",
    "process",
    "measurement",
    "score",
    "medication",
    "activity",
)
TOLD = ("code", "code_system", "outcome", "value", "kind")


@dataclass(frozen=True, eq=False)
class Newest:
    """The newest entry of one kind: rows of a table, and the row of each person."""

    piece: Piece
    rows: pa.Table
    row_of: dict[int, int]

    def entry(self, person: int) -> Entry | None:
        """A person's newest entry; None where there is none."""
        row = self.row_of.get(person)
        if row is None:
            return None
        told = self.rows.slice(row, 1).to_pylist()[0]
        family, identity = self.piece
        value = told.get("value")
        return Entry(
            as_at=told["on"],
            family=family,
            identity=identity,
            code=told.get("code") or "",
            code_system=told.get("code_system") or "",
            outcome=told.get("outcome") or told.get("kind") or "",
            value=np.nan if value is None else value,
        )


def newest_of(
    pieces: Iterable[Piece], since: date, until: date, here: Here
) -> list[Newest]:
    """The entries after one day, up to another, of each kind that may be read."""
    ranked = sorted(pieces, key=lambda piece: FAMILIES.index(piece[0]))
    found: list[Newest] = []
    for piece in ranked:
        try:
            found.append(_newest(piece, since, until, here))
        except (NotHeld, NotPermitted):
            continue
    return found


def _newest(piece: Piece, since: date, until: date, here: Here) -> Newest:
    family, identity = piece
    dated = "start" if family == "activity" else "date"
    day = nw.col(dated)
    with here.index.tables.run(here.watch) as run:
        rows = run.scan(family, identity)
        held = rows.collect_schema().names()
        kept = [name for name in TOLD if name in held and family != "activity"]
        wanted = rows.filter(~day.is_null() & (day > since) & (day <= until))
        table = run.collect(wanted.select("person_id", day.alias("on"), *kept))
    ids: Ids = table.column("person_id").to_numpy()
    days: NDArray[np.int32] = days_of(table.column("on"))
    order = np.lexsort((days, ids)).tolist()
    return Newest(piece, table, {int(ids[row]): row for row in order})
