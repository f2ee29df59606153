"""Who has signed in: asked of the provider of sign-in, and of our own sessions.

Without a provider in the secrets of the app there is a demonstration, on data that
nobody has to be protected from.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from phm_core.start import House

# What is different at each sign-in, as far as a provider says it.
OF_LOGIN = ("iss", "sub", "iat", "auth_time", "sid", "jti", "nonce")


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in: the id by which roles are given, and a name."""

    id: str
    name: str
    login: str


def person(house: House) -> Person | None:
    """Who has signed in; None where there is no sign-in. Others go no further."""
    if not with_provider():
        return None
    if not st.user.is_logged_in:
        _ask("Sign in to go on.")
    claims = st.user.to_dict()
    claim = house.settings.sign_in_claim
    known = str(claims.get(claim) or "")
    if not known:
        _stop(
            f"Your sign-in does not say '{claim}', by which roles are given here. Ask "
            "whoever runs the app to check the settings of sign-in."
        )
    found = Person(known, str(claims.get("name") or known), _login(claims))
    ended = house.sessions.use(found.login, found.id)
    if ended:
        _ask(f"Your session has ended: {ended}. Sign in again to go on.")
    return found


def with_provider() -> bool:
    """Whether a provider of sign-in is set up in the secrets of the app."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def sign_out(house: House, who: Person) -> None:
    """End the session here, and at the provider."""
    house.sessions.end(who.login)
    st.logout()


def without_a_role(house: House, who: Person) -> None:
    """Say that somebody is known and has no role; go no further."""
    st.title("You have no access yet", anchor=False)
    st.markdown(
        f"You are signed in as **{who.name}**, and nobody has given you a role here. "
        "Give this to whoever gives access in your organisation:"
    )
    st.code(who.id, language=None)
    if st.button("Sign out", icon=":material/logout:"):
        sign_out(house, who)
    st.stop()


def _ask(sentence: str) -> None:
    st.title("Sign in", anchor=False)
    st.markdown(sentence)
    if st.button("Sign in", type="primary", icon=":material/login:"):
        st.login()
    st.caption(
        "This is for people of the organisations that share their data here. What you "
        "look at, and why, is written down."
    )
    st.stop()


def _stop(sentence: str) -> None:
    st.title("Sign in", anchor=False)
    st.error(sentence)
    st.stop()


def _login(claims: Mapping[str, object]) -> str:
    told = [claims.get(name) for name in OF_LOGIN]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
