"""The record closes the loop: what newer records say of people on a list."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.worklist import FIRST, Cited, Step
from phm_core.governance.released import Released

DECLINED = "declined"
UNSIGNED = "unsigned"  # their practice: what was done for them stands until it signs
Row = Mapping[str, Any]


def closed_by_record(
    moved: Released, steps: Mapping[str, Step], catalogue: Catalogue
) -> dict[str, Step]:
    """The steps that follow from who joined, left and was seen since the last time.

    Whoever left because of an entry is done, or declined; whoever left otherwise says
    why; whoever has a newer entry and is still found was reviewed; whoever comes back
    after it was over waits again. Each cites the entry.
    """
    new: dict[str, Step] = {}
    for row in moved.tables["moves"].to_pylist():
        was = steps.get(row["pseudonym"], Step())
        step = _step(row, was, catalogue)
        if step is not None:
            new[row["pseudonym"]] = step
    return new


def _step(row: Row, was: Step, catalogue: Catalogue) -> Step | None:
    now = replace(was, until=None, reason="", cited=_cited(row))
    over = catalogue.work_steps[was.step].turn == "over"
    if row["way"] == "joined":
        return replace(now, step=FIRST) if over else None
    if row["way"] == "seen":
        # Who was set aside for a reason stays so; others are still found.
        return None if was.reason else replace(now, step="reviewed")
    if over or row["why"] == UNSIGNED:
        return None
    if row["why"] != "record":
        return replace(now, step="left", reason=row["why"])
    declined = row["outcome"] == DECLINED
    return replace(now, step="declined" if declined else "done")


def _cited(row: Row) -> Cited | None:
    if row["on"] is None:
        return None
    return Cited(
        family=row["family"],
        identity=row["identity"],
        on=row["on"].isoformat(),
        code=row["code"],
        code_system=row["code_system"],
        outcome=row["outcome"],
    )
