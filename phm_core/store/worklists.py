"""Worklists: what each is, in every version; two people saving at once lose nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping

from phm_core.definitions.worklist import NOT_YOURS, Worklist
from phm_core.errors import RefusedInput
from phm_core.nhs_number import without_nhs_number
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.cohorts import slug_of
from phm_core.store.versions import NotNewest, Versions
from phm_core.store.work_tables import WORKLIST_VERSION


@dataclass(frozen=True)
class SavedWorklist:
    """One version of a worklist, and who saved it."""

    id: str
    version: int
    worklist: Worklist
    created_at: datetime
    created_by: str


class Worklists:
    """The worklists of one installation, each seen by the team that has it alone."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._versions = Versions(engine, WORKLIST_VERSION)
        self._clock = clock

    def save(
        self,
        worklist: Worklist,
        by: str,
        *,
        identity: str | None = None,
        edited: int | None = None,
    ) -> SavedWorklist:
        """Save as the next version, or as a new one with an id of its own.

        Raises RefusedInput where somebody saved another meanwhile; nothing is written
        then.
        """
        without_nhs_number(worklist.model_dump_json(), "This worklist")
        slug = identity or self._free(slug_of(worklist.name, "worklist"))
        saved = SavedWorklist(slug, (edited or 0) + 1, worklist, self._clock(), by)
        try:
            self._versions.add(_row(saved), edited)
        except NotNewest as fault:
            now = fault.newest
            who = now["created_by"] if now else "somebody"
            raise RefusedInput(
                f"'{worklist.name}' was changed by {who} meanwhile, so your change was "
                "not saved. Look at theirs, then make yours again."
            ) from None
        return saved

    def get(self, identity: str, organisations: tuple[str, ...]) -> SavedWorklist:
        """The newest version, for the team that has it.

        Raises RefusedInput, in the same words for one that another team has.
        """
        row = self._versions.find(identity)
        saved = _saved(row) if row else None
        if saved is None or saved.worklist.area not in organisations:
            raise RefusedInput(NOT_YOURS.format(identity))
        return saved

    def of(self, organisations: tuple[str, ...]) -> list[SavedWorklist]:
        """The newest version of each that a team has, most lately saved first."""
        found = (_saved(row) for row in self._versions.newest())
        return [one for one in found if one.worklist.area in organisations]

    def _free(self, slug: str) -> str:
        taken = {row["id"] for row in self._versions.newest()}
        others = (f"{slug}_{number}" for number in range(2, len(taken) + 2))
        return next(name for name in (slug, *others) if name not in taken)


def _row(saved: SavedWorklist) -> dict[str, Any]:
    return {
        "id": saved.id,
        "version": saved.version,
        "name": saved.worklist.name,
        "worklist": saved.worklist.model_dump_json(),
        "created_at": as_text(saved.created_at),
        "created_by": saved.created_by,
    }


def _saved(row: RowMapping) -> SavedWorklist:
    return SavedWorklist(
        id=row["id"],
        version=row["version"],
        worklist=Worklist.model_validate_json(row["worklist"]),
        created_at=as_moment(row["created_at"]),
        created_by=row["created_by"],
    )
