"""Built Places as the engine meets them: named by an id, made of other areas."""

from collections.abc import Mapping
from typing import Protocol

from phm_core.area import Lens
from phm_core.definitions.built_place import BuiltPlace
from phm_core.errors import RefusedInput, did_you_mean


class Built(Protocol):
    """Built Places that somebody saved."""

    def places(self) -> Mapping[str, BuiltPlace]:
        """The newest version of each by id, retired ones too."""
        ...

    def revision(self) -> int:
        """A number that changes whenever a Place does."""
        ...


class NothingBuilt:
    """No built Place at all."""

    def places(self) -> Mapping[str, BuiltPlace]:
        """Nothing is built here."""
        return {}

    def revision(self) -> int:
        """It never changes."""
        return 0


def place_of(built: Built, identity: str) -> BuiltPlace:
    """A built Place by its id. Raises RefusedInput with the nearest known one."""
    known = built.places()
    if identity not in known:
        raise RefusedInput(
            f"There is no built Place with the code '{identity}'."
            f"{did_you_mean(identity, known)}"
        )
    return known[identity]


def countable(place: BuiltPlace, lens: Lens, *, whole: bool) -> None:
    """Raise RefusedInput where a Place cannot be counted through a lens.

    whole: whether the snapshot has every one of its parts.
    """
    place.seen(lens)
    if not whole:
        raise RefusedInput(
            f"'{place.name}' is made of {place.words}, and not all of them are in this "
            "snapshot on this date, so it is not counted. Choose another area or date, "
            "or change its parts under Places."
        )
