"""Which records the app runs on: the snapshots, one beside what runs, a choice."""

from pathlib import Path

import streamlit as st

from pages.ui import address, layout, show
from pages.ui.bringing import changed
from pages.ui.bringing.bar import Bar
from pages.ui.context import Here
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.onboarding.choosing import Offer, offered, put_to_use, running_now
from phm_core.onboarding.deliveries import origin
from phm_core.snapshot import Snapshot, listed, previous

OFFER, WANTED, DONE = "_offer", "_wanted_snapshot", "_chose_snapshot"
KEY = "snapshot"
NEXT = (
    " Look at Data quality and Onboarding next. What ran before is in the list, to go "
    "back to."
)
NONE = "published figures alone"


def prefer(path: Path) -> None:
    """Have a snapshot chosen in the list when the page is drawn next."""
    st.session_state[WANTED] = path.name
    st.session_state.pop(OFFER, None)


def choosing(here: Here) -> None:
    """The snapshots that are here, and which of them runs."""
    layout.heading("Which records the app runs on")
    snapshots = here.house.settings.snapshots
    running, before = running_now(snapshots), previous(snapshots)
    every = listed(snapshots)
    _table(every, running, before)
    if said := st.session_state.pop(DONE, None):
        st.success(said, icon=":material/verified:")
    others = {one.path.name: one for one in every if not _same(one, running)}
    if not others:
        show.empty("There is no other snapshot.", "Load records above to make one.")
        return
    if (wanted := st.session_state.pop(WANTED, None)) is not None:
        st.session_state[KEY] = wanted if wanted in others else ""
    chosen = others[_pick(others, before)]
    if st.button("Compare it with what runs", icon=":material/compare_arrows:"):
        _compared(here, chosen)
    offer: Offer | None = st.session_state.get(OFFER)
    if offer is not None and offer.chosen.path == chosen.path:
        _offer(here, offer)


def _same(one: Snapshot, other: Snapshot | None) -> bool:
    return other is not None and one.path == other.path


def _pick(others: dict[str, Snapshot], before: Path | None) -> str:
    """The one to look at: the one that ran before, unless another is chosen."""
    titles = {name: f"{name}: {_who(one)}" for name, one in others.items()}
    usual = before.name if before is not None and before.name in titles else None
    return address.select("Snapshot", KEY, titles, default=usual, width=640)


def _table(
    every: list[Snapshot], running: Snapshot | None, before: Path | None
) -> None:
    was = None if before is None else before.resolve()
    shown = every if running is None or running in every else [running, *every]
    st.table(
        {
            "Snapshot": [one.path.name for one in shown],
            "Records": [
                f"{one.manifest.name or 'No name'}: {_who(one)}, up to {day(one.as_at)}"
                for one in shown
            ],
            "Now": [_state(one, running, was) for one in shown],
        },
        hide_index=True,
    )


def _state(one: Snapshot, running: Snapshot | None, was: Path | None) -> str:
    if _same(one, running):
        return "Runs now"
    return "Ran before" if one.path == was else ""


def _who(one: Snapshot) -> str:
    """Whose records, and from where."""
    if not one.has_people:
        return NONE
    made_up = "made-up" if one.manifest.synthetic else "real"
    people = (one.manifest.model_extra or {}).get("people")
    count = f"{people:,} " if isinstance(people, int) else ""
    return f"{count}{made_up} people, from {origin(one)}"


def _compared(here: Here, chosen: Snapshot) -> None:
    bar = Bar("Reading both")
    try:
        found = offered(
            here.house.settings.snapshots, chosen.path, here.house.catalogue
        )
    except PhmError as fault:
        st.session_state.pop(OFFER, None)
        show.refusal(fault)
        return
    bar.ended("Compared: what would change stands below")
    st.session_state[OFFER] = found


def _offer(here: Here, offer: Offer) -> None:
    """What it changes, what has to be confirmed, and the button."""
    name = offer.chosen.path.name
    if offer.change is not None:
        changed.table(here, offer.change)
    else:
        st.markdown(_without_change(offer))
    for sentence in offer.confirm:
        st.warning(sentence, icon=":material/priority_high:")
    confirmed = True
    if offer.confirm:
        confirmed = st.checkbox(_tick(offer), key=f"confirm-{name}-{offer.chosen.id}")
    if st.button(
        "Run the app on it",
        type="primary",
        icon=":material/swap_horiz:",
        disabled=not confirmed,
        help="Everybody who uses the app sees these records from then on.",
    ):
        _used(here, offer, confirmed=confirmed)


def _without_change(offer: Offer) -> str:
    if offer.running is None or not offer.running.has_people:
        who = _who(offer.chosen)
        return f"The app runs on published figures alone. Then it has {who}."
    return "Then the app has published figures alone."


def _tick(offer: Offer) -> str:
    count = len(offer.confirm)
    first = offer.confirm[0].rstrip(".")
    others = "other thing" if count == 2 else f"{count - 1} other things"  # noqa: PLR2004  # one besides the first
    rest = f" And the {others} above." if count > 1 else ""
    return f"I have looked, and this is right: {first}.{rest}"


def _used(here: Here, offer: Offer, *, confirmed: bool) -> None:
    house = here.house
    snapshots = house.settings.snapshots
    Bar("Checking every file of it")
    try:
        put_to_use(offer, snapshots, here.scope, house.audit, confirmed=confirmed)
    except PhmError as fault:
        st.session_state.pop(OFFER, None)
        show.refusal(fault)
        return
    st.session_state.pop(OFFER, None)
    st.session_state[WANTED] = ""
    said = f"The app now runs on '{offer.chosen.path.name}', for everybody."
    said += NEXT if offer.chosen.has_people else ""
    st.session_state[DONE] = said
    st.rerun()
