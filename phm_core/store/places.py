"""Built Places: every version is kept, and two people saving at once lose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine, RowMapping

from phm_core.definitions.built_place import BuiltPlace
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.nhs_number import without_nhs_number
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.cohorts import slug_of
from phm_core.store.tables import PLACE_VERSION
from phm_core.store.versions import NotNewest, Versions


class PlaceConflict(RefusedInput):
    """Somebody else saved the Place meanwhile; `newest` is what they saved."""

    def __init__(self, newest: "SavedPlace", edited: int | None) -> None:
        self.newest = newest
        was = "making it new" if edited is None else f"changing version {edited}"
        super().__init__(
            f"'{newest.name}' was saved as version {newest.version} by "
            f"{newest.place.owner or 'somebody'} while you were {was}. Nothing is "
            "lost: save yours as a version after theirs, or under another name."
        )


@dataclass(frozen=True)
class SavedPlace:
    """One version of a built Place; `forked_from` is "id version" or None."""

    id: str
    version: int
    place: BuiltPlace
    created_at: datetime
    forked_from: str | None
    note: str

    @property
    def name(self) -> str:
        """Name of this version."""
        return self.place.name


class SavedPlaces:
    """The built Places of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._versions = Versions(engine, PLACE_VERSION)
        self._clock = clock
        self._lock = Lock()
        self._read: tuple[int, dict[str, SavedPlace]] = (0, {})

    def save(
        self,
        place: BuiltPlace,
        *,
        identity: str | None = None,
        edited: int | None = None,
        forked_from: str | None = None,
        note: str = "",
    ) -> SavedPlace:
        """Save as the next version of a Place, or as a new one.

        identity: the Place; None makes one from the name. edited: the version that the
        change started from, None for a new one. Raises PlaceConflict when that is no
        longer the newest; nothing is written then.
        """
        slug = identity or slug_of(place.name, "place")
        saved = SavedPlace(
            slug, (edited or 0) + 1, place, self._clock(), forked_from, note
        )
        without_nhs_number(f"{place.name} {note}", "This Place")
        try:
            self._versions.add(_row(saved), edited)
        except NotNewest as fault:
            if fault.newest is not None:
                raise PlaceConflict(_saved(fault.newest), edited) from None
            raise RefusedInput(
                f"There is no built Place '{slug}' to make a version after {edited} "
                "of. Save yours as a new Place."
            ) from None
        return saved

    def get(self, identity: str) -> SavedPlace:
        """The newest version. Raises RefusedInput with the nearest id if not there."""
        known = self.newest()
        if identity not in known:
            raise RefusedInput(
                f"There is no built Place '{identity}'.{did_you_mean(identity, known)}"
            )
        return known[identity]

    def newest(self) -> Mapping[str, SavedPlace]:
        """The newest version of each by id, most lately saved first, retired ones too.

        Read again only when anything was saved.
        """
        revision = self.revision()
        with self._lock:
            if self._read[0] != revision:
                found = (_saved(row) for row in self._versions.newest())
                self._read = (revision, {saved.id: saved for saved in found})
            return self._read[1]

    def places(self) -> Mapping[str, BuiltPlace]:
        """The same as they are written: what the engine counts by."""
        return {identity: saved.place for identity, saved in self.newest().items()}

    def versions(self, identity: str) -> list[SavedPlace]:
        """Every version of one Place, newest first."""
        return [_saved(row) for row in self._versions.of(identity)]

    def every(self) -> list[SavedPlace]:
        """Every version of every Place."""
        return [_saved(row) for row in self._versions.every()]

    def revision(self) -> int:
        """How many versions are saved: changes whenever a Place does."""
        return self._versions.revision()


def _row(saved: SavedPlace) -> dict[str, object]:
    return {
        "id": saved.id,
        "version": saved.version,
        "name": saved.name,
        "place": saved.place.model_dump_json(),
        "created_at": as_text(saved.created_at),
        "forked_from": saved.forked_from,
        "note": saved.note,
    }


def _saved(row: RowMapping) -> SavedPlace:
    return SavedPlace(
        id=row["id"],
        version=row["version"],
        place=BuiltPlace.model_validate_json(row["place"]),
        created_at=as_moment(row["created_at"]),
        forked_from=row["forked_from"],
        note=row["note"],
    )
