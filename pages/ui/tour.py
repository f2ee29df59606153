"""The guided demo: six steps by deep links, with a presenter's bar."""

from dataclasses import dataclass, field

import streamlit as st

from pages.ui import address, guard
from pages.ui.menu import BY_NAME
from phm_core.governance.access import Scope
from phm_core.start import House

STEP = "step"
SEEN = "_step_seen"


@dataclass(frozen=True)
class Step:
    """One stop of the demo: a screen, what is said there, the choices it needs."""

    screen: str
    title: str
    says: str
    choices: dict[str, str] = field(default_factory=dict)


STEPS = (
    Step(
        "home",
        "Start from a question",
        "Every page starts from the same choices above it: where, who, through which "
        "lens, and as at when.",
    ),
    Step(
        "builder",
        "Who is at risk",
        "Build a cohort: each rule shows at once what it costs and what it gains.",
    ),
    Step(
        "segments",
        "What they need",
        "The population by need: people, cost and admissions, with a note on the care "
        "that suits each segment.",
    ),
    Step(
        "map",
        "Where need is highest",
        "Deprivation against age-adjusted prevalence. Switch to crude to see why "
        "adjusting matters.",
        {"condition": "diabetes", "per": "pcn", "kind": "", "crude": ""},
    ),
    Step(
        "compare",
        "How areas compare",
        "A difference is said in words only where the interval supports it.",
        {"condition": "diabetes", "per": "practice", "kind": "", "crude": ""},
    ),
    Step(
        "about",
        "Why it can be trusted",
        "Where each figure comes from, how people are protected, and what it cannot "
        "say.",
    ),
)


def steps(house: House, scope: Scope) -> list[Step]:
    """The steps whose screens are open to the visitor and have what they need."""
    return [step for step in STEPS if guard.leads_to(step.screen, house, scope)]


def presenting() -> bool:
    """Whether the demo is being shown: `step` in the address."""
    state = st.session_state
    return bool(state.get(STEP) or st.query_params.get(STEP))


def bar(house: House, scope: Scope) -> None:
    """Next, back and end, above the page, while the demo is being shown."""
    found = steps(house, scope)
    numbers = {"": "", **{str(i): step.title for i, step in enumerate(found, 1)}}
    now = address.value(STEP, numbers, "")
    if not now:
        return
    at = int(now)
    with st.container(border=True, key="tour"):
        step = found[at - 1]
        _prepare(step, now)
        st.markdown(f"**Demo, step {at} of {len(found)}: {step.title}.** {step.says}")
        with st.container(horizontal=True):
            if at > 1:
                _go(found, at - 1, "Back", "arrow_back")
            if at < len(found):
                _go(found, at + 1, "Next", "arrow_forward")
            st.button("End the demo", on_click=_end, icon=":material/close:")


def start_button() -> None:
    """Starts the demo, whose first step is the page that the button stands on."""
    st.button(
        "Start the guided demo",
        icon=":material/slideshow:",
        type="primary",
        on_click=_begin,
    )


def _begin() -> None:
    """From everyone in the whole system, whatever was looked at before."""
    address.reset()
    address.choose(STEP, "1")


def _go(found: list[Step], to: int, label: str, icon: str) -> None:
    st.page_link(
        BY_NAME[found[to - 1].screen].path,
        label=label,
        icon=f":material/{icon}:",
        query_params=address.changed({STEP: str(to)}),
    )


def _prepare(step: Step, code: str) -> None:
    """Make the choices of a step, once: a link loses those of the page it leaves."""
    if st.session_state.get(SEEN) != code:
        st.session_state[SEEN] = code
        for key, chosen in step.choices.items():
            address.choose(key, chosen)


def _end() -> None:
    address.choose(STEP, "")
    address.reset()
