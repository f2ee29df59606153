"""The areas that can be chosen: picker, trail to the whole, link and reset."""

from dataclasses import dataclass, replace
from urllib.parse import quote

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import address, drafts, people
from phm_core.area import WHOLE, Area, Level
from phm_core.errors import listed
from phm_core.gateway.belonging import within
from phm_core.governance.access import Scope
from phm_core.start import House

WHOLE_KEY = str(WHOLE)
OFFERED = (
    Level.ICS,
    Level.PLACE,
    Level.NEIGHBOURHOOD,
    Level.PCN,
    Level.PRACTICE,
    Level.DISTRICT,
    Level.UPPER_TIER,
)
# From which columns of `organisation` the trail of an area is read, nearest first.
ABOVE = {
    Level.PRACTICE: ("practice_code", ("pcn_code", "place_code")),
    Level.PCN: ("pcn_code", ("place_code",)),
}
LEVEL_OF = {"pcn_code": Level.PCN, "place_code": Level.PLACE}


@dataclass(frozen=True)
class Places:
    """Areas by 'level:code': names, titles for the picker, and what lies above each.

    bounded: whether only those with a title may be chosen. own: the one organisation
    that is all of a visitor's people; nothing where there is no such one.
    """

    names: dict[str, str]
    titles: dict[str, str]
    above: dict[str, tuple[str, ...]]
    bounded: bool = False
    own: str = ""


def places(house: House, scope: Scope) -> Places:
    """The areas that a visitor may choose, those built here too, as they are now."""
    own = within(house.public, scope)
    found = _every(house) if own is None else _own(_every(house), own, scope)
    return _without_practices(found) if scope.practices_coded else found


def _without_practices(found: Places) -> Places:
    """The same where practices have letters, so that none can be picked by name."""
    start = f"{Level.PRACTICE}:"
    titles = {key: t for key, t in found.titles.items() if not key.startswith(start)}
    return replace(found, titles=titles, bounded=True)


def _own(every: Places, own: frozenset[str], scope: Scope) -> Places:
    """Only areas that are wholly the visitor's own; the whole is all of them."""
    name = listed([every.names.get(area, area) for area in scope.belongs_to])
    inside = {key: title for key, title in every.titles.items() if key in own}
    return Places(
        names=every.names | {WHOLE_KEY: name},
        titles={WHOLE_KEY: f"{name} (all that is yours)", **inside},
        above={
            key: tuple(step for step in steps if step in own or step == WHOLE_KEY)
            for key, steps in every.above.items()
        },
        bounded=True,
        own=_one(inside, scope),
    )


def _one(inside: dict[str, str], scope: Scope) -> str:
    """The organisation whose registered people are all that a visitor may see."""
    if scope.practices is None or len(scope.belongs_to) != 1:
        return ""
    [own] = scope.belongs_to
    return own if own in inside else ""


def _every(house: House) -> Places:
    found = _fixed(house.snapshot.path.as_posix(), house)
    level = Level.BUILT_PLACE
    named = house.public.known_names(level)
    if not named:
        return found
    offered = house.public.names(level)
    titles = {
        str(Area(level, code)): title(level, name, code)
        for code, name in offered.items()
    }
    names = {str(Area(level, code)): name for code, name in named.items()}
    whole = {WHOLE_KEY: found.titles[WHOLE_KEY]}
    return replace(
        found, names=found.names | names, titles=whole | titles | found.titles
    )


@st.cache_resource(max_entries=4)
def _fixed(path: str, _house: House) -> Places:
    """The areas of a snapshot; special practices and PCN U are not offered."""
    del path  # Streamlit keeps one answer for each; it ignores names with a "_".
    names: dict[str, str] = {}
    titles: dict[str, str] = {}
    for level in (*OFFERED, Level.WARD, Level.LSOA):
        found = _house.public.areas(level)
        for row in found[found["rankable"]].itertuples() if len(found) else ():
            key = str(Area(level, str(row.code)))
            names[key] = str(row.name)
            if level in OFFERED:
                titles[key] = title(level, str(row.name), str(row.code))
    return Places(names, titles, _above(_house, names))


def title(level: Level, name: str, code: str) -> str:
    """An area as the picker shows it: its name and what kind of area it is."""
    if level == Level.ICS:
        return f"{name} (whole system)"
    if level == Level.PRACTICE:
        return f"{name} (practice {code})"
    return name if name.endswith(level.title) else f"{name} ({level.title})"


def _above(house: House, names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """What each area lies in, nearest first, up to the whole system."""
    above: dict[str, tuple[str, ...]] = {WHOLE_KEY: ()}
    rows = house.public.organisations.to_dict("records")
    for level, (own, columns) in ABOVE.items():
        for row in rows:
            steps = [f"{LEVEL_OF[column]}:{row[column]}" for column in columns]
            found = [step for step in steps if step in names]
            above[f"{level}:{row[own]}"] = (*found, WHOLE_KEY)
    return above


def pick(found: Places) -> str:
    """The area picker; returns 'level:code'."""
    options = found.titles
    # A small area is on no list, but a click on the map, a link or Back may ask for it.
    for asked in (st.session_state.get("area", ""), st.query_params.get("area", "")):
        if asked in found.names and asked not in options and not found.bounded:
            area = Area.parse(asked)
            named = title(area.level, found.names[asked], area.code)
            options = options | {asked: named}
    return address.select("Area", "area", options, default=WHOLE_KEY, width=320)


def open_area(area: str) -> None:
    """Make an area, 'level:code', the one that every page shows (from a callback)."""
    address.choose("area", area)


def trail(found: Places, area: Area) -> None:
    """The way up: a button for each area that this one lies in."""
    key = str(area)
    steps = found.above.get(key, (WHOLE_KEY,))
    for step in reversed(steps):
        nearest = step == steps[0]
        st.button(
            found.names[step],
            key=f"up_{step}",
            type="tertiary",
            icon=":material/arrow_upward:" if nearest else None,
            help="Up one level" if nearest else None,
            on_click=address.choose,
            args=("area", step),
        )


def share_and_reset() -> DeltaGenerator:
    """A place for the link to this view, and the way back to the start."""
    place = st.popover("Link", icon=":material/link:")
    st.button("Reset", icon=":material/restart_alt:", on_click=address.reset)
    return place


def share(place: DeltaGenerator) -> None:
    """The link to exactly this view, in its place."""
    with place:
        st.caption("This link opens exactly this view. Copy it with the button.")
        st.code(link(), language=None, wrap_lines=True)


def link() -> str:
    """The address of this view."""
    carried = address.links()
    if carried.get("cohort") == people.DRAFT_KEY:
        carried |= drafts.link()
    pairs = [f"{key}={quote(code, safe=':')}" for key, code in carried.items()]
    base = (st.context.url or "").split("?")[0]
    return base + ("?" + "&".join(pairs) if pairs else "")
