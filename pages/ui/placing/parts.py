"""Ways to put areas into a Place: lists, the map, a box, codes, a shape."""

from collections.abc import Callable

import streamlit as st

from pages.ui import address, layout, show
from pages.ui.context import Here
from pages.ui.placing import draft, ground, several
from phm_core.analysis.place_parts import codes_of, read_codes
from phm_core.analysis.place_shape import in_box, small_areas_in
from phm_core.area import Level
from phm_core.charts import place as charts
from phm_core.charts.words import headed
from phm_core.definitions.built_place import PARTS
from phm_core.errors import PhmError

LIST, MAP, BOX, PASTE, SHAPE, SEVERAL = (
    "list", "map", "box", "paste", "shape", "several",
)  # fmt: skip
WAYS = {
    LIST: "Pick from lists",
    MAP: "Click on the map",
    BOX: "Drag a box on the map",
    PASTE: "Paste codes",
    SHAPE: "Paste or upload a shape",
    SEVERAL: "Several Places at once",
}
SHOWN = 12


def opened(here: Here) -> None:
    """Which Place is on the table: a new one, or a saved one from the link."""
    draft.arrive()
    saved = here.house.places.newest()
    options = {draft.NEW: "A new Place"} | {
        identity: f"{one.name} (version {one.version}"
        f"{', retired' if one.place.retired else ''})"
        for identity, one in saved.items()
    }
    chosen = address.select("Place", "place", options, width=320)
    if chosen != draft.current().key:
        draft.begin(saved.get(chosen))


def choose(here: Here) -> str:
    """The way to add areas, and its controls; returns which way."""
    shapes = here.house.public.boundary(Level.LSOA) is not None
    ways = {k: v for k, v in WAYS.items() if shapes or k not in (MAP, BOX, SHAPE)}
    way = address.select("How to add areas", "way", ways, width=320)
    drawn: dict[str, Callable[[Here], None]] = {
        LIST: _lists,
        MAP: _clicks,
        BOX: _box,
        PASTE: _codes,
        SHAPE: _shape,
        SEVERAL: several.paste,
    }
    drawn[way](here)
    if said := draft.refused():
        st.warning(said, icon=":material/info:")
    return way


def first_step() -> None:
    """Nothing is chosen yet."""
    show.empty("This Place has no areas yet.", "Add some with the controls above.")


def chosen(here: Here) -> draft.Draft:
    """What the Place is made of, with a way to take it out again."""
    for part in draft.current().parts:
        names = here.house.public.names(part.level)
        some = [names.get(code, code) for code in part.codes[:SHOWN]]
        more = len(part.codes) - SHOWN
        tail = f" and {more:,} more" if more > 0 else ""
        st.markdown(f"**{headed(part.words)}**: {', '.join(some)}{tail}")
        st.button(
            f"Take out all {part.level.plural}",
            key=f"out-{part.level}",
            icon=":material/remove:",
            on_click=draft.set_codes,
            args=(part.level, ()),
        )
    return draft.current()


def _lists(here: Here) -> None:
    known = [level for level in PARTS if len(here.house.public.areas(level))]
    titles = {str(level): headed(level.plural) for level in known}
    level = Level(address.select("Kind of area", "kind_of", titles, default=str(
        Level.PCN if Level.PCN in known else known[0])))  # fmt: skip
    areas = here.house.public.areas(level)
    areas = areas[areas["rankable"]]
    names = {str(k): str(v) for k, v in zip(areas["code"], areas["name"], strict=True)}
    names |= {code: code for code in codes_of(draft.current().parts, level)
              if code not in names}  # fmt: skip
    key = f"place-list-{level}-{draft.shape()}"
    st.multiselect(
        f"{headed(level.plural)} in this Place",
        sorted(names, key=names.__getitem__),
        default=list(codes_of(draft.current().parts, level)),
        format_func=lambda code: f"{names[code]} ({code})",
        key=key,
        on_change=lambda: draft.set_codes(level, st.session_state[key]),
    )


def _clicks(_here: Here) -> None:
    st.caption(
        "Click a small area on the map to add it, and again to take it out. By "
        "keyboard: 'Pick from lists', small areas."
    )


def _box(here: Here) -> None:
    """A box over the points of small areas, and what to do with those inside."""
    st.caption(
        "Drag over the points, then say what to do. By keyboard: 'Pick from lists', "
        "small areas, or 'Paste or upload a shape'."
    )
    picture = charts.as_points(draft.current().place, ground.of(here, draft.current()))
    box = show.box(picture, key=f"place-box-{draft.shape()}")
    inside = in_box(here.house.public, *box) if box else ()
    with st.container(horizontal=True):
        st.button(
            f"Add the {len(inside):,} small areas in the box"
            if inside
            else "Add those in the box",
            disabled=not inside,
            type="primary",
            on_click=lambda: draft.set_codes(
                Level.LSOA,
                {*codes_of(draft.current().parts, Level.LSOA), *inside},
            ),
        )
        st.button(
            "Take those in the box out",
            disabled=not inside,
            on_click=lambda: draft.take_out(Level.LSOA, inside),
        )  # fmt: skip


def _codes(here: Here) -> None:
    key = f"place-codes-{draft.shape()}"
    st.text_area(
        "Codes of practices, PCNs, neighbourhoods, small areas or wards",
        key=key,
        help="With commas, spaces or lines between them; several kinds at once.",
    )
    st.button("Add these areas", type="primary", on_click=_add_codes, args=(here, key))


def _add_codes(here: Here, key: str) -> None:
    try:
        read = read_codes(st.session_state[key], here.house.public)
    except PhmError as fault:
        draft.refuse(fault)
        return
    if read.unknown:
        # Nothing is added by half: the list is put right first.
        draft.refuse("Nothing was added. " + " ".join(read.unknown))
        return
    draft.add(read.parts)


def _shape(here: Here) -> None:
    key = f"place-shape-{draft.shape()}"
    st.caption(
        "Small areas whose centre lies inside are added. Polygons in longitude and "
        "latitude, drawn in any mapping program."
    )
    text = st.text_area("GeoJSON of a polygon", key=key)
    file = st.file_uploader(
        "Or a GeoJSON file",
        ["geojson", "json"],
        key=f"{key}-file",
        max_upload_size=layout.SMALL_FILE,
    )
    given = file.getvalue().decode("utf-8", "replace") if file else text
    st.button(
        "Add the small areas inside",
        type="primary",
        on_click=_add_shape,
        args=(here, given),
    )


def _add_shape(here: Here, text: str) -> None:
    try:
        draft.add((small_areas_in(text, here.house.public),))
    except PhmError as fault:
        draft.refuse(fault)
