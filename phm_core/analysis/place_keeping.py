"""Keeps a built Place once it is large enough and not a disguise of another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from phm_core.area import Lens, Level
from phm_core.definitions import Definition, logic
from phm_core.definitions.built_place import BuiltPlace
from phm_core.definitions.questions import HowMany, Question
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.governance.differencing import SMALLEST_PLACE, large_enough, told_apart
from phm_core.governance.released import Released
from phm_core.store.places import SavedPlace, SavedPlaces

AskAll = Callable[[Sequence[Question]], list[Released]]
DRAFT = "draft"


@dataclass(frozen=True)
class Desk:
    """Where Places are kept, and what they are checked against."""

    places: SavedPlaces
    public: PublicTables
    ask_all: AskAll
    has_people: bool


@dataclass(frozen=True)
class Alone:
    """One Place that is not saved, as the public tables take it."""

    place: BuiltPlace

    def places(self) -> dict[str, BuiltPlace]:
        """The one Place."""
        return {DRAFT: self.place}

    def revision(self) -> int:
        """It never changes."""
        return 1


def keep(
    desk: Desk,
    place: BuiltPlace,
    *,
    identity: str | None = None,
    edited: int | None = None,
    forked_from: str | None = None,
    note: str = "",
) -> SavedPlace:
    """Check a Place and save it, as SavedPlaces.save does.

    Raises RefusedInput for a code that is not there, too few people, or people that
    differ from those of another Place, or of another version, by a handful.
    """
    if not place.name.strip():
        raise RefusedInput("The Place has no name yet. Give it one to save it.")
    whole(desk.public, place)
    counted = people(desk, place)
    seen = [lens for lens, count in counted.items() if (count or 0) >= SMALLEST_PLACE]
    if not seen:
        large_enough(max(count or 0 for count in counted.values()), place.name)
    if desk.has_people:
        _unlike_others(desk, place, seen)
    return desk.places.save(
        place, identity=identity, edited=edited, forked_from=forked_from, note=note
    )


def retire(desk: Desk, saved: SavedPlace, *, retired: bool) -> SavedPlace:
    """Take a Place out of the lists, or put it back, as its next version."""
    place = saved.place.model_copy(update={"retired": retired})
    note = "Retired" if retired else "Taken back"
    return desk.places.save(place, identity=saved.id, edited=saved.version, note=note)


def whole(public: PublicTables, place: BuiltPlace) -> None:
    """Raise RefusedInput, with the codes, when parts are not in this snapshot."""
    missing = public.built.missing(place)
    if missing:
        said = "; ".join(
            f"{level.plural} {', '.join(codes)}" for level, codes in missing.items()
        )
        raise RefusedInput(
            f"'{place.name}' has parts that this snapshot does not have: {said}. Take "
            "them out to save it."
        )


def people(desk: Desk, place: BuiltPlace) -> dict[Lens, int | None]:
    """People of a Place through each of its lenses; None where hidden."""
    if not desk.has_people:
        return published_people(desk.public, place)
    questions = [HowMany(of=definition(place, lens)) for lens in place.lenses]
    counts = [answer.figure("people") for answer in desk.ask_all(questions)]
    return {
        lens: None if count is None else int(count)
        for lens, count in zip(place.lenses, counts, strict=True)
    }


def published_people(public: PublicTables, place: BuiltPlace) -> dict[Lens, int | None]:
    """The same from published lists and populations."""
    drawn = alone(public, place)
    level = Level.BUILT_PLACE
    found = {
        Lens.REGISTERED: lambda: drawn.list_size(level)["patients"],
        Lens.RESIDENT: lambda: drawn.population(level)["population"],
    }
    return {lens: int(found[lens]().sum()) for lens in place.lenses}


def alone(public: PublicTables, place: BuiltPlace) -> PublicTables:
    """The public tables with this Place as the only built one; its id is DRAFT."""
    return public.with_built(Alone(place))


def definition(place: BuiltPlace, lens: Lens) -> Definition:
    """The people of a Place as a cohort, for a Place that is not saved too."""
    return Definition(
        name=place.name, criteria=place.criterion(lens), population=lens.value
    )


def _unlike_others(desk: Desk, place: BuiltPlace, seen: Iterable[Lens]) -> None:
    """Every version ever saved counts: its figures may have been read."""
    others = {
        (other.place.digest, lens): other
        for other in desk.places.every()
        for lens in seen
        if other.place.digest != place.digest
        and lens in other.place.lenses
        and not desk.public.built.missing(other.place)
    }
    questions = [
        HowMany(of=_in_one_only(place, other.place, lens))
        for (_, lens), other in others.items()
    ]
    if not questions:
        return
    answers = desk.ask_all(questions)
    for other, answer in zip(others.values(), answers, strict=True):
        apart = answer.figure("people")
        told_apart(None if apart is None else int(apart), place.name, other.name)


def _in_one_only(one: BuiltPlace, other: BuiltPlace, lens: Lens) -> Definition:
    first, second = one.criterion(lens), other.criterion(lens)
    differ = logic.Any(
        of=(
            logic.All(of=(first, logic.Nothing(of=(second,)))),
            logic.All(of=(second, logic.Nothing(of=(first,)))),
        )
    )
    return Definition(
        name=f"In one of {one.name} and {other.name}",
        criteria=differ,
        population=lens.value,
    )
