"""Who asks, for which purpose, and about whom: the scope.

A scope is made here alone, from what a role declares for a purpose and from where the
person belongs. There are two ways to one: a visitor may take any role, on data that
nobody has to be protected from (synthetic people, or published figures alone); whoever
has signed in may take the roles that were given to them.
"""

import hashlib
import json
from dataclasses import InitVar, dataclass, fields
from functools import cached_property
from typing import Final

from phm_core.area import Area, Level
from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Purpose, Role, Use
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean, listed
from phm_core.governance.fineness import coarser
from phm_core.governance.rule import EXACT, Rule
from phm_core.snapshot import Snapshot

VISITOR = "visitor"
WHOLE_SYSTEM = "system"
_MAKER: Final = object()


@dataclass(frozen=True)
class Belonging:
    """Where somebody belongs: organisations, their practices, and who lives in them.

    practices: codes of the practices of all the organisations. lsoas: codes of the
    small areas of all the councils.
    """

    areas: tuple[Area, ...]
    practices: frozenset[str]
    lsoas: frozenset[str]


@dataclass(frozen=True)
class Scope:
    """What one person may ask about: made in this module alone.

    practices, lsoas: only people registered there, or living there; None is everyone.
    datasets: tables about people that may be read; None is all. fields: how far the
    columns of a list may identify. lowest_level: the smallest areas that may be
    compared; None is any. practices_coded: whether practices have letters until their
    PCN shows their names. exact: whether counts are shown as they are. groups_a_day:
    how many different groups are counted for its organisation in a day. Raises
    TypeError when made anywhere else.
    """

    user: str
    role: str
    purpose: str
    belongs_to: tuple[str, ...]
    practices: frozenset[str] | None
    lsoas: frozenset[str] | None
    datasets: frozenset[str] | None
    fields: frozenset[str]
    actions: frozenset[str]
    lowest_level: Level | None
    practices_coded: bool
    exact: bool
    groups_a_day: int
    made_by: InitVar[object]

    def __post_init__(self, made_by: object) -> None:
        if made_by is not _MAKER:
            raise TypeError("A scope is made by phm_core.governance.access alone.")

    @cached_property
    def digest(self) -> str:
        """Digest of everything that decides what may be seen; not of the user."""
        decides = {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name != "user"
        }
        text = json.dumps(decides, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Where what is seen may be put together; the whole system is one of them."""
        return self.belongs_to or (WHOLE_SYSTEM,)

    def may(self, action: str) -> bool:
        """Whether the role may do something for this purpose."""
        return action in self.actions


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # sets of codes


def demo_scope(
    role: str,
    purpose: str,
    belonging: Belonging | None = None,
    *,
    catalogue: Catalogue,
    snapshot: Snapshot,
) -> Scope:
    """The scope of a visitor who has taken a role and a purpose.

    belonging: None stands for everywhere, as there is nobody to be protected. Raises
    NotPermitted on records of real people, since nobody has signed in, and for a
    purpose that is not the role's; RefusedInput for an unknown role or purpose.
    """
    signed_in(VISITOR, snapshot)
    return _scope(VISITOR, role, purpose, belonging, catalogue, snapshot)


def given_scope(
    user: str,
    role: str,
    purpose: str,
    belonging: Belonging,
    *,
    catalogue: Catalogue,
    snapshot: Snapshot,
) -> Scope:
    """The scope of somebody who has signed in, in a role that was given to them.

    Raises NotPermitted for a purpose that is not the role's or not confirmed, and for
    a name that stands for nobody in particular.
    """
    if user in ("", VISITOR):
        raise NotPermitted("Sign in first: this name stands for nobody.")
    return _scope(user, role, purpose, belonging, catalogue, snapshot)


def _scope(
    user: str,
    role: str,
    purpose: str,
    belonging: Belonging | None,
    catalogue: Catalogue,
    snapshot: Snapshot,
) -> Scope:
    declared = role_of(catalogue, role)
    terms = purpose_of(catalogue, purpose)
    use = use_of(declared, terms, snapshot)
    own = belonging if use.people in ("own_patients", "own_area") else None
    living = belonging if use.people == "own_residents" else None
    return Scope(
        user=user,
        role=role,
        purpose=purpose,
        belongs_to=tuple(map(str, belonging.areas)) if belonging else (),
        practices=own.practices if own else None,
        lsoas=living.lsoas if living else None,
        datasets=None if use.datasets is None else frozenset(use.datasets),
        fields=frozenset(use.fields),
        actions=frozenset(use.actions),
        lowest_level=coarser(use.lowest_level, terms.lowest_level),
        practices_coded=use.practices == "coded",
        exact=rule_of(terms).exact,
        groups_a_day=use.groups_a_day,
        made_by=_MAKER,
    )


def signed_in(user: str, snapshot: Snapshot) -> None:
    """Raise NotPermitted where real people must be protected from a visitor."""
    if user == VISITOR and snapshot.has_people and not snapshot.manifest.synthetic:
        raise NotPermitted(
            "This snapshot holds records of real people, and nobody has signed in. "
            "Set up sign-in, or use a synthetic snapshot or an area pack: 'python -m "
            "phm_core snapshot list' shows them."
        )


def rule_of(purpose: Purpose) -> Rule:
    """How counts are protected for a purpose."""
    declared = purpose.disclosure
    return (
        EXACT if declared is None else Rule(declared.suppress_below, declared.round_to)
    )


def use_of(role: Role, purpose: Purpose, snapshot: Snapshot) -> Use:
    """What a role may do for a purpose on this snapshot.

    Raises NotPermitted when the purpose is not the role's, or is not confirmed and the
    people are real.
    """
    if purpose.id not in role.uses:
        raise NotPermitted(
            f"{role.title} may not ask for the purpose '{purpose.id}' here. Purposes "
            f"of this role: {listed(role.purposes)}."
        )
    synthetic = snapshot.manifest.synthetic
    if snapshot.has_people and not (synthetic or purpose.confirmed):
        raise NotPermitted(
            f"The purpose '{purpose.id}' is closed on real data until its legal basis "
            "is confirmed in the catalogue (purposes)."
        )
    return role.uses[purpose.id]


def role_of(catalogue: Catalogue, name: str) -> Role:
    """A declared role. Raises RefusedInput with the nearest name."""
    if name not in catalogue.roles:
        raise RefusedInput(
            f"There is no role called '{name}'.{did_you_mean(name, catalogue.roles)} "
            f"Roles are {listed(catalogue.roles)}."
        )
    return catalogue.roles[name]


def purpose_of(catalogue: Catalogue, name: str) -> Purpose:
    """A declared purpose. Raises RefusedInput with the nearest name."""
    if name not in catalogue.purposes:
        hint = did_you_mean(name, catalogue.purposes)
        raise RefusedInput(
            f"There is no purpose called '{name}'.{hint} "
            f"Purposes are {listed(catalogue.purposes)}."
        )
    return catalogue.purposes[name]
