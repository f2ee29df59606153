"""What a Place looks like: its people, need, overlaps and rates."""

from collections.abc import Callable

import streamlit as st

from pages.ui import address, describing, show, waiting
from pages.ui.context import Here
from pages.ui.placing import draft, ground, peers
from phm_core.analysis import place_keeping, place_overlap, place_rates
from phm_core.area import WHOLE, Lens, Level
from phm_core.charts import place as charts
from phm_core.charts.explained import Explained, explained
from phm_core.charts.words import day, number, percent
from phm_core.definitions.built_place import COUNTED, BuiltPlace
from phm_core.definitions.questions import Profile
from phm_core.engine.published import deprivation
from phm_core.governance.differencing import SMALLEST_PLACE

OVERLAP, RATES, PEOPLE, PEERS = "overlap", "rates", "people", "peers"
LOOKS = {
    OVERLAP: "Overlap with other areas",
    RATES: "Conditions",
    PEOPLE: "Its people",
    PEERS: "Similar areas",
}
LENS_TITLES = {Lens.REGISTERED: "Registered", Lens.RESIDENT: "Living there"}
PERCENT = 100


def on_map(here: Here, way: str) -> None:
    """The Place over the areas that are there; a click adds or takes out."""
    now = draft.current()
    picture = charts.on_map(now.place, ground.of(here, now))
    clicks = way == "map"
    show.chart(
        picture,
        _about(here, "The small areas of this Place."),
        key=f"place-map-{draft.shape()}" if clicks else "place-map",
        on_pick=_clicked if clicks else None,
    )


def _clicked(code: str) -> None:
    if code:
        draft.toggle(Level.LSOA, code)


def lens(here: Here, place: BuiltPlace) -> Lens:
    """Whose people are counted: a choice where the parts give both."""
    if len(place.lenses) == 1:
        only = place.lenses[0]
        st.caption(f"Built from {place.words}, so counted {COUNTED[only]}.")
        return only
    usual = here.lens if here.lens in place.lenses else place.lenses[0]
    titles = {str(one): LENS_TITLES[one] for one in place.lenses}
    return Lens(address.segments("Count people", "count", titles, default=str(usual)))


def headlines(here: Here, place: BuiltPlace, seen: Lens) -> None:
    """How many people, and how deprived, beside the whole system."""
    desk = desk_of(here)
    counted = place_keeping.people(desk, place)
    about = _about(here, f"People of {place.name}, {COUNTED[seen]}.")
    need = _about(
        here,
        "Index of Multiple Deprivation 2025 of where people live, averaged over "
        "published registrations (registered) or residents (living there).",
    )
    score, fifth = _deprivation(here, place, seen)
    show.row(
        [
            *(
                show.Headline(f"People, {_whose(one)}", number(count), about)
                for one, count in counted.items()
            ),
            show.Headline("Deprivation score", score[0], need, f"whole {score[1]}"),
            show.Headline("In the most deprived fifth", fifth[0], need,
                          f"whole {fifth[1]}"),
        ]
    )  # fmt: skip
    if (counted[seen] or 0) < SMALLEST_PLACE:
        st.warning(
            f"A Place needs at least {SMALLEST_PLACE:,} people to be saved. Add more "
            "areas.",
            icon=":material/group:",
        )


def _whose(lens: Lens) -> str:
    return LENS_TITLES[lens].lower()


def _deprivation(
    here: Here, place: BuiltPlace, seen: Lens
) -> tuple[tuple[str, str], tuple[str, str]]:
    public = here.house.public
    drawn = place_keeping.alone(public, place)
    both = [
        deprivation(tables, level, seen)
        for tables, level in ((drawn, Level.BUILT_PLACE), (public, Level.ICS))
    ]
    scores = [float(t["imd_score"].iloc[0]) if len(t) else None for t in both]
    fifths = [float(t["core20_share"].iloc[0]) if len(t) else None for t in both]
    shares = [None if share is None else share * PERCENT for share in fifths]
    return (
        (number(scores[0], 1), number(scores[1], 1)),
        (percent(shares[0]), percent(shares[1])),
    )


def closer(here: Here, place: BuiltPlace, seen: Lens) -> None:
    """One closer look at a time: the others are not counted meanwhile."""
    looks = LOOKS if here.has_people else {k: LOOKS[k] for k in (OVERLAP, PEERS)}
    look = address.segments("Look closer", "look", looks)
    drawn: dict[str, Callable[[Here, BuiltPlace, Lens], None]] = {
        OVERLAP: _overlap,
        RATES: _rates,
        PEOPLE: _people,
        PEERS: peers.peers,
    }
    drawn[look](here, place, seen)


def _overlap(here: Here, place: BuiltPlace, seen: Lens) -> None:
    public = here.house.public
    levels = [one for one in place_overlap.LEVELS if len(public.areas(one))]
    if here.has_people:
        answers = here.ask_all(place_overlap.questions(place, seen, levels))
        found, about = place_overlap.counted(levels, answers), explained(answers[0])
    else:
        found = place_overlap.published(public, place, seen)
        about = _about(here, "Published lists (registered) or populations (resident).")
    title = f"{place.name}: people in common with other areas"
    st.markdown(f"**{title}**")
    show.sheet(charts.overlap(found), about, title=title, key="overlap")
    st.caption("Areas with fewer than 8 people in common are left out.")


def _rates(here: Here, place: BuiltPlace, seen: Lens) -> None:
    asked = place_rates.subjects(here.house.catalogue)
    with st.spinner("Counting conditions", show_time=False):
        answers = here.ask_all(place_rates.questions(place, seen, asked))
    found = place_rates.rates(asked, answers)
    picture = charts.rates(found, place.name, answers[0].as_at)
    show.chart(picture, explained(answers[0], sentence=picture.subtitle), key="rates")
    show.notes((*answers[0].notes, answers[0].rule))


def _people(here: Here, place: BuiltPlace, seen: Lens) -> None:
    question = Profile(of=place_keeping.definition(place, seen), lens=seen)
    found = waiting.ask(here, question, key="place", words="Describing people")
    if found is not None:
        describing.headlines(found)
        describing.pictures(found, f"in {place.name}", key="place")


def desk_of(here: Here) -> place_keeping.Desk:
    """Where Places are kept and checked, for this visitor."""
    house = here.house
    return place_keeping.Desk(house.places, house.public, here.ask_all, here.has_people)


def _about(here: Here, sentence: str) -> Explained:
    made = " of made-up people (synthetic)" if here.synthetic else ""
    return Explained(
        sentence=sentence,
        source=f"Area pack and records{made}, snapshot {here.house.snapshot.id[:8]}.",
        as_at=day(here.house.snapshot.as_at),
        covered=here.covering(WHOLE) if here.counts_people else None,
    )
