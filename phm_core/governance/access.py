"""Who asks, for which purpose, and about whom: the scope.

Sign-in comes later and will make scopes in its own way, in this module. Until then
there is one way: a visitor may take any role, on data that nobody has to be protected
from: synthetic people, or published figures alone.
"""

import hashlib
import json
from dataclasses import InitVar, dataclass, fields
from functools import cached_property
from typing import Final

from phm_core.area import Level
from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Purpose, Role
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean, listed
from phm_core.governance.rule import EXACT, Rule
from phm_core.snapshot import Snapshot

VISITOR = "visitor"
_MAKER: Final = object()

# From few people to many; a level may be asked for if it is no finer than the lowest.
FINENESS = {
    Level.ICS: 0,
    Level.PLACE: 1,
    Level.UPPER_TIER: 1,
    Level.DISTRICT: 2,
    Level.NEIGHBOURHOOD: 3,
    Level.PCN: 3,
    Level.PRACTICE: 4,
    Level.WARD: 4,
    Level.LSOA: 5,
    # It may be made of a single small area.
    Level.BUILT_PLACE: 5,
}


@dataclass(frozen=True)
class Scope:
    """What one person may ask about: made in this module alone.

    practices, lsoas: only people registered there, or living there; None is everyone.
    lowest_level: the smallest areas that may be compared; None is any. exact: whether
    counts are shown as they are. Raises TypeError when made anywhere else.
    """

    user: str
    role: str
    purpose: str
    practices: frozenset[str] | None
    lsoas: frozenset[str] | None
    lowest_level: Level | None
    exact: bool
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


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # sets of codes


def demo_scope(
    role: str, purpose: str, *, catalogue: Catalogue, snapshot: Snapshot
) -> Scope:
    """The scope of a visitor who has taken a role and a purpose.

    Raises NotPermitted on records of real people, since nobody has signed in, and for
    a purpose that is not the role's; RefusedInput for an unknown role or purpose.
    """
    signed_in(VISITOR, snapshot)
    declared = role_of(catalogue, role)
    terms = purpose_of(catalogue, purpose)
    role_has(declared, terms, snapshot)
    return Scope(
        user=VISITOR,
        role=role,
        purpose=purpose,
        practices=None,
        lsoas=None,
        lowest_level=_coarser(declared.lowest_level, terms.lowest_level),
        exact=rule_of(terms).exact,
        made_by=_MAKER,
    )


def signed_in(user: str, snapshot: Snapshot) -> None:
    """Raise NotPermitted where real people must be protected from a visitor."""
    if user == VISITOR and snapshot.has_people and not snapshot.manifest.synthetic:
        raise NotPermitted(
            "This snapshot holds records of real people, and nobody has signed in. "
            "Use a synthetic snapshot or an area pack: 'python -m phm_core snapshot "
            "list' shows them."
        )


def rule_of(purpose: Purpose) -> Rule:
    """How counts are protected for a purpose."""
    declared = purpose.disclosure
    return (
        EXACT if declared is None else Rule(declared.suppress_below, declared.round_to)
    )


def role_has(role: Role, purpose: Purpose, snapshot: Snapshot) -> None:
    """Raise NotPermitted unless a role may have a purpose on this snapshot."""
    synthetic = snapshot.manifest.synthetic
    if synthetic and purpose.open_to_everyone_on_synthetic:
        return
    if purpose.id not in role.purposes:
        raise NotPermitted(
            f"{role.title} may not ask for the purpose '{purpose.id}' here. Purposes "
            f"of this role: {listed(role.purposes)}."
        )
    if snapshot.has_people and not (synthetic or purpose.confirmed):
        raise NotPermitted(
            f"The purpose '{purpose.id}' is closed on real data until its legal basis "
            "is confirmed in the catalogue (purposes)."
        )


def _coarser(first: Level | None, second: Level | None) -> Level | None:
    given = [level for level in (first, second) if level is not None]
    return min(given, key=lambda level: FINENESS[level], default=None)


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
