"""Sentences: findings, notes, definitions, and what to do when there is nothing."""

import re
from collections.abc import Callable, Iterable

import streamlit as st

from phm_core.errors import NotPermitted, PhmError
from phm_core.governance.confidence import level_of, of_data

# What Markdown gives a meaning, with Streamlit's colours, icons and formulas.
MARKS = re.compile(r"[\\`*_\[\]<>#!:$~]")


def finding(sentence: str) -> None:
    """One sentence that the interval supports."""
    if sentence:
        st.markdown(f"**{sentence}**")


def notes(sentences: Iterable[str], *, title: str = "Coverage and limits") -> None:
    """Coverage, suppression and exclusions in sentences; nothing when there is none.

    What refuses a figure has been said where that would stand.
    """
    about, found = of_data(s for s in sentences if s)
    for sentence in about:
        level = level_of((sentence,))
        if level != "refused":
            told = st.error if level == "unfit" else st.info
            told(sentence, icon=":material/rule:")
    if found:
        with st.expander(title, icon=":material/info:"):
            st.markdown("\n".join(f"- {sentence}" for sentence in found))


def refused(notes: Iterable[str]) -> bool:
    """Whether a figure is kept back since its data are not fit; the sentences say so.

    What would stand there is then left out by whoever asks this.
    """
    about = [one for one in of_data(notes)[0] if level_of((one,)) == "refused"]
    for sentence in about:
        st.error(sentence, icon=":material/block:")
    return bool(about)


def written(text: str) -> str:
    """Words that somebody typed, to stand in a sentence as they are: never a link."""
    return MARKS.sub(r"\\\g<0>", text)


def definition(title: str, text: str, source: str = "") -> None:
    """What a word means, and who says so."""
    st.markdown(f"**{title}.** {text}")
    if source:
        st.caption(f"Source: {source}")


def empty(
    what: str,
    then: str,
    *,
    button: str = "",
    action: Callable[..., None] | None = None,
    args: tuple[object, ...] = (),
) -> None:
    """Nothing to show: what is missing, what to do next, and a button that does it."""
    st.info(f"{what} {then}", title="Nothing to show yet", icon=":material/search_off:")
    if button and action:
        st.button(button, on_click=action, args=args, type="primary")


def nobody(where: str) -> None:
    """Nobody is counted: where, and what to do next."""
    empty(
        f"Nobody {where} is counted here.",
        "Choose a larger area or other people above, or loosen a rule of the cohort.",
    )


def too_small(why: str, then: str = "") -> None:
    """Hidden to protect people: why, and which wider question can be asked."""
    advice = then or "Choose a larger area, or a wider definition."
    st.info(
        f"{why} {advice}",
        title="Too few people to show",
        icon=":material/visibility_off:",
    )


def refusal(fault: PhmError) -> None:
    """What the person may not, or cannot, do: the sentence of the fault."""
    barred = isinstance(fault, NotPermitted)
    st.error(
        str(fault),
        title="Not open to you" if barred else "This cannot be answered",
        icon=":material/lock:" if barred else ":material/error:",
    )
