"""Saved cohorts: every version is kept, and two people saving at once lose nothing."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, RowMapping

from phm_core.definitions.document import Definition
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.wire import to_json
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.nhs_number import without_nhs_number
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import COHORT_VERSION
from phm_core.store.versions import NotNewest, Versions

LONGEST_ID = 50


class Conflict(RefusedInput):
    """Somebody else saved the cohort meanwhile; `newest` is what they saved."""

    def __init__(self, newest: "SavedCohort", edited: int | None) -> None:
        self.newest = newest
        was = "making it new" if edited is None else f"editing version {edited}"
        owner = newest.owner or "somebody"
        super().__init__(
            f"'{newest.name}' was saved as version {newest.version} by {owner} while "
            f"you were {was}. Nothing is lost: save yours as a version after theirs, "
            "or under another name."
        )


@dataclass(frozen=True)
class SavedCohort:
    """One version of a saved cohort; `forked_from` is "id version" or None."""

    id: str
    version: int
    definition: Definition
    created_at: datetime
    forked_from: str | None
    note: str

    @property
    def name(self) -> str:
        """Name of this version."""
        return self.definition.name

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return self.definition.owner

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""
        return self.definition.tags

    @property
    def review_by(self) -> date | None:
        """Day by which somebody should look at it again."""
        return self.definition.review_by


class Cohorts:
    """The library: cohorts saved in the app database, and the catalogue's examples."""

    def __init__(
        self, engine: Engine, clock: Clock, examples: Mapping[str, Definition]
    ) -> None:
        self._versions = Versions(engine, COHORT_VERSION)
        self._clock = clock
        self._examples = examples

    def save(
        self,
        definition: Definition,
        *,
        identity: str | None = None,
        edited: int | None = None,
        forked_from: str | None = None,
        note: str = "",
    ) -> SavedCohort:
        """Save a definition as the next version of a cohort, or as a new cohort.

        identity: the cohort; None makes one from the name. edited: the version that the
        editor started from, None for a new one. Raises Conflict when that is no longer
        the newest; nothing is written then.
        """
        slug = identity or slug_of(definition.name)
        if slug in self._examples:
            raise RefusedInput(
                f"'{slug}' is an example of the catalogue and is not overwritten. Save "
                "yours under another name."
            )
        version = (edited or 0) + 1
        saved = SavedCohort(
            id=slug,
            version=version,
            definition=definition.model_copy(update={"version": version}),
            created_at=self._clock(),
            forked_from=forked_from,
            note=note,
        )
        row = _row(saved)
        without_nhs_number(f"{row['name']} {row['definition']} {note}", "This cohort")
        try:
            self._versions.add(row, edited)
        except NotNewest as fault:
            raise _fault(fault.newest, slug, edited) from None
        return saved

    def find(self, identity: str, version: int | None = None) -> SavedCohort | None:
        """A saved cohort, its newest version when none is named; None if not there."""
        row = self._versions.find(identity, version)
        return _saved(row) if row else None

    def definition(self, identity: str, version: int | None) -> Definition | None:
        """The definition of a saved cohort or of an example; None if not there."""
        if identity in self._examples:
            return self._examples[identity]
        saved = self.find(identity, version)
        return saved.definition if saved else None

    def get(self, identity: str, version: int | None = None) -> SavedCohort:
        """A saved cohort. Raises RefusedInput with the nearest name if not there."""
        saved = self.find(identity, version)
        if saved is None:
            known = [cohort.id for cohort in self.newest()]
            which = f" in version {version}" if version else ""
            raise RefusedInput(
                f"There is no saved cohort '{identity}'{which}."
                f"{did_you_mean(identity, known)}"
            )
        return saved

    def newest(self) -> list[SavedCohort]:
        """The newest version of every saved cohort, most lately saved first."""
        return [_saved(row) for row in self._versions.newest()]

    def versions(self, identity: str) -> list[SavedCohort]:
        """Every version of one cohort, newest first."""
        return [_saved(row) for row in self._versions.of(identity)]

    def revision(self) -> int:
        """How many versions are saved: changes whenever a saved cohort does."""
        return self._versions.revision()


def _fault(newest: RowMapping | None, slug: str, edited: int | None) -> RefusedInput:
    if newest is not None:
        return Conflict(_saved(newest), edited)
    return RefusedInput(
        f"There is no saved cohort '{slug}' to make a version after {edited} of. "
        "Save yours as a new cohort."
    )


def slug_of(name: str, kind: str = "cohort") -> str:
    """An id from a name: 'Rising-risk diabetes' is rising_risk_diabetes.

    kind: put before what does not begin with a letter.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_ID].strip("_")
    return slug if slug[:1].isalpha() else f"{kind}_{slug}".rstrip("_")


def _row(saved: SavedCohort) -> dict[str, Any]:
    return {
        "id": saved.id,
        "version": saved.version,
        "name": saved.name,
        "definition": to_json(saved.definition.to_wire()),
        "owner": saved.owner,
        "tags": json.dumps(saved.tags),
        "review_by": saved.review_by.isoformat() if saved.review_by else None,
        "created_at": as_text(saved.created_at),
        "forked_from": saved.forked_from,
        "note": saved.note,
    }


def _saved(row: RowMapping) -> SavedCohort:
    name = f"{row['id']} version {row['version']}"
    return SavedCohort(
        id=row["id"],
        version=row["version"],
        definition=parse_definition(row["definition"], name=name),
        created_at=as_moment(row["created_at"]),
        forked_from=row["forked_from"],
        note=row["note"],
    )
